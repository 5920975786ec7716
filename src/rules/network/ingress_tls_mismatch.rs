//! Scheme of the public URL, TLS of the Ingress and its Secret against each other.

use super::{ingress, public_url};
use crate::lint::cause::{place, text};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::routes::routes;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "ingress-tls-mismatch",
    family: "network",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("ingress_tls_mismatch.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    if !cx.unit.complete || !routes(cx).ingress {
        return;
    }
    let (url, enabled) = (public_url(), ingress("tls").key("enabled"));
    let Some(tls) = cx.effective(&enabled).and_then(|found| found.value.as_bool()) else { return };
    let scheme = text(cx, &url).and_then(|text| Some(text.split_once("://")?.0.to_lowercase()));
    let contradiction = match (scheme.as_deref(), tls) {
        (Some("https"), false) if cx.declared.surroundings.external_tls != Some(true) => Some((
            "the public URL is https, and the Ingress ends no TLS",
            "set `global.ingress.tls.enabled: true`, or declare that TLS ends before the cluster",
        )),
        (Some("http"), true) => Some((
            "the public URL is http, and the Ingress redirects to https",
            "write the URL with `https://`, or set `global.ingress.tls.enabled: false`",
        )),
        _ => None,
    };
    if let (Some((message, help)), Some(at)) = (contradiction, place(cx, &enabled, &url)) {
        let mut finding = RULE.at(at, message).path(&enabled).help(help);
        if let Some(node) = cx.set(&url).filter(|_| cx.set(&enabled).is_some()) {
            finding = finding.related(cx.at_value(node), "the public URL");
        }
        out.push(finding);
    }
    if tls {
        secret(cx, out);
    }
}

fn secret(cx: &Context, out: &mut Findings) {
    let path = ingress("tls").key("secretName");
    let Some(at) = place(cx, &path, &ingress("enabled")) else { return };
    let name = text(cx, &path).unwrap_or_default();
    let default = cx.defaults.at(&path, &cx.chart_version);
    if name.is_empty() {
        let finding = RULE.at(at, "TLS of the Ingress is on, and no Secret with a certificate is named");
        out.push(finding.path(&path).help(format!("set `{path}` to a Secret of type `kubernetes.io/tls`")));
    } else if default.as_ref().and_then(|value| value.as_str()) == Some(name.as_str()) {
        let message = format!("the Ingress takes its certificate from the chart's default Secret `{name}`");
        let help = "make sure that this Secret exists in the namespace, or name another: the chart makes none";
        out.push(RULE.at(at, message).path(&path).severity(Severity::Info).help(help));
    }
}
