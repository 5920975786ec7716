//! A memory target on a JVM whose heap has a fixed size: the target is always reached, or never.

use serde_json::Value as Json;

use crate::heap::Heap;
use crate::lint::autoscaling::{From, services, whole};
use crate::lint::context::Context;
use crate::lint::edits::removal;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "memory-target-without-signal",
    family: "scaling",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("memory_target_without_signal.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(facts) = cx.catalog.scaling() else { return };
    let limits = facts.memory_target;
    for scaling in services(cx).into_iter().filter(|scaling| scaling.asked_for() && scaling.metrics.is_none()) {
        let Some((target, setting)) = scaling.target_memory.as_ref().and_then(|set| Some((whole(&set.value)?, set)))
        else {
            continue;
        };
        let heap_path = scaling.service.key("java").key("memory");
        let request_path = scaling.service.key("resources").key("requests").key("memory");
        let heap = cx.effective(&heap_path).and_then(|found| heap(&found.value));
        let (Some(heap), Some(request), Ok(target)) = (heap, cx.quantity(&request_path), u64::try_from(target)) else {
            continue;
        };
        let (heap, request) = (i128::from(heap.bytes()), request.whole());
        if request <= 0 {
            continue;
        }
        // Shares of the request are compared exactly: heap / request + beside >= target, in percent.
        let at_least = |percent: i128| heap * 100 >= percent * request;
        let share = heap * 100 / request;
        let (message, severity) = if at_least(i128::from(target) - i128::from(limits.beside)) {
            let message = format!(
                "`{}` stays at its maximum: its heap alone is {share} % of the memory request, `targetMemory` is {target}",
                scaling.service
            );
            (message, Severity::Warning)
        } else if heap * 100 <= i128::from(limits.small_heap) * request && target >= limits.high_target {
            let message = format!(
                "`{}` never scales by memory: its heap is {share} % of the memory request, `targetMemory` is {target}",
                scaling.service
            );
            (message, Severity::Info)
        } else {
            continue;
        };
        let own = scaling.block().key("targetMemory");
        let (path, place) = match setting.from {
            From::Service => (own.clone(), setting.node),
            _ => (scaling.block(), cx.set(&scaling.block())),
        };
        let Some(place) = place else { continue };
        let mut finding = RULE
            .at(cx.at_key(place), message)
            .severity(severity)
            .path(&path)
            .help("drop `targetMemory` and scale by CPU: a JVM does not give memory back");
        for (path, what) in [(&heap_path, "the heap"), (&request_path, "the memory request")] {
            if let Some(node) = cx.set(path) {
                finding = finding.related(cx.at_key(node), what);
            }
        }
        let file = cx.files().find(|file| file.layer.id == place.origin.layer);
        // Without any target left, `autoscaling-without-target` would be next.
        let edit = file
            .filter(|_| setting.from == From::Service && scaling.target_cpu.is_some())
            .and_then(|file| removal(&file, &own));
        if let Some(edit) = edit {
            finding = finding.fix(Fix::unsafe_("drop `targetMemory`", place.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}

fn heap(value: &Json) -> Option<Heap> {
    match value {
        Json::String(text) => text.parse().ok(),
        Json::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}
