//! A step back to an older chart.

use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "chart-downgrade",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("chart_downgrade.md"),
    check,
};

/// The gate after which there is no TimescaleDB: data written since then has no place in an older chart.
const CUT_OVER: &str = "timescale-skip";

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    let (from, to) = (&jump.from, &jump.to);
    if to >= from {
        return;
    }
    let cut = upgrades.gates.iter().find(|gate| gate.id == CUT_OVER);
    let loses = cut.is_some_and(|gate| gate.to.contains(from) && !gate.to.contains(to));
    let older: Vec<String> = ["mongo", "postgres", "redis"]
        .iter()
        .filter_map(|engine| {
            let (now, then) = (upgrades.engine_line(engine, from)?, upgrades.engine_line(engine, to)?);
            (now != then).then(|| format!("{engine} {now} to {then}"))
        })
        .collect();
    let message = match (loses, older.is_empty()) {
        (true, _) => format!("{to} is older than {from}, and what was written since TimescaleDB was left is lost"),
        (false, false) => format!(
            "{to} is older than {from}: an older engine may refuse the files of a newer one ({})",
            older.join(", ")
        ),
        (false, true) => format!("{to} is older than {from}: data was changed for the newer chart"),
    };
    out.push(
        RULE.at(jump.at, message)
            .severity(if loses { Severity::Error } else { Severity::Warning })
            .help("to go back, restore the backup that was made before the upgrade into a release of the older chart"),
    );
}
