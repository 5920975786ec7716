//! Requests above limits: the API refuses the pod.

use super::figure::{Kind, amount_of, is_sized, layer_name};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "request-exceeds-limit",
    family: "sizing",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("request_exceeds_limit.md"),
    check,
};

const RESOURCES: [(&str, Kind); 3] =
    [("cpu", Kind::Cpu), ("memory", Kind::Memory), ("ephemeral-storage", Kind::Storage)];

fn check(cx: &Context, out: &mut Findings) {
    for container in cx.containers() {
        for (name, kind) in RESOURCES.into_iter().filter(|(name, _)| is_sized(cx, container, name)) {
            let (Some(request), Some(limit)) =
                (amount_of(cx, container, "requests", name), amount_of(cx, container, "limits", name))
            else {
                continue;
            };
            if request.quantity <= limit.quantity {
                continue;
            }
            // The later layer made the contradiction; in one layer the request is what has to give.
            let limit_is_later = match (request.node, limit.node) {
                (Some(request), Some(limit)) => limit.origin.layer > request.origin.layer,
                (request, _) => request.is_none(),
            };
            let (first, second, word) = match limit_is_later {
                true => (&limit, &request, "request"),
                false => (&request, &limit, "limit"),
            };
            let Some(node) = first.node else { continue };
            let (asked, allowed) = (kind.written(request.quantity), kind.written(limit.quantity));
            let mut finding = RULE
                .at(
                    cx.at_value(node),
                    format!("`{container}` requests {asked} of {name}, more than its limit of {allowed}"),
                )
                .path(&first.path)
                .help(format!(
                    "lower the request to {allowed} or raise the limit to {asked}; the request comes from {}, the limit from {}",
                    layer_name(cx, &request),
                    layer_name(cx, &limit)
                ));
            if let Some(other) = second.node {
                finding = finding.related(cx.at_value(other), format!("the {word}"));
            }
            out.push(finding);
        }
    }
}
