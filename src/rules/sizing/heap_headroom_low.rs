//! Heaps that leave too little of the limit to the rest of the JVM.

use super::figure::amount_of;
use super::heap_setting::{KEYS, advised_limit, is_tight, setting};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::quantity::Quantity;

pub const RULE: Rule = Rule {
    id: "heap-headroom-low",
    family: "sizing",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("heap_headroom_low.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    for (_, _, service) in cx.services() {
        for keys in KEYS {
            let Some(setting) = setting(cx, &service, keys) else { continue };
            let limit = amount_of(cx, &service.key("resources"), "limits", "memory");
            let (Some(heap), Some(limit)) = (setting.heap, limit) else { continue };
            let memory = Quantity::from(heap);
            let Some(limit_node) = limit.node else { continue };
            // As much as the limit or more is `heap-exceeds-limit`.
            if memory >= limit.quantity || !is_tight(&limits.heap, heap, limit.quantity) || cx.is_off(&service) {
                continue;
            }
            let beside = Quantity::from_nanos(limit.quantity.nanos() - memory.nanos()).unwrap_or_default();
            let percent = memory.nanos() * 100 / limit.quantity.nanos();
            out.push(
                RULE.at(
                    cx.at_key(setting.node),
                    format!(
                        "a heap of `{}` is {percent} % of the limit of `{service}` and leaves {} for the rest of the JVM",
                        setting.text,
                        beside.as_memory()
                    ),
                )
                .path(&setting.path)
                .related(cx.at_key(limit_node), format!("the limit, {}", limit.quantity.as_memory()))
                .help(format!(
                    "write `limits.memory: {}` or more, or a smaller heap",
                    advised_limit(&limits.heap, heap).as_memory()
                )),
            );
        }
    }
}
