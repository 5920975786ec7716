//! A chart name whose releases end at 0.4.6.

use crate::lint::absent;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "legacy-chart-name",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("legacy_chart_name.md"),
    check,
};

/// Charts that were given up for `harness`.
const GIVEN_UP: [&str; 2] = ["harness-prod", "harness-demo"];

fn check(cx: &Context, out: &mut Findings) {
    let Some(chart) = cx.declared.chart.as_deref() else { return };
    let name = chart.trim_end_matches('/').rsplit('/').next().unwrap_or(chart);
    if !GIVEN_UP.contains(&name) {
        return;
    }
    let at = cx.upgrade.map(|jump| jump.at).or_else(|| absent::place(cx, &KeyPath::root()));
    let Some(at) = at else { return };
    out.push(
        RULE.at(at, format!("the command names the chart `{name}`, whose last release is 0.4.6"))
            .help("the chart is `harness/harness`; the documentation still writes the old name"),
    );
}
