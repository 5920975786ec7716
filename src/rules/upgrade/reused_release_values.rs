//! An upgrade that keeps the old chart's defaults.

use crate::helm::command_line::ReuseValues;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "reused-release-values",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("reused_release_values.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some(jump) = cx.upgrade else { return };
    if jump.facts.reuse_values != ReuseValues::Reuse || jump.from == jump.to {
        return;
    }
    out.push(
        RULE.at(jump.at, format!("`--reuse-values` keeps the defaults of chart {} under chart {}", jump.from, jump.to))
            .help("give the values files again, or use `--reset-then-reuse-values` (Helm 3.14 and later)"),
    );
}
