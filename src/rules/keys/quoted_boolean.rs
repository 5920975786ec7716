//! A text or number on a boolean switch.

use crate::catalog::key_kinds::{Switch, SwitchKind};
use crate::helm::value::{Node, Number, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::written::{Written, written};
use crate::yaml::edit::Edit;

pub const RULE: Rule = Rule {
    id: "quoted-boolean",
    family: "keys",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("quoted_boolean.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(kinds) = cx.catalog.key_kinds() else { return };
    let services = &cx.service_paths;
    let in_window = |row: &&Switch| row.versions.as_ref().is_none_or(|window| window.contains(&cx.chart_version));
    for written in written(cx) {
        for (path, node) in written.nodes() {
            // Nearly every switch.
            if matches!(node.value, Value::Null | Value::Bool(_)) {
                continue;
            }
            let row = kinds.booleans.matching(path, services).find(in_window);
            let Some((row, given)) = row.and_then(|row| Some((row, given(&node.value)?))) else { continue };
            let Some((severity, effect)) = judge(row.kind, &node.value) else { continue };
            let mut finding = RULE
                .at(written.at_key(node), format!("`{path}` is {given}, not a boolean: {effect}"))
                .path(path)
                .severity(severity)
                .help("write true or false, without quotes");
            if let Some(edit) = unquoted(&written, node) {
                finding = finding.fix(Fix::safe("take the quotes away", written.layer, vec![edit]));
            }
            out.push(finding);
        }
    }
}

/// A value that is no boolean, in words; none for a boolean and for null, which takes the key away.
fn given(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(_) => None,
        Value::String(text) if text.len() <= 8 => Some(format!("the text \"{text}\"")),
        other => Some(super::kind(other).to_owned()),
    }
}

/// How bad it is, and what happens; none where nothing does.
fn judge(kind: SwitchKind, value: &Value) -> Option<(Severity, &'static str)> {
    let text = match value {
        Value::String(text) => Some(text.to_lowercase()),
        _ => None,
    };
    let says_off = matches!(text.as_deref(), Some("false" | "no" | "off" | "0" | "n"));
    // What `if` of a template takes for false.
    let is_false = match value {
        Value::String(text) => text.is_empty(),
        Value::Number(Number::Int(number)) => *number == 0,
        Value::Number(Number::Float(number)) => *number == 0.0,
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => false,
    };
    match kind {
        SwitchKind::Condition => {
            Some((Severity::Error, "Helm only warns in its log, and the dependency stays switched on"))
        }
        SwitchKind::Installed => {
            Some((Severity::Error, "templates compare it with a boolean, and fail or take it for on"))
        }
        SwitchKind::Switch if says_off => Some((Severity::Error, "a text counts as true, whatever it says")),
        SwitchKind::Switch if is_false => Some((Severity::Info, "it counts as false")),
        SwitchKind::Switch => Some((Severity::Info, "it counts as true")),
        SwitchKind::Text if says_off => Some((Severity::Info, "templates that ask `if` take the text for true")),
        SwitchKind::Text => None,
    }
}

/// The edit that writes `"true"` or `"false"` as a boolean.
fn unquoted(written: &Written, node: &Node) -> Option<Edit> {
    let Value::String(text) = &node.value else { return None };
    let word = text.to_lowercase();
    let written_so = written.file?.layer.source.slice(node.origin.value).trim_matches(['"', '\'']) == text;
    (written_so && (word == "true" || word == "false")).then(|| Edit::replace(node.origin.value, word))
}
