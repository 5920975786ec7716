//! A leaf that says what holds without it: the chart's default, or the value of a lower layer.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{is_placeholder, layer_name, shown};
use crate::helm::json::to_json;
use crate::helm::value::{LayerId, Node, Value};
use crate::lint::context::Context;
use crate::lint::edits::leaf_removals;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::quick::QuickMap;

pub const RULE: Rule = Rule {
    id: "redundant-override",
    family: "layering",
    severity: Severity::Info,
    fixable: true,
    versions: "",
    page: include_str!("redundant_override.md"),
    check,
};

/// A redundant leaf, and the lower layer that says the same; none for the chart itself.
struct Redundant<'a> {
    path: KeyPath,
    node: &'a Node,
    lower: Option<&'a Node>,
}

fn check(cx: &Context, out: &mut Findings) {
    let mut found: Vec<Redundant> = Vec::new();
    for (path, node, default) in cx.leaf_defaults() {
        // Nothing is below it.
        if default.is_none() && node.losers.is_empty() {
            continue;
        }
        let mut below = default.map(Cow::Borrowed);
        let mut lower = None;
        for step in node.losers.iter().rev().chain([node]) {
            let value = to_json(&step.value);
            let repeats = below.as_deref() == Some(&value) && !is_placeholder(&value);
            if repeats && !matches!(step.value, Value::Map(_)) && (lower.is_some() || !is_connection(cx, path)) {
                found.push(Redundant { path: path.clone(), node: step, lower });
            }
            below = Some(Cow::Owned(value));
            lower = Some(step);
        }
    }
    let edits = edits(cx, &found);
    for Redundant { path, node, lower } in &found {
        let value = shown(path, node);
        let message = match lower {
            None => format!("`{path}` repeats the chart's default {value}"),
            Some(lower) => format!("`{path}` repeats {value} of `{}`", layer_name(cx, lower)),
        };
        let mut finding = RULE
            .at(cx.at_key(node), message)
            .path(path)
            .help("remove it: it changes nothing, and stays behind when the default moves on");
        if let Some(lower) = lower {
            finding = finding.related(cx.at_key(lower), "the same value");
        }
        let layer = node.origin.layer;
        if let Some(edit) = edits.get(&layer).and_then(|edits| edits.get(path)) {
            finding = finding.fix(Fix::safe("remove it", layer, vec![edit.clone()]));
        }
        out.push(finding);
    }
}

/// Whether `path` is a setting of a datastore outside the cluster. A connection is written down whole: what holds of
/// it must not hang on what the chart says of its own datastore.
fn is_connection(cx: &Context, path: &KeyPath) -> bool {
    let [Segment::Key(root), Segment::Key(part), _, ..] = path.segments() else { return false };
    let installed = || cx.effective(&path.first(3).key("installed"));
    root == "global" && part == "database" && installed().is_some_and(|found| found.value == false)
}

/// The edits that take the leaves out of their files.
fn edits(cx: &Context, found: &[Redundant]) -> HashMap<LayerId, QuickMap<KeyPath, Edit>> {
    let mut edits = HashMap::new();
    for file in cx.files() {
        let layer = file.layer.id;
        let leaves: Vec<(KeyPath, &Node)> = found
            .iter()
            .filter(|redundant| redundant.node.origin.layer == layer)
            .map(|redundant| (redundant.path.clone(), redundant.node))
            .collect();
        if !leaves.is_empty() {
            edits.insert(layer, leaf_removals(&file, &leaves));
        }
    }
    edits
}
