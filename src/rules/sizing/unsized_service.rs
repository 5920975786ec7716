//! Services that no layer gives a size.

use serde_json::Value as Json;

use crate::lint::context::Context;
use crate::lint::finding::{Findings, Location, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;
use crate::yaml::path_set::PathSet;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "unsized-service",
    family: "sizing",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("unsized_service.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    if !cx.unit.complete {
        return;
    }
    let sized: PathSet = cx.containers().iter().collect();
    let mut wanting = Vec::new();
    let mut all = 0;
    for (module, service, path) in cx.services() {
        let deployed = service.is_chart() && cx.switched(module, service) == Some(true);
        if !deployed || limits.without_size.contains(&path) {
            continue;
        }
        all += 1;
        let by_chart = || cx.defaults.at(&path, &cx.chart_version).is_some_and(|value| has_resources(&value));
        if !sized.leads_through(&path) && !by_chart() {
            wanting.push(path);
        }
    }
    let count = all - wanting.len();
    for path in wanting {
        let Some(location) = nearest(cx, &path) else { continue };
        out.push(
            RULE.at(location, format!("no layer gives `{path}` requests and limits"))
                .path(&path)
                .help(format!(
                    "set `{path}.resources`, or accept the sub-chart's own default; {count} of the {all} deployed services are sized"
                )),
        );
    }
}

/// Whether a default of the chart sizes a container.
fn has_resources(value: &Json) -> bool {
    match value {
        Json::Object(map) => map.iter().any(|(key, value)| {
            (key == "resources" && value.as_object().is_some_and(|map| !map.is_empty())) || has_resources(value)
        }),
        _ => false,
    }
}

/// The key of the service, else of its module, else the start of the first layer.
fn nearest(cx: &Context, path: &KeyPath) -> Option<Location> {
    let mut here = Some(path.clone());
    while let Some(path) = here.filter(|path| !path.is_root()) {
        if let Some(node) = cx.set(&path) {
            return Some(cx.at_key(node));
        }
        here = path.parent();
    }
    cx.unit.layers.first().map(|layer| Location { layer: layer.id, span: Span::default() })
}
