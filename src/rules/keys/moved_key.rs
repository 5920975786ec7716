//! A key that has another place in this chart version.

use super::owned::Owned;
use super::severity;
use crate::catalog::key_places::{KeyPlaces, Moved};
use crate::catalog::service_paths::ServicePaths;
use crate::helm::value::{Node, Value};
use crate::lint::claims::MovedKey;
use crate::lint::context::Context;
use crate::lint::edits::{MOST_FIXES, relocation};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::written::{Written, is_nothing, written};
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "moved-key",
    family: "keys",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("moved_key.md"),
    check,
};

/// The keys of `written` that moved.
pub fn hits(cx: &Context, written: &Written) -> Vec<MovedKey> {
    let Ok(places) = cx.catalog.key_places() else { return Vec::new() };
    let services = ServicePaths::default();
    let set = |path: &KeyPath, node: &Node| row_of(cx, places, &services, path).is_some() && !is_nothing(node);
    let nodes = written.nodes();
    let mut out: Vec<MovedKey> = Vec::new();
    for (path, node) in nodes {
        let Some(row) = row_of(cx, places, &services, path).filter(|_| !is_nothing(node)) else { continue };
        let to = row.to.replace("<module>", path.last_key().unwrap_or_default());
        let elsewhere: Vec<&KeyPath> = nodes
            .iter()
            .filter(|(other, node)| other != path && other.starts_with(path) && set(other, node))
            .map(|(other, _)| other)
            .collect();
        match &node.value {
            // A part of the block went somewhere else: each part has its own new place.
            Value::Map(entries) if !elsewhere.is_empty() => {
                for (key, node) in entries {
                    let part = path.key(key.as_str());
                    if !elsewhere.iter().any(|other| other.starts_with(&part)) && !is_nothing(node) {
                        out.push(MovedKey { path: part, row: path.clone(), to: format!("{to}.{key}") });
                    }
                }
            }
            _ if out.iter().any(|hit| path.starts_with(&hit.path)) => {}
            _ => out.push(MovedKey { path: path.clone(), row: path.clone(), to }),
        }
    }
    out
}

fn row_of<'c>(cx: &Context, places: &'c KeyPlaces, services: &ServicePaths, path: &KeyPath) -> Option<&'c Moved> {
    let version = &cx.chart_version;
    let is_in = |row: &&Moved| row.since <= *version && row.until.as_ref().is_none_or(|until| version <= until);
    places.moved.matching(path, services).find(is_in)
}

fn check(cx: &Context, out: &mut Findings) {
    let Ok(places) = cx.catalog.key_places() else { return };
    let services = ServicePaths::default();
    for written in written(cx) {
        for (number, hit) in Owned::of(cx, &written).claims().moved.iter().enumerate() {
            let MovedKey { path, row, to } = hit;
            let (Some(node), Some(row)) = (written.find(path), row_of(cx, places, &services, row)) else { continue };
            let note = row.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
            let mut finding = RULE
                .at(written.at_key(node), format!("`{path}` moved to `{to}` in chart {}{}", row.since, effect(cx, row)))
                .path(path)
                .severity(severity(row.severity, RULE.severity))
                .help(format!("write `{to}`{note}"));
            let target: Option<KeyPath> = to.parse().ok();
            let there = target.as_ref().and_then(|target| cx.set(target));
            let file = written.file.filter(|_| row.rename && number < MOST_FIXES);
            if let Some(edits) = file.and_then(|file| relocation(&file, path, &target?)) {
                // Another layer may have set the new place.
                let make = if there.is_none() { Fix::safe } else { Fix::unsafe_ };
                finding = finding.fix(make(format!("move it to `{to}`"), written.layer, edits));
            }
            if let Some(there) = there {
                finding = finding.related(cx.at_key(there), "this is what the chart reads");
            }
            out.push(finding);
        }
    }
}

/// What the chart does with the old key.
fn effect(cx: &Context, row: &Moved) -> &'static str {
    let restructured = row.since.minor_line() == (0, 9);
    match restructured
        && cx.in_window("0.9.0..0.21.99")
        && cx.flag("global.overrideValidation.restructuredValues") != Some(true)
    {
        true => ": the chart refuses to render",
        false => ": the chart does not read it here",
    }
}
