//! `smpgen values --why PATH`: the winner, every loser, and the chart's default.

use serde_json::{Value as Json, json};

use super::chain::Given;
use super::output::Console;
use crate::args::{Format, Values, ValuesFormat};
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::helm::chain::{LayerKind, place};
use crate::helm::command_line::HelmCommand;
use crate::helm::json::to_json;
use crate::helm::lookup::find;
use crate::helm::value::{Node, Origin, Value};
use crate::mask::masked_json;
use crate::report::shown::Shown;
use crate::suggest;
use crate::yaml::path::{KeyPath, Segment};

/// A value that was written for the path, and what became of it.
struct Written<'a> {
    node: &'a Node,
    /// The path that was replaced with it, where that is a parent of the one asked for.
    with: Option<KeyPath>,
}

pub fn run(
    catalog: &Catalog,
    args: &Values,
    given: &Given,
    merged: &Node,
    path: &str,
    console: &mut Console,
) -> Result<()> {
    let path: KeyPath = path.parse().map_err(|why| Error::new(format!("--why: {why}")))?;
    let version = chart_version(catalog, args, given)?;
    let default = catalog.defaults()?.at(&path, &version);
    let winner = find(merged, path.segments());
    let losers = losers(merged, &path);
    if winner.is_none() && losers.is_empty() && default.is_none() {
        return Err(unknown(merged, &path, &version));
    }
    if args.format == ValuesFormat::Json {
        let lost: Vec<Json> = losers.iter().map(|lost| written(given, &path, lost)).collect();
        let document = json!({
            "version": 1,
            "path": path.to_string(),
            "set": winner.is_some(),
            "value": winner.map(|node| masked_json(&path, to_json(&node.value))),
            "from": winner.map(|node| from(given, place_of(node))),
            "losers": lost,
            "deletes_default": deletes_default(winner, &default),
            "default": default.map(|value| json!({"chart_version": version, "value": masked_json(&path, value)})),
        });
        return console.structured(Format::Json, &document);
    }
    let mut text = String::new();
    match winner {
        Some(node) => {
            text.push_str(&format!(
                "{path}: {}\n{}",
                shown(&path, to_json(&node.value)),
                place_lines(given, place_of(node), "set at")
            ));
        }
        None => {
            text.push_str(&format!("{path} is not set by this chain\n"));
            if let Some((parent, node)) = cut_off(merged, &path) {
                let how = format!("`{parent}` is {} at", shown(&parent, to_json(&node.value)));
                text.push_str(&place_lines(given, place_of(node), &how));
            }
        }
    }
    for lost in &losers {
        let how = match &lost.with {
            Some(parent) => format!("lost with all of `{parent}`: {} at", shown(&path, to_json(&lost.node.value))),
            None => format!("over {} at", shown(&path, to_json(&lost.node.value))),
        };
        text.push_str(&place_lines(given, place_of(lost.node), &how));
    }
    text.push_str(&default_line(&path, &version, &default, winner));
    console.data(&text)
}

fn chart_version(catalog: &Catalog, args: &Values, given: &Given) -> Result<ChartVersion> {
    let in_command = given.command.as_ref().and_then(HelmCommand::chart_version);
    super::render::chart_version(catalog, args.chart_version.as_deref().or(in_command))
}

/// The parent of `path` that is no map, below which nothing can be set.
fn cut_off<'a>(merged: &'a Node, path: &KeyPath) -> Option<(KeyPath, &'a Node)> {
    let mut parent = path.parent();
    while let Some(here) = parent {
        if let Some(node) = find(merged, here.segments()) {
            return (!matches!(node.value, Value::Map(_))).then_some((here, node));
        }
        parent = here.parent();
    }
    None
}

