//! A module's old flag, set against the flag that decides now.

use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::edits;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "ineffective-module-flag",
    family: "modules",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("ineffective_module_flag.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(switches) = cx.catalog.switches() else { return };
    for row in switches.ineffective.iter().filter(|row| row.versions.contains(&cx.chart_version)) {
        let (Ok(path), Ok(decides)) = (row.flag.parse(), row.decides.parse()) else { continue };
        let Some(node) = cx.set(&path) else { continue };
        let Value::Bool(wanted) = node.value else { continue };
        let Some(actual) = cx.flag(&row.decides).filter(|actual| *actual != wanted) else { continue };
        let mut finding = RULE
            .at(cx.at_key(node), format!("`{path}: {wanted}` has no effect: `{decides}` decides, and it is {actual}"))
            .path(&path)
            .help(format!("set `{decides}: {wanted}` if you mean it, and drop `{path}`"));
        if let Some(other) = cx.set(&decides) {
            finding = finding.related(cx.at_key(other), "this flag decides");
        }
        finding.fix = edits::set(cx, format!("set `{decides}: {wanted}`"), &decides, &wanted.to_string());
        out.push(finding);
    }
}
