//! A key that only a later chart reads.

use super::severity;
use crate::catalog::key_places::Premature;
use crate::catalog::service_paths::ServicePaths;
use crate::helm::value::Node;
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
pub fn hits<'w>(cx: &'w Context, written: &'w Written) -> Vec<(KeyPath, &'w Node, &'w Premature)> {
    let Ok(places) = cx.catalog.key_places() else { return Vec::new() };
    let services = ServicePaths::of(cx.catalog, &cx.chart_version);
    let later = |row: &&Premature| cx.chart_version < row.first;
    let mut out: Vec<(KeyPath, &Node, &Premature)> = Vec::new();
    for (path, node) in written.nodes() {
        // What is below a key comes right after it.
        if out.last().is_some_and(|(above, ..)| path.starts_with(above)) {
            continue;
        }
        if let Some(row) = places.premature.matching(path, &services).find(later).filter(|_| !is_nothing(node)) {
            out.push((path.clone(), node, row));
        }
    }
    out
}

fn check(cx: &Context, out: &mut Findings) {
    for written in written(cx) {
        for (path, node, row) in hits(cx, &written) {
            let note = row.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
            let message = format!("`{path}` came with chart {}, and {} does not read it", row.first, cx.chart_version);
            out.push(
                RULE.at(written.at_key(node), message)
                    .path(&path)
                    .severity(severity(row.severity, RULE.severity))
                    .help(format!("upgrade to {} or later, or drop the key{note}", row.first)),
            );
        }
    }
}
