//! Autoscaling asked for without a target.

use crate::lint::autoscaling::services;
use crate::lint::context::Context;
use crate::lint::edits;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "autoscaling-without-target",
    family: "scaling",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("autoscaling_without_target.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(facts) = cx.catalog.scaling() else { return };
    let percent = facts.fallback_target;
    for scaling in services(cx).into_iter().filter(|scaling| scaling.asked_for()) {
        let keda = cx.effective(&scaling.service.key("keda").key("enabled")).is_some_and(|found| found.value == true);
        let aimed = scaling.target_cpu.is_some() || scaling.target_memory.is_some() || scaling.metrics.is_some();
        let path = scaling.block();
        let Some(node) = cx.set(&path) else { continue };
        if keda || aimed {
            continue;
        }
        let service = &scaling.service;
        let message = format!("`{service}` has no target to scale by: Kubernetes falls back to {percent} % CPU");
        let mut finding = RULE
            .at(cx.at_key(node), message)
            .path(&path)
            .help(format!("write what you mean, such as `targetCPU: {percent}`"));
        let title = format!("add `targetCPU: {percent}`");
        finding.fix = edits::set(cx, title, &path.key("targetCPU"), &percent.to_string())
            .filter(|fix| fix.layer == node.origin.layer);
        out.push(finding);
    }
}
