//! How the files and flags of a chain combine.

pub mod ineffective_clear;
pub mod list_replaces_default;
pub mod map_scalar_conflict;
pub mod null_override;
pub mod redundant_override;
pub mod shadowed_value;
pub mod untyped_set_value;
pub mod wrong_layer_order;

use serde_json::Value as Json;

use crate::helm::json::to_json;
use crate::helm::value::{Node, Value};
use crate::lint::charts::is_chart;
use crate::lint::context::Context;
use crate::mask::masked;
use crate::yaml::path::{KeyPath, Segment};

/// A value in a few words, for a message; never a secret.
fn shown(path: &KeyPath, node: &Node) -> String {
    match &node.value {
        Value::String(text) => shown_text(path, text),
        other => shown_json(path, &to_json(other)),
    }
}

fn shown_json(path: &KeyPath, value: &Json) -> String {
    match value {
        Json::Object(entries) if entries.is_empty() => "`{}`".to_owned(),
        Json::Array(items) if items.is_empty() => "`[]`".to_owned(),
        Json::Object(_) => "a map".to_owned(),
        Json::Array(_) => "a list".to_owned(),
        Json::String(text) => shown_text(path, text),
        other => format!("`{}`", masked(path, &other.to_string())),
    }
}

fn shown_text(path: &KeyPath, text: &str) -> String {
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    let text = masked(path, text);
    let line = text.lines().next().unwrap_or_default();
    let end = line.char_indices().nth(MOST_SHOWN).map_or(line.len(), |(end, _)| end);
    match line.get(..end) {
        Some(short) if short.len() < text.len() => format!("`{short}…`"),
        _ => format!("`{text}`"),
    }
}

/// So many characters of a text are shown.
const MOST_SHOWN: usize = 60;

/// The name of the file or flag that a value came from.
fn layer_name<'a>(cx: &'a Context, node: &Node) -> &'a str {
    cx.source(node.origin.layer).map_or("", |source| source.name())
}

/// The default at `path`, unless it says nothing: an empty text, list or map.
fn default_of(cx: &Context, path: &KeyPath) -> Option<Json> {
    cx.defaults.at(path, &cx.chart_version).filter(|value| !is_placeholder(value))
}

/// `{}`, `[]`, `""` and null say nothing.
fn is_placeholder(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Whether `path` is `global` or lies below it.
fn is_global(path: &KeyPath) -> bool {
    matches!(path.segments().first(), Some(Segment::Key(key)) if key == "global")
}

/// Whether Helm does not do with this null what its author wants: see `ineffective-clear`.
fn is_ineffective_null(cx: &Context, path: &KeyPath, node: &Node) -> bool {
    node.value == Value::Null && (is_chart(cx, path) || (is_global(path) && default_of(cx, path).is_some()))
}
