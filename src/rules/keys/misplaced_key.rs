//! A known key or block at a known wrong level.

use super::severity;
use crate::catalog::key_places::Misplaced;
use crate::catalog::known::Known;
use crate::catalog::service_paths::ServicePaths;
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::edits::{MOST_FIXES, relocation};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::written::{Written, is_nothing, written};
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "misplaced-key",
    family: "keys",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("misplaced_key.md"),
    check,
};

/// A key of one layer at a wrong place.
pub struct Hit<'w> {
    pub path: KeyPath,
    node: &'w Node,
    /// The right place in words.
    to: String,
    severity: Severity,
    effect: Option<String>,
}

/// The misplaced keys of `written`, outermost only.
pub fn hits<'w>(cx: &'w Context, written: &'w Written) -> Vec<Hit<'w>> {
    let services = ServicePaths::of(cx.catalog, &cx.chart_version);
    let mut out: Vec<Hit> = Vec::new();
    known_mistakes(cx, written, &mut out);
    at_root(cx, written, &services, &mut out);
    in_modules(cx, written, &mut out);
    too_deep(cx, written, &services, &mut out);
    out
}

/// The rows of the table.
fn known_mistakes<'w>(cx: &'w Context, written: &'w Written, out: &mut Vec<Hit<'w>>) {
    let Ok(places) = cx.catalog.key_places() else { return };
    let in_window = |row: &&Misplaced| row.versions.as_ref().is_none_or(|window| window.contains(&cx.chart_version));
    for row in places.misplaced.iter().filter(in_window) {
        for path in row.from.paths() {
            let Some(node) = written.find(&path).filter(|node| !is_nothing(node)) else { continue };
            // The row of a part comes first and says more.
            if out.iter().any(|hit| hit.path.starts_with(&path)) {
                continue;
            }
            let worse = row.error_when.as_ref().is_some_and(|flag| cx.flag(flag) == Some(true));
            let severity = if worse { Severity::Error } else { severity(row.severity, RULE.severity) };
            out.push(Hit { path, node, to: row.to.clone(), severity, effect: row.note.clone() });
        }
    }
}

/// A service at the root, without its module. What moved or left has a rule of its own.
fn at_root<'w>(cx: &'w Context, written: &'w Written, services: &ServicePaths, out: &mut Vec<Hit<'w>>) {
    let Value::Map(entries) = &written.root().value else { return };
    for (name, node) in entries {
        let path = KeyPath::root().key(name.as_str());
        let Some(service) =
            services.iter().find(|service| service.last_key() == Some(name) && service.segments().len() == 2)
        else {
            continue;
        };
        let taken = out.iter().any(|hit| hit.path == path) || cx.catalog.has_module(name, &cx.chart_version);
        if !taken && !is_nothing(node) && !is_old(cx, &path) {
            out.push(Hit { path, node, to: service.to_string(), severity: RULE.severity, effect: None });
        }
    }
}

fn is_old(cx: &Context, path: &KeyPath) -> bool {
    let none = ServicePaths::default();
    cx.catalog.key_places().is_ok_and(|places| {
        let moved = places.moved.matching(path, &none).any(|row| row.since <= cx.chart_version);
        moved || places.removed.matching(path, &none).any(|row| row.versions.contains(&cx.chart_version))
    })
}

/// `ci.enabled`, where Helm reads `global.ci.enabled`, and `ci.global`, which only that module sees.
fn in_modules<'w>(cx: &'w Context, written: &'w Written, out: &mut Vec<Hit<'w>>) {
    for module in cx.catalog.modules.iter().filter(|module| module.exists_in(&cx.chart_version)) {
        let path = KeyPath::root().key(module.name.as_str());
        let switch = path.key("enabled");
        if let (Some(node), Some(flag)) = (written.find(&switch), module.flag(&cx.chart_version))
            && !is_nothing(node)
        {
            out.push(Hit { path: switch, node, to: flag, severity: RULE.severity, effect: None });
        }
        let global = path.key("global");
        if let Some(node) = written.find(&global).filter(|node| !is_nothing(node)) {
            let effect = Some("only that module sees it, and the root one wins".to_owned());
            out.push(Hit { path: global, node, to: "global".to_owned(), severity: Severity::Info, effect });
        }
    }
}

/// A key of a service one level too deep, as `autoscaling.replicaCount`.
fn too_deep<'w>(cx: &'w Context, written: &'w Written, services: &ServicePaths, out: &mut Vec<Hit<'w>>) {
    let Ok(keys) = cx.catalog.keys() else { return };
    for service in services.iter().filter(|service| service.segments().len() == 2) {
        let Some(Node { value: Value::Map(entries), .. }) = written.find(service) else { continue };
        for (name, node) in entries {
            let (Some(inside), Value::Map(entries)) = (keys.common_map(name), &node.value) else { continue };
            for (key, node) in entries {
                // A switch or an image may well have a key of such a name of its own.
                let own = inside.contains_key(key.as_str())
                    || inside
                        .values()
                        .any(|known| matches!(known, Known::Map(below) if below.contains_key(key.as_str())));
                if keys.is_common(key) && !own && !is_nothing(node) {
                    let path = service.key(name.as_str()).key(key.as_str());
                    let to = service.key(key.as_str()).to_string();
                    out.push(Hit { path, node, to, severity: RULE.severity, effect: None });
                }
            }
        }
    }
}

fn check(cx: &Context, out: &mut Findings) {
    for written in written(cx) {
        for (number, hit) in hits(cx, &written).into_iter().enumerate() {
            let Hit { path, node, to, severity, effect } = hit;
            let effect = effect.unwrap_or_else(|| "the chart does not read it here".to_owned());
            let mut finding = RULE
                .at(written.at_key(node), format!("`{path}` belongs at `{to}`: {effect}"))
                .path(&path)
                .severity(severity)
                .help(format!("write it as `{to}`"));
            let edits = written
                .file
                .filter(|_| number < MOST_FIXES)
                .and_then(|file| relocation(&file, &path, &to.parse().ok()?));
            if let Some(edits) = edits {
                finding = finding.fix(Fix::unsafe_(format!("move it to `{to}`"), written.layer, edits));
            }
            out.push(finding);
        }
    }
}
