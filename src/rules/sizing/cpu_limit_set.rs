//! CPU limits: they throttle while the node is idle.

use super::figure::{amount_of, is_sized};
use crate::lint::cluster::Qos;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "cpu-limit-set",
    family: "sizing",
    severity: Severity::Info,
    fixable: true,
    versions: "",
    page: include_str!("cpu_limit_set.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    if cx.declared.qos == Some(Qos::Guaranteed) {
        return;
    }
    for container in cx.containers() {
        if !is_sized(cx, container, "cpu") {
            continue;
        }
        let Some(limit) = amount_of(cx, container, "limits", "cpu") else { continue };
        let Some(node) = limit.node.filter(|_| cx.service_of(container).is_some()) else { continue };
        let mut finding = RULE
            .at(cx.at_key(node), format!("`{container}` is throttled at {} of cpu", limit.quantity.as_cpu()))
            .path(&limit.path)
            .help("leave `limits.cpu` out: the request already gives each pod its share under pressure");
        if let Some(edit) = cx.removal(&limit.path, node) {
            finding = finding.fix(Fix::unsafe_("drop the CPU limit", node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}
