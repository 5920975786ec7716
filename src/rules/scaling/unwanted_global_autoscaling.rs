//! Autoscaling for all services in an architecture that runs one pod of each.

use super::{global_switch, switch_off};
use crate::lint::absent;
use crate::lint::autoscaling::{Autoscaling, Bound, From, is_global, services};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::switched_off::switched_off;

pub const RULE: Rule = Rule {
    id: "unwanted-global-autoscaling",
    family: "scaling",
    severity: Severity::Warning,
    fixable: true,
    versions: "0.23.0..",
    page: include_str!("unwanted_global_autoscaling.md"),
    check,
};

const ONE_POD: [&str; 2] = ["demo", "prod-1-replica"];

fn check(cx: &Context, out: &mut Findings) {
    let Some(architecture) = cx.declared.architecture.as_deref().filter(|name| ONE_POD.contains(name)) else { return };
    if !is_global(cx) {
        return;
    }
    let off = switched_off(cx);
    let runs = |scaling: &Autoscaling| !off.iter().any(|off| scaling.service.starts_with(&off.path));
    let free = services(cx).into_iter().filter(runs).filter(|scaling| !is_one(scaling)).count();
    if free == 0 {
        return;
    }
    let path = global_switch();
    let set = cx.set(&path);
    let Some(location) = set.map(|node| cx.at_key(node)).or_else(|| absent::place(cx, &path)) else { return };
    let by_default = if set.is_some() { "" } else { " by default" };
    let who = if free == 1 { "one service".to_owned() } else { format!("{free} services") };
    let message = format!(
        "autoscaling is on for all{by_default}: {who} may run more than the one pod of architecture `{architecture}`"
    );
    let mut finding = RULE.at(location, message).path(&path).help("write `global.autoscaling.enabled: false`");
    finding.fix = switch_off(cx);
    out.push(finding);
}

/// Whether somebody held the service to exactly one pod.
fn is_one(scaling: &Autoscaling) -> bool {
    let one = |bound: &Option<Bound>| bound.is_some_and(|bound| bound.count == 1 && bound.from != From::Library);
    one(&scaling.min) && one(&scaling.max)
}
