//! A host for calls between services that no route is made for.

use super::{gateway, ingress};
use crate::lint::cause::{place, text};
use crate::lint::context::Context;
use crate::lint::edits;
use crate::lint::endpoint::host_of;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::routes::{Routes, ingress_hosts, istio_hosts, list, routes, serves};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;
use crate::yaml::style::quote;

pub const RULE: Rule = Rule {
    id: "internal-host-not-routed",
    family: "network",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("internal_host_not_routed.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let on = routes(cx);
    let through_ingress = ingress("ingressGatewayServiceUrl");
    let through_istio = KeyPath::of(["global", "istio", "istioGatewayServiceUrl"]);
    let mut reported = Vec::new();
    let (nginx, istio) = (Routes { istio: false, ..on }, Routes { gateway: false, ..on });
    for (url, hosts, router, is_on, routes) in [
        (&through_ingress, ingress_hosts(), ingress("enabled"), on.ingress, nginx),
        (&through_istio, istio_hosts(), KeyPath::of(["global", "istio", "enabled"]), on.istio, istio),
    ] {
        let Some(host) = text(cx, url).map(|text| host_of(&text)).filter(|host| !host.is_empty()) else { continue };
        // A file by itself may leave the switch to another, but not say that it is off.
        let may_be_on = is_on || (!cx.unit.complete && cx.set(&router).is_none());
        let Some(node) = cx.set(url).filter(|_| may_be_on) else { continue };
        if lacks(cx, &hosts, &host, routes) == Some(true) {
            let mut finding = RULE
                .at(cx.at_value(node), format!("calls between services go to `{host}`, which is not in `{hosts}`"))
                .path(url)
                .help(format!("add `{host}` to `{hosts}`"));
            finding.fix = add(cx, &hosts, &host, url);
            if let Some(node) = cx.set(&hosts) {
                finding = finding.related(cx.at_key(node), "the hosts that have routes");
            }
            out.push(finding);
            reported.push(host);
        }
    }
    if on.gateway && !has_own_gateway(cx) {
        proxy(cx, nginx, &reported, out);
    }
}

/// Behind the chart's Gateway services call its proxy by name.
fn proxy(cx: &Context, on: Routes, reported: &[String], out: &mut Findings) {
    let hosts = ingress_hosts();
    let Some(host) = text(cx, &gateway("proxyServiceName")).filter(|name| !name.is_empty()) else { return };
    if reported.contains(&host) || lacks(cx, &hosts, &host, on) != Some(true) {
        return;
    }
    let Some(at) = place(cx, &hosts, &gateway("enabled")) else { return };
    let mut finding = RULE
        .at(at, format!("Gateway API is on, and its proxy `{host}` is not in `{hosts}`"))
        .path(&hosts)
        .help(format!("add `{host}` to `{hosts}`: services call the platform by that name"));
    finding.fix = add(cx, &hosts, &host, &hosts);
    out.push(finding);
}

/// Whether routes hang on a Gateway that is not the chart's own, so that its proxy is not there.
fn has_own_gateway(cx: &Context) -> bool {
    let is_default = |path: &KeyPath| {
        let default = cx.defaults.at(path, &cx.chart_version);
        text(cx, path).as_deref() == default.as_ref().and_then(|value| value.as_str())
    };
    !is_default(&gateway("parentRef").key("name")) && is_default(&gateway("proxyServiceName"))
}

/// Whether no entry of the list serves `host`; none where the list is not known.
fn lacks(cx: &Context, hosts: &KeyPath, host: &str, on: Routes) -> Option<bool> {
    if cx.set(hosts).is_none() && !cx.unit.complete {
        return None;
    }
    Some(!list(cx, hosts)?.iter().any(|served| serves(served, host, on)))
}

/// Adds `host` where the list is written.
fn add(cx: &Context, hosts: &KeyPath, host: &str, reported: &KeyPath) -> Option<Fix> {
    let node = cx.set(hosts)?;
    let file = cx.files().find(|file| file.layer.id == node.origin.layer)?;
    let edit = edits::item(&file, hosts, &quote(host))?;
    let fix = Fix::unsafe_(format!("add `{host}` to `{hosts}`"), file.layer.id, vec![edit]);
    Some(if hosts == reported { fix } else { fix.touching(hosts) })
}
