//! A key that no template of this chart version reads any more, and that has no successor.

use super::owned::Owned;
use super::severity;
use crate::catalog::key_places::{KeyPlaces, Removed};
use crate::catalog::service_paths::ServicePaths;
use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::edits::{MOST_FIXES, removal};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::written::{Written, written};
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "removed-key",
    family: "keys",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("removed_key.md"),
    check,
};

/// The keys of `written` that are gone, outermost only.
pub fn hits(cx: &Context, written: &Written) -> Vec<KeyPath> {
    let Ok(places) = cx.catalog.key_places() else { return Vec::new() };
    let services = ServicePaths::default();
    let mut out: Vec<KeyPath> = Vec::new();
    for (path, node) in written.nodes() {
        // What is below a key comes right after it.
        if node.value == Value::Null || out.last().is_some_and(|above| path.starts_with(above)) {
            continue;
        }
        if row_of(cx, places, &services, path).is_some() {
            out.push(path.clone());
        }
    }
    out
}

fn row_of<'c>(cx: &Context, places: &'c KeyPlaces, services: &ServicePaths, path: &KeyPath) -> Option<&'c Removed> {
    let fits = |row: &&Removed| {
        row.versions.contains(&cx.chart_version) && (row.except.is_none() || row.except.as_deref() != path.last_key())
    };
    places.removed.matching(path, services).find(fits)
}

fn check(cx: &Context, out: &mut Findings) {
    let Ok(places) = cx.catalog.key_places() else { return };
    let services = ServicePaths::default();
    for written in written(cx) {
        for (number, path) in Owned::of(cx, &written).claims().removed.iter().enumerate() {
            let (Some(node), Some(row)) = (written.find(path), row_of(cx, places, &services, path)) else { continue };
            let since = row.versions.first().map(|first| format!(" since {first}")).unwrap_or_default();
            let note = row.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            let message = match row.keep && row.note.is_some() && path.segments().len() > 1 {
                true => format!("`{path}` left the values of the chart{since}"),
                false => format!("nothing in the chart reads `{path}`{since}"),
            };
            let help = if row.keep { format!("look at it{note}") } else { format!("take it away{note}") };
            let mut finding = RULE
                .at(written.at_key(node), message)
                .path(path)
                .severity(severity(row.severity, RULE.severity))
                .help(help);
            let file = written.file.filter(|_| !row.keep && number < MOST_FIXES);
            if let Some(edit) = file.and_then(|file| removal(&file, path)) {
                finding = finding.fix(Fix::safe(format!("remove `{path}`"), written.layer, vec![edit]));
            }
            out.push(finding);
        }
    }
}