/// Every value that was written for `path` and did not win, newest first: what was replaced at the path itself,
/// and what went when a parent of it was replaced whole.
fn losers<'a>(merged: &'a Node, path: &KeyPath) -> Vec<Written<'a>> {
    let mut found = Vec::new();
    let mut node = Some(merged);
    let mut parent = KeyPath::root();
    for (depth, segment) in path.segments().iter().enumerate() {
        let Some(here) = node else { break };
        for loser in &here.losers {
            if let Some(lost) = find(loser, &path.segments()[depth..]) {
                found.push(Written { node: lost, with: Some(parent.clone()) });
            }
        }
        node = find(here, std::slice::from_ref(segment));
        parent.push(segment.clone());
    }
    if let Some(here) = node {
        found.extend(here.losers.iter().map(|node| Written { node, with: None }));
    }
    found.sort_by_key(|written| std::cmp::Reverse(written.node.origin.layer));
    found
}

fn deletes_default(winner: Option<&Node>, default: &Option<Json>) -> bool {
    winner.is_some_and(|node| node.value == Value::Null) && default.as_ref().is_some_and(|value| !value.is_null())
}

fn default_line(path: &KeyPath, version: &ChartVersion, default: &Option<Json>, winner: Option<&Node>) -> String {
    match default {
        Some(value) if deletes_default(winner, default) => {
            format!("  the null deletes the default of chart {version}: {}\n", shown(path, value.clone()))
        }
        Some(value) => format!("  default of chart {version}: {}\n", shown(path, value.clone())),
        None => format!("  chart {version} sets no default here; that of the service's own chart is not public\n"),
    }
}

/// A value on one line: of a map only its keys.
fn shown(path: &KeyPath, value: Json) -> String {
    match masked_json(path, value) {
        Json::Object(map) if map.is_empty() => "{}".to_owned(),
        Json::Object(map) => format!("a map of {}", map.keys().cloned().collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// `  <how> FILE:LINE:COLUMN` and the source line.
fn place_lines(given: &Given, origin: Origin, how: &str) -> String {
    let Some((layer, place)) = locate(given, origin) else { return format!("  {how} no file\n") };
    let line = Shown::new(&layer.source).line(place.position.line);
    let name = match place.kind {
        LayerKind::Set(_) => format!("{} (column {})", place.name, place.position.column),
        _ => format!("{}:{}:{}", place.name, place.position.line, place.position.column),
    };
    format!("  {how} {name}\n{:>7} | {}\n", place.position.line, line.trim_end())
}

/// Where a value is shown to stand: a scalar at itself, a map or list at its key.
fn place_of(node: &Node) -> Origin {
    match node.value {
        Value::Map(_) | Value::List(_) => node.origin,
        _ => Origin { key: None, ..node.origin },
    }
}

fn locate(given: &Given, origin: Origin) -> Option<(&crate::helm::chain::Layer, crate::helm::chain::Place<'_>)> {
    let layer = given.layers.iter().find(|layer| layer.id == origin.layer)?;
    Some((layer, place(&given.layers, origin)?))
}

fn from(given: &Given, origin: Origin) -> Json {
    match locate(given, origin) {
        Some((layer, place)) => json!({
            "file": place.name, "line": place.position.line, "column": place.position.column,
            "source": Shown::new(&layer.source).line(place.position.line),
        }),
        None => Json::Null,
    }
}

fn written(given: &Given, path: &KeyPath, lost: &Written) -> Json {
    json!({
        "value": masked_json(path, to_json(&lost.node.value)),
        "from": from(given, place_of(lost.node)),
        "lost_with": lost.with.as_ref().map(KeyPath::to_string),
    })
}

/// Nobody sets the path: the nearest key at the place where it stops being one.
fn unknown(merged: &Node, path: &KeyPath, version: &ChartVersion) -> Error {
    let mut here = merged;
    let mut parent = KeyPath::root();
    for segment in path.segments() {
        match find(here, std::slice::from_ref(segment)) {
            Some(next) => here = next,
            None => break,
        }
        parent.push(segment.clone());
    }
    let error = Error::new(format!("{path} is set neither by this chain nor by chart {version}"));
    let missing = path.segments().get(parent.segments().len());
    let keys: Vec<&str> = match &here.value {
        Value::Map(entries) => entries.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    match missing {
        Some(Segment::Key(key)) => match suggest::nearest(key, keys) {
            Some(near) => error.help(format!("the chain sets `{}`: did you mean that?", parent.key(near))),
            None => error,
        },
        _ => error,
    }
}
