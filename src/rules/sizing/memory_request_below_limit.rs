//! Memory requests below limits: such pods are evicted first.

use super::figure::{amount_of, is_sized};
use crate::lint::cluster::Qos;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "memory-request-below-limit",
    family: "sizing",
    severity: Severity::Info,
    fixable: true,
    versions: "",
    page: include_str!("memory_request_below_limit.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    if cx.declared.qos == Some(Qos::Burstable) {
        return;
    }
    for container in cx.containers().iter().filter(|container| is_sized(cx, container, "memory")) {
        let (Some(request), Some(limit)) =
            (amount_of(cx, container, "requests", "memory"), amount_of(cx, container, "limits", "memory"))
        else {
            continue;
        };
        // Where only the limit is the user's, the chart's request is what he left behind.
        let Some((node, path)) =
            request.node.map(|node| (node, &request.path)).or(limit.node.map(|node| (node, &limit.path)))
        else {
            continue;
        };
        if request.quantity >= limit.quantity {
            continue;
        }
        let (asked, allowed) = (request.quantity.as_memory(), limit.quantity.as_memory());
        let mut finding = RULE
            .at(
                cx.at_key(node),
                format!("`{container}` requests {asked} of memory and may use {allowed}: it is evicted early"),
            )
            .path(path)
            .help(format!("write `requests.memory: {allowed}`"));
        if let Some(limit) = limit.node.filter(|_| request.node.is_some()) {
            finding = finding.related(cx.at_key(limit), "the limit");
        }
        if let Some(edit) = request.node.and_then(|node| cx.rewrite(node, &allowed)) {
            let title = format!("raise the request to {allowed}");
            finding = finding.fix(Fix::unsafe_(title, node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}
