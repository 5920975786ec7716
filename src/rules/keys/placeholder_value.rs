//! A sample value where the chart needs a real one.

use serde_json::Value as Json;

use super::severity;
use crate::catalog::key_kinds::Sample;
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Location, Severity};
use crate::lint::rule::Rule;
use crate::lint::sample;
use crate::mask::masked;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "placeholder-value",
    family: "keys",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("placeholder_value.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(kinds) = cx.catalog.key_kinds() else { return };
    let in_window = |row: &&Sample| row.versions.as_ref().is_none_or(|window| window.contains(&cx.chart_version));
    for row in kinds.placeholders.iter().filter(in_window) {
        for path in row.path.paths().filter(|_| is_active(cx, row)) {
            match cx.set(&path) {
                Some(node) if may_judge(cx, row, node) => written_samples(cx, row, &path, node, out),
                Some(_) => {}
                None if cx.unit.complete => default_sample(cx, row, &path, out),
                None => {}
            }
        }
    }
}

/// Whether every switch is as the row wants it.
fn is_active(cx: &Context, row: &Sample) -> bool {
    row.when.iter().all(|(path, wanted)| {
        path.parse().ok().and_then(|path| cx.effective(&path)).is_some_and(|found| found.value == *wanted)
    })
}

/// Whether all that decides is known: the whole chain, or one file that sets the value and the switches.
fn may_judge(cx: &Context, row: &Sample, node: &Node) -> bool {
    let same_layer = |path: &String| {
        let switch = path.parse().ok().and_then(|path: KeyPath| cx.set(&path));
        switch.is_none_or(|switch| switch.origin.layer == node.origin.layer)
    };
    cx.unit.complete || row.when.keys().all(same_layer)
}

fn written_samples(cx: &Context, row: &Sample, path: &KeyPath, node: &Node, out: &mut Findings) {
    let texts: Vec<(KeyPath, &Node)> = match &node.value {
        Value::List(items) => items.iter().enumerate().map(|(index, item)| (path.index(index), item)).collect(),
        _ => vec![(path.clone(), node)],
    };
    for (path, node) in texts {
        if let Value::String(text) = &node.value
            && is_sample(row, text)
        {
            let message = format!("`{path}` is still the sample `{}`", masked(&path, text));
            out.push(
                RULE.at(cx.at_value(node), message)
                    .path(&path)
                    .severity(severity(Some(row.severity), RULE.severity))
                    .help("write the real one: nobody answers at a sample"),
            );
        }
    }
}

/// The chart's own default is the sample, and nothing in the whole chain sets it.
fn default_sample(cx: &Context, row: &Sample, path: &KeyPath, out: &mut Findings) {
    let Some(found) = cx.effective(path) else { return };
    let texts: Vec<&str> = match &found.value {
        Json::Array(items) => items.iter().filter_map(Json::as_str).collect(),
        Json::String(text) => vec![text],
        _ => return,
    };
    let Some(text) = texts.into_iter().find(|text| is_sample(row, text)) else { return };
    let switch = row.when.keys().find_map(|switch| cx.set(&switch.parse().ok()?));
    let start = cx.files().last().map(|file| Location { layer: file.layer.id, span: Span::new(0, 0) });
    let Some(at) = switch.map(|node| cx.at_key(node)).or(start) else { return };
    let message = format!("`{path}` is not set, and the chart's default is the sample `{}`", masked(path, text));
    out.push(
        RULE.at(at, message)
            .path(path)
            .severity(severity(Some(row.severity), RULE.severity))
            .help(format!("set `{path}` to the real one")),
    );
}

/// Whether a text looks like a sample, or is one that the row names.
fn is_sample(row: &Sample, text: &str) -> bool {
    sample::is_sample(text) || row.samples.iter().any(|sample| sample == text)
}
