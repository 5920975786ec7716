//! Flags of the `--set` family whose value is not what it looks like.

use super::is_placeholder;
use crate::catalog::value_types::ValueType;
use crate::helm::chain::LayerKind;
use crate::helm::json::to_json;
use crate::helm::scalar::{Scalar, resolve};
use crate::helm::strvals::SetKind;
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::rule::Rule;
use crate::mask::masked;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "untyped-set-value",
    family: "layering",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("untyped_set_value.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let any_flag = cx.unit.layers.iter().any(|layer| matches!(layer.kind, LayerKind::Set(_)));
    if any_flag {
        visit(cx, &KeyPath::root(), cx.merged(), out);
    }
}

fn visit(cx: &Context, path: &KeyPath, node: &Node, out: &mut Findings) {
    let kind = cx.unit.layers.iter().find(|layer| layer.id == node.origin.layer).map(|layer| layer.kind);
    let found = match kind {
        Some(LayerKind::Set(SetKind::Set)) => text(cx, path, node).or_else(|| empty_list(cx, path, node)),
        Some(LayerKind::Set(SetKind::SetJson)) => replaced_map(cx, path, node),
        _ => None,
    };
    if let Some(finding) = found {
        out.push(finding.path(path));
        return;
    }
    match &node.value {
        Value::Map(entries) => entries.iter().for_each(|(key, node)| visit(cx, &path.key(key.as_str()), node, out)),
        Value::List(items) => {
            items.iter().enumerate().for_each(|(index, node)| visit(cx, &path.index(index), node, out));
        }
        _ => {}
    }
}

/// `1.5`, `1e3`, `0x10`, `007`, `yes`: numbers and words of YAML, texts for `--set`.
fn text(cx: &Context, path: &KeyPath, node: &Node) -> Option<Finding> {
    let Value::String(text) = &node.value else { return None };
    if matches!(resolve(text), Scalar::Text | Scalar::Null) || takes_text(cx, path) {
        return None;
    }
    let shown = masked(path, text);
    Some(
        RULE.at(
            cx.at_value(node),
            format!("`{path}={shown}` sets the text `{shown}`: `--set` knows whole numbers, true, false and null only"),
        )
        .help("put it into a values file, or use `--set-json`"),
    )
}

/// `{}` of `--set` is a list with one empty text.
fn empty_list(cx: &Context, path: &KeyPath, node: &Node) -> Option<Finding> {
    let Value::List(_) = &node.value else { return None };
    if cx.source(node.origin.layer)?.slice(node.origin.value) != "{}" {
        return None;
    }
    Some(
        RULE.at(
            cx.at_value(node),
            format!("`{path}={{}}` sets a list with one empty text, neither an empty list nor a map"),
        )
        .help(format!("for an empty list write `--set-json '{path}=[]'`")),
    )
}

/// `--set-json` replaces where a values file would merge.
fn replaced_map(cx: &Context, path: &KeyPath, node: &Node) -> Option<Finding> {
    let Value::Map(_) = &node.value else { return None };
    let map = node.losers.iter().find(|loser| {
        matches!(loser.value, Value::Map(_))
            && !is_placeholder(&to_json(&loser.value))
            && cx.files().any(|file| file.layer.id == loser.origin.layer)
    })?;
    Some(
        RULE.at(cx.at_value(node), format!("`--set-json` replaces the map `{path}` whole, it does not merge"))
            .related(cx.at_key(map), "this map is dropped")
            .help("put it into a values file, or set each key with a flag of its own"),
    )
}

/// Whether the chart takes a text at `path`, so that nothing is lost.
fn takes_text(cx: &Context, path: &KeyPath) -> bool {
    let known = cx.catalog.value_types().ok().and_then(|types| types.at(path));
    let by_default = || cx.defaults.get(path, &cx.chart_version).is_some_and(|default| default.is_string());
    known.map_or_else(by_default, |kind| kind.is_text() || kind == ValueType::Quantity)
}
