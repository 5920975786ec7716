//! A key that only a later chart reads.

use super::owned::Owned;
use super::severity;
use crate::catalog::key_places::{KeyPlaces, Premature};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::written::{Written, is_nothing, written};
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "premature-key",
    family: "keys",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("premature_key.md"),
    check,
};

/// The keys of `written` that come later, outermost only.
pub fn hits(cx: &Context, written: &Written) -> Vec<KeyPath> {
    let Ok(places) = cx.catalog.key_places() else { return Vec::new() };
    let mut out: Vec<KeyPath> = Vec::new();
    for (path, node) in written.nodes() {
        // What is below a key comes right after it.
        if out.last().is_some_and(|above| path.starts_with(above)) {
            continue;
        }
        if row_of(cx, places, path).is_some() && !is_nothing(node) {
            out.push(path.clone());
        }
    }
    out
}

fn row_of<'c>(cx: &Context, places: &'c KeyPlaces, path: &KeyPath) -> Option<&'c Premature> {
    places.premature.matching(path, &cx.service_paths).find(|row| cx.chart_version < row.first)
}

fn check(cx: &Context, out: &mut Findings) {
    let Ok(places) = cx.catalog.key_places() else { return };
    for written in written(cx) {
        for path in &Owned::of(cx, &written).claims().premature {
            let (Some(node), Some(row)) = (written.find(path), row_of(cx, places, path)) else { continue };
            let note = row.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
            let message = format!("`{path}` came with chart {}, and {} does not read it", row.first, cx.chart_version);
            out.push(
                RULE.at(written.at_key(node), message)
                    .path(path)
                    .severity(severity(row.severity, RULE.severity))
                    .help(format!("upgrade to {} or later, or drop the key{note}", row.first)),
            );
        }
    }
}
