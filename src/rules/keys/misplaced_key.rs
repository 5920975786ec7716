//! A known key or block at a known wrong level.

use super::owned::Owned;
use super::severity;
use crate::catalog::key_places::Misplaced;
use crate::catalog::known::Known;
use crate::catalog::service_paths::ServicePaths;
use crate::helm::value::{Node, Value};
use crate::lint::claims::MisplacedKey;
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

/// The misplaced keys of `written`, outermost only.
pub fn hits(cx: &Context, written: &Written) -> Vec<MisplacedKey> {
    let mut out: Vec<MisplacedKey> = Vec::new();
    known_mistakes(cx, written, &mut out);
    at_root(cx, written, &cx.service_paths, &mut out);
    in_modules(cx, written, &mut out);
    too_deep(cx, written, &cx.service_paths, &mut out);
    out
}

/// The rows of the table.
fn known_mistakes(cx: &Context, written: &Written, out: &mut Vec<MisplacedKey>) {
    let Ok(places) = cx.catalog.key_places() else { return };
    let in_window = |row: &&Misplaced| row.versions.as_ref().is_none_or(|window| window.contains(&cx.chart_version));
    for row in places.misplaced.iter().filter(in_window) {
        for path in row.from.paths() {
            if written.find(&path).is_none_or(is_nothing) {
                continue;
            }
            // The row of a part comes first and says more.
            if out.iter().any(|hit| hit.path.starts_with(&path)) {
                continue;
            }
            let worse = row.error_when.as_ref().is_some_and(|flag| cx.flag(flag) == Some(true));
            let severity = if worse { Severity::Error } else { severity(row.severity, RULE.severity) };
            out.push(MisplacedKey { path, to: row.to.clone(), severity, effect: row.note.clone() });
        }
    }
}

/// A service at the root, without its module. What moved or left has a rule of its own.
fn at_root(cx: &Context, written: &Written, services: &ServicePaths, out: &mut Vec<MisplacedKey>) {
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
            out.push(MisplacedKey { path, to: service.to_string(), severity: RULE.severity, effect: None });
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
fn in_modules(cx: &Context, written: &Written, out: &mut Vec<MisplacedKey>) {
    for module in cx.catalog.modules.iter().filter(|module| module.exists_in(&cx.chart_version)) {
        let path = KeyPath::root().key(module.name.as_str());
        let switch = path.key("enabled");
        if let (Some(node), Some(flag)) = (written.find(&switch), module.flag(&cx.chart_version))
            && !is_nothing(node)
        {
            out.push(MisplacedKey { path: switch, to: flag, severity: RULE.severity, effect: None });
        }
        let global = path.key("global");
        if written.find(&global).is_some_and(|node| !is_nothing(node)) {
            let effect = Some("only that module sees it, and the root one wins".to_owned());
            out.push(MisplacedKey { path: global, to: "global".to_owned(), severity: Severity::Info, effect });
        }
    }
}

/// A key of a service one level too deep, as `autoscaling.replicaCount`.
fn too_deep(cx: &Context, written: &Written, services: &ServicePaths, out: &mut Vec<MisplacedKey>) {
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
                    out.push(MisplacedKey { path, to, severity: RULE.severity, effect: None });
                }
            }
        }
    }
}

fn check(cx: &Context, out: &mut Findings) {
    for written in written(cx) {
        for (number, hit) in Owned::of(cx, &written).claims().misplaced.iter().enumerate() {
            let MisplacedKey { path, to, severity, effect } = hit;
            let Some(node) = written.find(path) else { continue };
            let effect = effect.as_deref().unwrap_or("the chart does not read it here");
            let mut finding = RULE
                .at(written.at_key(node), format!("`{path}` belongs at `{to}`: {effect}"))
                .path(path)
                .severity(*severity)
                .help(format!("write it as `{to}`"));
            let edits = written
                .file
                .filter(|_| number < MOST_FIXES)
                .and_then(|file| relocation(&file, path, &to.parse().ok()?));
            if let Some(edits) = edits {
                finding = finding.fix(Fix::unsafe_(format!("move it to `{to}`"), written.layer, edits));
            }
            out.push(finding);
        }
    }
}
