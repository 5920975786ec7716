//! Heaps as large as their container: it is killed before the heap is full.

use super::figure::amount_of;
use super::heap_setting::{KEYS, setting, smallest_limit};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::quantity::Quantity;

pub const RULE: Rule = Rule {
    id: "heap-exceeds-limit",
    family: "sizing",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("heap_exceeds_limit.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    for (_, _, service) in cx.services() {
        let container = service.key("resources");
        for (keys, severity) in KEYS.into_iter().zip([Severity::Error, Severity::Warning]) {
            let Some(setting) = setting(cx, &service, keys) else { continue };
            let (Some(heap), Some(limit)) = (setting.heap, amount_of(cx, &container, "limits", "memory")) else {
                continue;
            };
            let Some(limit_node) = limit.node else { continue };
            if Quantity::from(heap) < limit.quantity || cx.is_off(&service) {
                continue;
            }
            let enough = smallest_limit(&limits.heap, heap).as_memory();
            let mut edits = Vec::from_iter(cx.rewrite(limit_node, &enough));
            // The request goes along where it was equal, in the same file.
            let request = amount_of(cx, &container, "requests", "memory");
            if let Some(node) =
                request.filter(|request| request.quantity == limit.quantity).and_then(|found| found.node)
                && node.origin.layer == limit_node.origin.layer
            {
                edits.extend(cx.rewrite(node, &enough));
            }
            let mut finding = RULE
                .at(
                    cx.at_key(setting.node),
                    format!(
                        "a heap of `{}` does not fit into the {} that `{service}` may use",
                        setting.text,
                        limit.quantity.as_memory()
                    ),
                )
                .severity(severity)
                .path(&setting.path)
                .related(cx.at_key(limit_node), "the limit")
                .help(format!("write `limits.memory: {enough}`, or a smaller heap"));
            if !edits.is_empty() {
                let title = format!("raise the memory limit to {enough}");
                let fix = Fix::unsafe_(title, limit_node.origin.layer, edits);
                finding = finding.fix(fix.touching(&limit.path).touching(&container.key("requests").key("memory")));
            }
            out.push(finding);
        }
    }
}
