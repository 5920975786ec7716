//! Ingress and Istio for the same hosts.

use super::ingress;
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::routes::routes;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "ingress-and-istio",
    family: "network",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("ingress_and_istio.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let on = routes(cx);
    let (ingress, istio) = (ingress("enabled"), KeyPath::of(["global", "istio", "enabled"]));
    let Some(at) = place(cx, &istio, &ingress).filter(|_| on.ingress && on.istio) else { return };
    let mut finding = RULE
        .at(at, "Ingress and Istio are both on: two routers for the same hosts")
        .path(&istio)
        .help("switch one of them off: the chart is made for either");
    if let Some(node) = cx.set(&ingress) {
        finding = finding.related(cx.at_key(node), "Ingress is switched on here");
    }
    out.push(finding);
}
