//! An installation that nothing outside can reach.

use super::ingress;
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::routes::routes;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "unreachable-installation",
    family: "network",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("unreachable_installation.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let on = routes(cx);
    if !cx.unit.complete || on.ingress || on.istio || cx.declared.surroundings.external_routes == Some(true) {
        return;
    }
    let path = ingress("enabled");
    let Some(at) = place(cx, &path, &KeyPath::of(["global", "istio", "enabled"])) else { return };
    out.push(RULE.at(at, "neither Ingress nor Istio is on: there is no route into the platform").path(&path).help(
        "set `global.ingress.enabled: true` or `global.istio.enabled: true`, or declare that routes are made elsewhere",
    ));
}
