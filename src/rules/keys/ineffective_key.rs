//! A key that is known and not read, always or in this combination.

use super::ineffective_when::combinations;
use super::severity;
use crate::catalog::key_kinds::Ineffective;
use crate::helm::value::Node;
use crate::lint::context::{Context, File};
use crate::lint::edits::{relocation, removal};
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::written::is_nothing;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "ineffective-key",
    family: "keys",
    severity: Severity::Info,
    fixable: true,
    versions: "",
    page: include_str!("ineffective_key.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(kinds) = cx.catalog.key_kinds() else { return };
    let services = &cx.service_paths;
    let in_window = |row: &&Ineffective| row.versions.as_ref().is_none_or(|window| window.contains(&cx.chart_version));
    for (path, node) in cx.nodes() {
        let Some(row) = kinds.ineffective.matching(path, services).find(in_window) else { continue };
        if is_nothing(node) {
            continue;
        }
        let finding = RULE
            .at(cx.at_key(node), format!("`{path}` has no effect: {}", row.why))
            .severity(severity(row.severity, RULE.severity))
            .help(row.help.clone().unwrap_or_else(|| "take it away".to_owned()));
        let fix = file_of(cx, node).and_then(|file| fix(&file, path, row.fix.as_deref()?));
        out.push(with(finding, path, fix));
    }
    combinations(cx, services, out);
}

fn fix(file: &File, path: &KeyPath, fix: &str) -> Option<Fix> {
    if fix == "remove" {
        return remove(file, path, Fix::safe);
    }
    let edits = relocation(file, path, &path.parent()?.key(fix))?;
    Some(Fix::unsafe_(format!("write it as `{fix}`"), file.layer.id, edits))
}

/// The fix that takes `path` away.
pub fn remove(
    file: &File,
    path: &KeyPath,
    make: fn(String, crate::helm::value::LayerId, Vec<crate::yaml::edit::Edit>) -> Fix,
) -> Option<Fix> {
    Some(make(format!("remove `{path}`"), file.layer.id, vec![removal(file, path)?]))
}

/// The file that sets a value of the merged values.
pub fn file_of<'a>(cx: &'a Context, node: &Node) -> Option<File<'a>> {
    cx.files().find(|file| file.layer.id == node.origin.layer)
}

/// `finding` about `path`, with a fix where there is one.
pub fn with(finding: Finding, path: &KeyPath, fix: Option<Fix>) -> Finding {
    let finding = finding.path(path);
    match fix {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}
