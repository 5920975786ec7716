//! The Gateway API without one of the parts that it needs.

use serde_json::Value as Json;

use super::{gateway, ingress};
use crate::lint::cause::{place, text};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "incomplete-gateway-api",
    family: "network",
    severity: Severity::Error,
    fixable: false,
    versions: "0.44.0..",
    page: include_str!("incomplete_gateway_api.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let is_on = |path: &KeyPath| cx.effective(path).is_some_and(|found| found.value == true);
    let (enabled, create) = (gateway("enabled"), gateway("create"));
    let envoy = KeyPath::of(["platform", "envoy-gateway", "enabled"]);
    let mut report = |path: &KeyPath, severity: Severity, message: String, help: String| {
        if let Some(at) = place(cx, path, &enabled) {
            out.push(RULE.at(at, message).path(path).severity(severity).help(help));
        }
    };
    if !is_on(&enabled) {
        if is_on(&envoy) {
            report(
                &envoy,
                Severity::Info,
                "Envoy Gateway is on, and no routes use it yet: `global.gatewayAPI.enabled` is not true".to_owned(),
                "this is the first of two upgrades; switch the routes on with the second".to_owned(),
            );
        }
        return;
    }
    let router = ingress("enabled");
    if !is_on(&router) {
        report(
            &router,
            Severity::Error,
            format!("Gateway API is on, and `{router}` is not true: no routes are rendered"),
            format!("set `{router}: true`: it switches the routes of the Gateway API as well"),
        );
    }
    if uses_own_gateway(cx) {
        for path in [&envoy, &create].into_iter().filter(|path| !is_on(path)) {
            report(
                path,
                Severity::Warning,
                format!("routes hang on the chart's Gateway, and `{path}` is not true"),
                format!("set `{path}: true`, or `global.gatewayAPI.parentRef.name` to a Gateway of your own"),
            );
        }
    }
    if cx.flag("global.ngcustomdashboard.enabled") == Some(true) {
        let path = gateway("additionalListeners");
        if let Some((message, help)) = listener_of_dashboards(cx, &path) {
            report(&path, Severity::Error, message, help);
        }
    }
}

/// Whether the parent of the routes is the Gateway that the chart can make.
fn uses_own_gateway(cx: &Context) -> bool {
    let path = gateway("parentRef").key("name");
    let default = cx.defaults.at(&path, &cx.chart_version);
    text(cx, &path).as_deref() == default.as_ref().and_then(Json::as_str)
}

/// What is wrong with the listener that custom dashboards need. Without a domain of theirs the rule
/// `incomplete-looker-setup` reports.
fn listener_of_dashboards(cx: &Context, path: &KeyPath) -> Option<(String, String)> {
    let network = cx.catalog.network().ok()?;
    let domain = KeyPath::of(["platform", "ng-custom-dashboards", "config", "lookerPubDomain"]);
    let domain = text(cx, &domain).filter(|domain| !domain.is_empty())?;
    let listeners = match cx.effective(path).map(|found| found.value) {
        Some(Json::Array(items)) => items,
        _ => Vec::new(),
    };
    let field = |item: &Json, key: &str| item.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let Some(own) = listeners.iter().find(|item| field(item, "hostname").eq_ignore_ascii_case(&domain)) else {
        return Some((
            format!("custom dashboards are on, and no listener of the Gateway has their host `{domain}`"),
            format!("add a listener with `hostname: {domain}` and a name of its own to `{path}`"),
        ));
    };
    let name = field(own, "name");
    let twice = listeners.iter().filter(|item| field(item, "name") == name).count() > 1;
    let taken = network.taken_listeners.contains(&name);
    (name.is_empty() || taken || twice).then(|| {
        let message = match name.as_str() {
            "" => format!("the listener of `{domain}` has no name"),
            name => format!("the name `{name}` of the listener of `{domain}` is taken"),
        };
        (message, "give it a name of its own: `http` and `https` are the Gateway's".to_owned())
    })
}
