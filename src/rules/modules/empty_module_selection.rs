//! An installation of the platform alone, without any module.

use crate::lint::absent;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "empty-module-selection",
    family: "modules",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("empty_module_selection.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let modules = cx.catalog.modules.iter().filter(|module| module.exists_in(&cx.chart_version));
    let flags: Vec<String> = modules.filter_map(|module| module.flag(&cx.chart_version)).collect();
    if !cx.unit.complete || flags.iter().any(|flag| cx.flag(flag) == Some(true)) {
        return;
    }
    // Below `global`, where the flags belong; a key that does not exist only leads there.
    let Some(location) = absent::place(cx, &KeyPath::of(["global", "module"])) else { return };
    let example = if flags.iter().any(|flag| flag == "global.ci.enabled") {
        "global.ci.enabled"
    } else {
        "global.<module>.enabled"
    };
    out.push(
        RULE.at(location, "no module is switched on: only the platform is installed")
            .help(format!("switch on what you use, such as `{example}: true`")),
    );
}
