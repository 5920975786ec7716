//! A value of another kind than the chart takes.

use super::{kind, severity};
use crate::catalog::service_paths::ServicePaths;
use crate::helm::number;
use crate::helm::value::{Node, Number, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::written::{Written, written};
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};

pub const RULE: Rule = Rule {
    id: "wrong-type",
    family: "keys",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("wrong_type.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(kinds) = cx.catalog.key_kinds() else { return };
    let services = &cx.service_paths;
    for written in written(cx) {
        for (path, node) in written.nodes() {
            if !matches!(node.value, Value::Map(_) | Value::Null) && is_chart(cx, services, path) {
                let message = format!("`{path}` is {}, and has to be a map: Helm stops", kind(&node.value));
                out.push(
                    RULE.at(written.at_key(node), message)
                        .path(path)
                        .severity(Severity::Error)
                        .help("write its keys below it, or take it away"),
                );
            }
            for row in kinds.types.matching(path, services) {
                if let Some(given) = row.given.iter().find(|given| is(&node.value, given)) {
                    // "is a list, not a list of texts" says nothing to who has written one.
                    let word = if given == "list of maps" { "a list of maps" } else { kind(&node.value) };
                    let message = format!("`{path}` is {word}, not {}: {}", row.expected, row.effect);
                    out.push(
                        RULE.at(written.at_key(node), message)
                            .path(path)
                            .severity(severity(Some(row.severity), RULE.severity))
                            .help(match row.expected.as_str() {
                                "a list of texts" => "write a list of texts, such as `[one, two]`".to_owned(),
                                expected => format!("write {expected}"),
                            }),
                    );
                }
            }
            let is_free =
                |segment: &Segment| matches!(segment, Segment::Key(key) if kinds.free.iter().any(|free| key == free));
            // The table first: few paths are in it, and looking for free keys in all of them costs more than the rest.
            if kinds.integers.matching(path, services).next().is_some()
                && !path.segments().iter().any(is_free)
                && services.prefix(path).is_some()
            {
                let counts = kinds.counts.matching(path, services).next().is_some();
                out_integer(&written, path, node, counts).into_iter().for_each(|finding| out.push(finding));
            }
        }
    }
}

/// Whether the path is that of a module or service, which Helm holds to be a map.
fn is_chart(cx: &Context, services: &ServicePaths, path: &KeyPath) -> bool {
    match path.segments() {
        [Segment::Key(module)] => cx.catalog.has_module(module, &cx.chart_version),
        _ => services.contain(path),
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match (value, kind) {
        (Value::String(_), "text") | (Value::Number(_), "number") | (Value::Bool(_), "boolean") => true,
        (Value::List(_), "list") | (Value::Map(_), "map") => true,
        (Value::List(items), "list of maps") => items.iter().any(|item| matches!(item.value, Value::Map(_))),
        _ => false,
    }
}

/// A number that is no count, or a count in quotes.
fn out_integer(written: &Written, path: &KeyPath, node: &Node, counts: bool) -> Option<Finding> {
    let at = written.at_key(node);
    if let Value::String(text) = &node.value
        && !text.is_empty()
        && text.len() < 16
        && text.bytes().all(|byte| byte.is_ascii_digit())
    {
        let mut finding = RULE
            .at(at, format!("`{path}` is the text \"{text}\", where the chart wants a number"))
            .path(path)
            .severity(Severity::Info)
            .help(format!("write {text} without quotes: it works either way"));
        // A leading zero would be read as octal.
        if let Some(file) = written.file
            && (text == "0" || !text.starts_with('0'))
            && file.layer.source.slice(node.origin.value).trim_matches(['"', '\'']) == text
        {
            let edit = Edit::replace(node.origin.value, text.clone());
            finding = finding.fix(Fix::safe("take the quotes away", written.layer, vec![edit]));
        }
        return Some(finding);
    }
    let wrong = match &node.value {
        Value::Number(Number::Float(value)) if *value < 0.0 || value.fract() != 0.0 => number::json(*value),
        Value::Number(Number::Int(value)) if *value < 0 => value.to_string(),
        Value::String(text) if !text.is_empty() => format!("the text \"{text}\""),
        Value::Bool(value) => value.to_string(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a map".to_owned(),
        _ => return None,
    };
    let message = format!("`{path}` is {wrong}, which is no number of pods: Kubernetes refuses it");
    counts.then(|| RULE.at(at, message).path(path).help("write a whole number, 0 or more"))
}
