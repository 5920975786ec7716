//! Looker with less memory than it is known to need.

use super::figure::amount_of;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "looker-memory-low",
    family: "sizing",
    severity: Severity::Warning,
    fixable: true,
    versions: "0.24.0..",
    page: include_str!("looker_memory_low.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    let bound = &limits.looker_memory;
    let Some(limit) = amount_of(cx, &bound.container, "limits", "memory") else { return };
    let Some(node) = limit.node else { return };
    if limit.quantity >= bound.limit || cx.is_off(&bound.container) {
        return;
    }
    let enough = bound.limit.as_memory();
    let mut edits = Vec::from_iter(cx.rewrite(node, &enough));
    let request = amount_of(cx, &bound.container, "requests", "memory");
    if let Some(request) = request.filter(|request| request.quantity == limit.quantity).and_then(|found| found.node)
        && request.origin.layer == node.origin.layer
    {
        edits.extend(cx.rewrite(request, &enough));
    }
    let mut finding = RULE
        .at(cx.at_key(node), format!("Looker runs out of memory with {}", limit.quantity.as_memory()))
        .path(&limit.path)
        .help(format!("write `limits.memory: {enough}`, and the same request"));
    if !edits.is_empty() {
        let fix = Fix::unsafe_(format!("raise Looker's memory to {enough}"), node.origin.layer, edits);
        finding = finding.fix(fix.touching(&bound.container.key("requests").key("memory")));
    }
    out.push(finding);
}
