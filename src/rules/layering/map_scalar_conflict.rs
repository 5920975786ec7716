//! One path that is a map in one layer and something else in another.

use serde_json::Value as Json;

use super::{default_of, is_global, is_placeholder, layer_name};
use crate::helm::value::{Node, Value};
use crate::lint::charts::is_chart;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::replaced::replaced;
use crate::lint::rule::Rule;
use crate::yaml::path::{KeyPath, Segment};

pub const RULE: Rule = Rule {
    id: "map-scalar-conflict",
    family: "layering",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("map_scalar_conflict.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for (path, winner) in replaced(cx) {
        let conflicts = |loser: &&Node| {
            let nulls = loser.value == Value::Null || winner.value == Value::Null;
            !nulls && is_map(loser) != is_map(winner)
        };
        let Some(loser) = winner.losers.iter().find(conflicts) else { continue };
        if is_chart(cx, &path) {
            continue;
        }
        let (here, there) = (kind(winner), kind(loser));
        out.push(
            RULE.at(
                cx.at_key(winner),
                format!("`{path}` is {here}, but {there} in `{}`, which is dropped whole", layer_name(cx, loser)),
            )
            .path(&path)
            .related(cx.at_key(loser), format!("{there}, dropped"))
            .help("give it the same shape in every file"),
        );
    }
    for (path, node, default) in cx.leaf_defaults() {
        if let Some(default) = default.filter(|value| !is_empty(node) && !is_placeholder(value)) {
            against_default(cx, path, node, default, out);
        }
    }
    let in_list = |path: &KeyPath| path.segments().iter().any(|step| matches!(step, Segment::Index(_)));
    for (path, node) in cx.nodes() {
        if is_map(node)
            && !is_empty(node)
            && !in_list(path)
            && !cx.defaults.is_map(path, &cx.chart_version)
            && let Some(default) = default_of(cx, path)
        {
            against_default(cx, path, node, &default, out);
        }
    }
}

fn against_default(cx: &Context, path: &KeyPath, node: &Node, default: &Json, out: &mut Findings) {
    if default.is_object() == is_map(node) || is_chart(cx, path) {
        return;
    }
    // A scalar over a map below `global` is `ineffective-clear`.
    if default.is_object() && is_global(path) && !matches!(node.value, Value::List(_)) {
        return;
    }
    let wanted = match default {
        Json::Object(_) => "a map",
        Json::Array(_) => "a list",
        _ => "a single value",
    };
    out.push(
        RULE.at(cx.at_key(node), format!("`{path}` is {}, but {wanted} in the chart", kind(node)))
            .path(path)
            .help(format!("write {wanted}: Helm keeps yours and at most logs a line, and the templates expect theirs")),
    );
}

/// An empty list or map, or null, conflicts with nothing.
fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

fn is_map(node: &Node) -> bool {
    matches!(node.value, Value::Map(_))
}

fn kind(node: &Node) -> &'static str {
    match node.value {
        Value::Map(_) => "a map",
        Value::List(_) => "a list",
        _ => "a single value",
    }
}
