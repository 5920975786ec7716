//! A step over a version that the upgrade has to stop at.

use super::severity;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "skipped-required-stop",
    family: "upgrade",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("skipped_required_stop.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    let (from, to) = (&jump.from, &jump.to);
    for gate in upgrades.forbidding(from, to) {
        if jump.facts.stepwise && !gate.never {
            continue;
        }
        let why = gate.why.as_deref().unwrap_or(&gate.finish);
        let message = match &gate.stop {
            Some(stop) => format!("{from} to {to} needs a stop in {stop}: {why}"),
            None => format!("{from} should not be left for {to}: {why}"),
        };
        let way = match jump.route.len() {
            0 | 1 => String::new(),
            _ => format!("go from {from} to {}; ", jump.route.join(", then ")),
        };
        let help = match gate.stop {
            Some(_) => {
                // The catalog writes `by nothing`, or what does.
                let by = gate.enforced.strip_prefix("by ").unwrap_or(&gate.enforced);
                format!("{way}before going on: {}; today this is enforced by {by}", gate.finish)
            }
            None => "choose another target".to_owned(),
        };
        out.push(RULE.at(jump.at, message).severity(severity(gate.severity)).help(help));
    }
    if let Some(why) = upgrades.withdrawn(to).filter(|_| from != to) {
        out.push(
            RULE.at(jump.at, format!("chart {to} was withdrawn: {why}"))
                .severity(Severity::Warning)
                .help("choose another target: from there the way leads to 0.33.0 or later only"),
        );
    }
}
