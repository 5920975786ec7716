//! Behaviour that the new chart changes, and that no value decides.

use crate::catalog::upgrades::Changed;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "changed-chart-default",
    family: "upgrade",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("changed_chart_default.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    let crossed = |row: &&Changed| {
        jump.from < row.since && row.since <= jump.to && row.until.as_ref().is_none_or(|until| jump.to <= *until)
    };
    let mut rows: Vec<&Changed> = upgrades.changed.iter().filter(crossed).collect();
    rows.sort_by_key(|row| row.risk);
    for row in rows {
        let pinned = row.keys.iter().any(|key| cx.set(key).is_some());
        let off = row.flag.as_deref().is_some_and(|flag| cx.flag(flag) != Some(true));
        let outside = row.unless_external.as_deref().is_some_and(|store| !super::in_cluster(cx, upgrades, store));
        if pinned || off || outside {
            continue;
        }
        let help = match (&row.help, row.keys.first()) {
            (Some(help), _) => help.clone(),
            (None, Some(key)) => format!("set `{key}` to decide yourself"),
            (None, None) => "look at what depends on it".to_owned(),
        };
        out.push(RULE.at(jump.at, format!("since {}: {} ({} risk)", row.since, row.what, row.risk.word())).help(help));
    }
}
