//! A public host that no route is made for.

use serde_json::Value as Json;

use super::{ingress, public_url};
use crate::lint::context::Context;
use crate::lint::endpoint::host_of;
use crate::lint::finding::{Findings, Severity};
use crate::lint::routes::{Routes, ingress_hosts, istio_hosts, list, routes, serves};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "unrouted-public-host",
    family: "network",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("unrouted_public_host.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let path = public_url();
    // The chart's own URL and hosts are samples, which the rule `placeholder-value` speaks of.
    let Some(node) = cx.set(&path).filter(|_| cx.unit.complete) else { return };
    let host = match cx.effective(&path).map(|found| found.value) {
        Some(Json::String(url)) if url.contains("://") => host_of(&url),
        _ => return,
    };
    let on = routes(cx);
    let mut lists = Vec::new();
    if on.ingress {
        if cx.flag("global.ingress.disableHostInIngress") == Some(true) {
            return;
        }
        lists.push((ingress_hosts(), Routes { istio: false, ..on }));
    }
    if on.istio {
        lists.push((istio_hosts(), Routes { gateway: false, ..on }));
    }
    if host.is_empty() || lists.is_empty() || lists.iter().any(|(list, _)| cx.set(list).is_none()) {
        return;
    }
    let compatible = on.ingress && any_serves(cx, &ingress("compatibilityHosts"), &host, on) == Some(true);
    // What is no list of texts is not known.
    let served = |(path, routes): &(KeyPath, Routes)| any_serves(cx, path, &host, *routes) != Some(false);
    if compatible || lists.iter().any(served) {
        return;
    }
    let names: Vec<String> = lists.iter().map(|(path, _)| format!("`{path}`")).collect();
    let mut finding = RULE
        .at(
            cx.at_value(node),
            format!("no route is made for the public host `{host}`: it is not in {}", names.join(" or ")),
        )
        .path(&path)
        .help(match on.gateway {
            true => format!("add `{host}` there; a bare `*` is dropped from routes of the Gateway API"),
            false => format!("add `{host}` there"),
        });
    for (path, _) in &lists {
        if let Some(node) = cx.set(path) {
            finding = finding.related(cx.at_key(node), "the hosts that have routes");
        }
    }
    out.push(finding);
}

fn any_serves(cx: &Context, path: &KeyPath, host: &str, routes: Routes) -> Option<bool> {
    Some(list(cx, path)?.iter().any(|served| serves(served, host, routes)))
}
