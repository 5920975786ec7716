//! Nulls, scalars and empty maps that look as if they cleared something, and do not.

use super::{default_of, is_global, is_ineffective_null, shown, shown_json};
use crate::helm::value::{Node, Value};
use crate::lint::charts::is_chart;
use crate::lint::context::{Context, find};
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "ineffective-clear",
    family: "layering",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("ineffective_clear.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for (path, node) in cx.leaves() {
        let found = match &node.value {
            Value::Null if is_ineffective_null(cx, path, node) => Some(null(cx, path, node)),
            Value::Map(_) if !path.is_root() => empty_map(cx, path, node),
            Value::Null | Value::Map(_) | Value::List(_) => None,
            _ => scalar_over_map(cx, path, node),
        };
        if let Some(finding) = found {
            out.push(finding);
        }
    }
    // An empty map over a map of an earlier file leaves no trace in the merged values.
    for file in cx.files() {
        for (path, node) in file.leaves() {
            let is_empty = matches!(&node.value, Value::Map(entries) if entries.is_empty());
            let merged = || find(cx.merged(), path.segments()).map(|merged| &merged.value);
            if is_empty
                && matches!(merged(), Some(Value::Map(entries)) if !entries.is_empty())
                && !path.is_root()
                && let Some(finding) = empty_map(cx, path, node)
            {
                out.push(finding);
            }
        }
    }
}

fn null(cx: &Context, path: &KeyPath, node: &Node) -> Finding {
    let at = cx.at_key(node);
    if is_chart(cx, path) {
        return RULE
            .at(at, format!("`{path}` has no value, which does not disable it: its chart runs with its own defaults"))
            .path(path)
            .help("use the flag that enables it, or remove the key");
    }
    let default = match default_of(cx, path) {
        Some(value) if value.is_object() => " map".to_owned(),
        Some(value) => format!(" {}", shown_json(path, &value)),
        None => String::new(),
    };
    RULE.at(at, format!("`{path}` has no value, but the services still see the chart's default{default}"))
        .path(path)
        .help("write an explicit value: below `global` a null takes the default away for the umbrella's templates only")
}

/// `{}` merges with the default map and takes nothing away.
fn empty_map(cx: &Context, path: &KeyPath, node: &Node) -> Option<Finding> {
    let default = default_of(cx, path)?;
    let entries = default.as_object()?;
    let keys: Vec<String> = entries.keys().take(3).map(|key| format!("`{key}`")).collect();
    let more = if entries.len() > 3 { " and more" } else { "" };
    Some(
        RULE.at(cx.at_key(node), format!("`{path}: {{}}` clears nothing: the chart's {}{more} stay", keys.join(", ")))
            .path(path)
            .help("set each key to the value you mean, or to null, or remove the empty map"),
    )
}

/// Below `global` each sub-chart got its copy of the default map before the user's scalar comes.
fn scalar_over_map(cx: &Context, path: &KeyPath, node: &Node) -> Option<Finding> {
    if !is_global(path) {
        return None;
    }
    default_of(cx, path)?.as_object()?;
    Some(
        RULE.at(
            cx.at_key(node),
            format!("`{path}` is {}, but the services still see the chart's default map", shown(path, node)),
        )
        .path(path)
        .help("set the keys below it"),
    )
}
