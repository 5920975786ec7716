//! Keys that another key takes the effect from.

use super::ineffective_key::{RULE, file_of, remove, with};
use crate::catalog::service_paths::ServicePaths;
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::written::is_nothing;
use crate::yaml::path::KeyPath;

/// Every combination of the table that depends on other values.
pub fn combinations(cx: &Context, services: &ServicePaths, out: &mut Findings) {
    controllers(cx, out);
    istio_gateways(cx, out);
    postgres_protocol(cx, out);
    budget(cx, &KeyPath::of(["global"]), out);
    for service in services.iter() {
        let Some(Value::Map(entries)) = cx.set(service).map(|node| &node.value) else { continue };
        if entries.contains_key("pdb") {
            budget(cx, service, out);
        }
        if entries.contains_key("autoscaling") {
            autoscaling(cx, service, out);
        }
    }
}

/// What is written at `path`, with its own path.
fn written<'a>(cx: &'a Context, path: KeyPath) -> Option<(KeyPath, &'a Node)> {
    cx.set(&path).filter(|node| !is_nothing(node)).map(|node| (path, node))
}

/// Resources of a controller that is not created. Another layer may create it, so the chain has to be whole.
fn controllers(cx: &Context, out: &mut Findings) {
    if !cx.unit.complete {
        return;
    }
    for name in ["nginx", "defaultbackend"] {
        let part = KeyPath::of(["platform", "bootstrap", "networking", name]);
        let created = cx.effective(&part.key("create")).is_some_and(|found| found.value == true);
        if let Some((path, node)) = written(cx, part.key("resources")).filter(|_| !created) {
            let message =
                format!("`{path}` has no effect: `{}` is not true, and nothing is created", part.key("create"));
            out.push(with(RULE.at(cx.at_key(node), message).help("take it away"), &path, None));
        }
    }
}

/// Gateways that a VirtualService does not name, because the chart creates its own.
fn istio_gateways(cx: &Context, out: &mut Findings) {
    let Ok(path) = "global.istio.virtualService.gateways".parse() else { return };
    let active = cx.flag("global.istio.enabled") == Some(true) && cx.flag("global.istio.gateway.create") != Some(false);
    let Some((path, node)) = written(cx, path).filter(|_| active) else { return };
    let named = match &node.value {
        Value::List(items) => items.iter().any(|item| !matches!(&item.value, Value::String(text) if text.is_empty())),
        _ => true,
    };
    if named {
        let message =
            format!("`{path}` has no effect: with `global.istio.gateway.create` the chart names its own gateway");
        let finding = RULE.at(cx.at_key(node), message).severity(Severity::Warning);
        let help = "write `global.istio.gateway.create: false`, or name the gateway in `global.istio.gateway`";
        out.push(with(finding.help(help), &path, None));
    }
}

fn postgres_protocol(cx: &Context, out: &mut Findings) {
    let Ok(path) = "global.database.postgres.protocol".parse() else { return };
    let external = cx.flag("global.database.postgres.installed") == Some(false);
    let Some((path, node)) = written(cx, path).filter(|_| external) else { return };
    if !matches!(&node.value, Value::String(text) if text.is_empty() || text == "postgres") {
        let message = format!("`{path}` has no effect: the chart always writes `postgres`");
        out.push(with(RULE.at(cx.at_key(node), message).help("take it away"), &path, None));
    }
}

/// Both bounds of a disruption budget: only the lower one is rendered.
fn budget(cx: &Context, above: &KeyPath, out: &mut Findings) {
    let pdb = above.key("pdb");
    let least = written(cx, pdb.key("minAvailable"));
    let (Some((least, lower)), Some((path, node))) = (least, written(cx, pdb.key("maxUnavailable"))) else { return };
    if matches!(&lower.value, Value::String(text) if text.is_empty()) {
        return;
    }
    let message = format!("`{path}` has no effect: `minAvailable` is set too, and only that is rendered");
    let finding = RULE
        .at(cx.at_key(node), message)
        .severity(Severity::Warning)
        .related(cx.at_key(lower), format!("`{least}` is set here"))
        .help("keep one of the two");
    let fix = file_of(cx, node).and_then(|file| remove(&file, &path, Fix::unsafe_));
    out.push(with(finding, &path, fix));
}

/// Targets beside metrics, and an HPA that KEDA takes over.
fn autoscaling(cx: &Context, service: &KeyPath, out: &mut Findings) {
    let hpa = service.key("autoscaling");
    let keda = cx.effective(&service.key("keda").key("enabled")).is_some_and(|found| found.value == true);
    if let Some((path, node)) = written(cx, hpa.clone()).filter(|_| keda) {
        let message = format!("`{path}` has no effect: with `keda.enabled` the ScaledObject takes the HPA over");
        let help = "write the bounds below `keda.scaledObject`";
        out.push(with(RULE.at(cx.at_key(node), message).help(help), &path, None));
        return;
    }
    let metrics = written(cx, hpa.key("metrics"));
    let Some((_, metrics)) = metrics.filter(|(_, node)| !matches!(&node.value, Value::List(items) if items.is_empty()))
    else {
        return;
    };
    for target in ["targetCPU", "targetMemory"] {
        if let Some((path, node)) = written(cx, hpa.key(target)) {
            let finding = RULE
                .at(cx.at_key(node), format!("`{path}` has no effect: `metrics` replaces the targets"))
                .related(cx.at_key(metrics), "the metrics are set here")
                .help("take it away, or write it as a metric");
            let fix = file_of(cx, node).and_then(|file| remove(&file, &path, Fix::safe));
            out.push(with(finding, &path, fix));
        }
    }
}
