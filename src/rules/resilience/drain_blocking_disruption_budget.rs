//! Disruption budgets over a single pod: the node that runs it can never be drained.

use serde_json::Value as Json;

use super::write;
use crate::helm::value::Node;
use crate::lint::autoscaling::{is_set, whole};
use crate::lint::cause::place;
use crate::lint::context::{Context, Effective};
use crate::lint::finding::{Findings, Severity};
use crate::lint::replicas::{Floor, floors};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "drain-blocking-disruption-budget",
    family: "resilience",
    severity: Severity::Warning,
    fixable: true,
    versions: "0.21.0..",
    page: include_str!("drain_blocking_disruption_budget.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(data) = cx.catalog.resilience() else { return };
    let is_left_out =
        |service: &KeyPath| data.without_budget.iter().any(|name| service.starts_with(&KeyPath::of(name.split('.'))));
    let on = |block: &KeyPath| cx.effective(&block.key("create")).is_some_and(|found| found.value == true);
    let global = KeyPath::of(["global", "pdb"]);
    let everywhere = on(&global);
    // A file by itself may leave floors to others: only those that it writes are looked at.
    let is_known = |floor: &Floor| cx.unit.complete || floor.node.is_some();
    let single = |floor: &Floor| floor.count == 1 && is_known(floor) && !is_left_out(&floor.service);
    for floor in floors(cx).into_iter().filter(single) {
        let own = floor.service.key("pdb");
        let switch = if on(&own) { own.key("create") } else { global.key("create") };
        if !everywhere && !on(&own) {
            continue;
        }
        let Some(budget) = blocking(cx, &own).or_else(|| blocking(cx, &global)).unwrap_or_else(default) else {
            continue;
        };
        report(cx, &floor, &switch, &budget, out);
    }
}

/// A budget that lets no pod go, in words, and where it is set.
struct Blocking<'a> {
    words: String,
    node: Option<&'a Node>,
}

/// The library's own, where neither number is set: half of one pod, rounded up.
fn default<'a>() -> Option<Blocking<'a>> {
    Some(Blocking { words: "the library's `minAvailable: 50%`".to_owned(), node: None })
}

/// Whether what `block` sets blocks a single pod: none where it sets nothing. `minAvailable` counts where both are set.
fn blocking<'a>(cx: &'a Context, block: &KeyPath) -> Option<Option<Blocking<'a>>> {
    let at = |key: &str| cx.effective(&block.key(key)).filter(|found| found.value != Json::String(String::new()));
    let blocks = |key: &str, found: Effective<'a>| Blocking {
        words: format!("`{key}: {}`", found.value.to_string().trim_matches('"')),
        node: found.node,
    };
    if let Some(found) = at("minAvailable") {
        return Some(asks_for_one(&found.value).then(|| blocks("minAvailable", found)));
    }
    let found = at("maxUnavailable")?;
    Some((!asks_for_one(&found.value)).then(|| blocks("maxUnavailable", found)))
}

/// Whether a number or share of a single pod is one: any share above nothing is rounded up.
fn asks_for_one(value: &Json) -> bool {
    let share = value.as_str().and_then(|text| text.trim().strip_suffix('%')?.trim().parse::<i64>().ok());
    share.or_else(|| whole(value)).map_or_else(|| is_set(value), |number| number > 0)
}

fn report(cx: &Context, floor: &Floor, switch: &KeyPath, budget: &Blocking, out: &mut Findings) {
    let (service, path) = (&floor.service, &floor.path);
    let at = floor.node.map(|node| cx.at_value(node)).or_else(|| place(cx, path, switch));
    let Some(at) = at else { return };
    let mut finding = RULE
        .at(at, format!("`{service}` may run a single pod, and its disruption budget keeps it: {}", budget.words))
        .path(path)
        .help(format!("write `{path}: 2`, or `{service}.pdb.maxUnavailable: 1`, or switch the budget off"));
    if let Some(node) = cx.set(switch) {
        finding = finding.related(cx.at_value(node), "the budget is switched on here");
    }
    if let Some(node) = budget.node {
        finding = finding.related(cx.at_value(node), "what the budget asks for");
    }
    if floor.ceiling.is_none_or(|ceiling| ceiling >= 2) {
        finding.fix = write(cx, path, 2);
    }
    out.push(finding);
}
