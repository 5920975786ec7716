//! An Ingress of the chart's own class without the controller that serves it.

use super::ingress;
use crate::lint::cause::{place, text};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::routes::routes;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "ingress-without-controller",
    family: "network",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("ingress_without_controller.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(network) = cx.catalog.network() else { return };
    let on = routes(cx);
    if !cx.unit.complete || !on.ingress || on.gateway {
        return;
    }
    let create = KeyPath::of(["platform", "bootstrap", "networking", "nginx", "create"]);
    let runs = cx.effective(&create).is_some_and(|found| found.value == true);
    let class = text(cx, &ingress("className"));
    if runs || class.as_deref() != Some(network.own_class.as_str()) {
        return;
    }
    let Some(at) = place(cx, &create, &ingress("enabled")) else { return };
    let class = &network.own_class;
    out.push(
        RULE.at(at, format!("nothing serves the ingress class `{class}`: the chart's own controller is off"))
            .path(&create)
            .help(format!("set `{create}: true`, or `global.ingress.className` to the class of your own controller")),
    );
}
