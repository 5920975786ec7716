//! A new major version of MongoDB, and nobody said that the one before is complete.

use super::{fcv_switch, in_cluster};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "unconfirmed-feature-compatibility",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("unconfirmed_feature_compatibility.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    let lines = (upgrades.engine_line("mongo", &jump.from), upgrades.engine_line("mongo", &jump.to));
    let (Some(now), Some(then)) = lines else { return };
    if jump.to <= jump.from || !is_raised(&now, &then) || !in_cluster(cx, upgrades, "mongo") {
        return;
    }
    let switch = fcv_switch(cx).filter(|switch| cx.flag(switch) == Some(false));
    let path = switch.and_then(|switch| switch.parse().ok());
    let at = path.as_ref().map_or(jump.at, |path| cx.at_path_or_jump(path, jump));
    let step = format!("this upgrade takes MongoDB from {now} to {then}");
    let message = match (&jump.facts.mongo_fcv, switch) {
        (Some(fcv), Some(switch)) if *fcv == now => {
            format!("{step}, and `{switch}` keeps the Job away that raises featureCompatibilityVersion after it")
        }
        (Some(fcv), None) if *fcv == now => return,
        // An image that was pinned ahead of the chart.
        (Some(fcv), _) if *fcv == then => return,
        (Some(fcv), _) => format!("{step}, but featureCompatibilityVersion is {fcv}: MongoDB {then} does not start"),
        (None, _) => format!("{step}, which needs featureCompatibilityVersion {now}"),
    };
    // What was declared says that the database does not start: no doubt is left that a warning would leave.
    let refuses = jump.facts.mongo_fcv.as_ref().is_some_and(|fcv| *fcv != now);
    let severity = if refuses { Severity::Error } else { RULE.severity };
    out.push(RULE.at(at, message).severity(severity).help(format!(
        "read it by hand (`db.adminCommand({{getParameter: 1, featureCompatibilityVersion: 1}})`): the Job that raises it reports success whatever happens; then say `--mongo-fcv {now}`"
    )));
}

/// Whether the second version, as `7.0`, is later than the first. Both are of the catalog.
fn is_raised(now: &str, then: &str) -> bool {
    let numbers = |text: &str| text.split('.').filter_map(|part| part.parse::<u32>().ok()).collect::<Vec<_>>();
    numbers(now) < numbers(then)
}
