//! Values of a StatefulSet that cannot change once it is there.

use serde_json::Value as Json;

use super::volume_change::{below, changes};
use crate::catalog::upgrades::Upgrades;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::jump::Jump;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "immutable-statefulset-change",
    family: "storage",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("immutable_statefulset_change.md"),
    check,
};

/// The store that runs as a Deployment: its names may change.
const DEPLOYMENT: &str = "minio";

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    classes(cx, jump, upgrades, out);
    names(cx, jump, upgrades, out);
}

/// Storage classes: that of all stores, and those of single volumes.
fn classes(cx: &Context, jump: &Jump, upgrades: &Upgrades, out: &mut Findings) {
    let global = KeyPath::of(["global", "storageClass"]);
    let all = changes(cx, jump, upgrades);
    let (old, new) = (text(jump.installed(cx, &global)), text(cx.effective(&global).map(|found| found.value)));
    // A volume with a class of its own does not follow the one of all.
    let follows = all.iter().any(|change| change.old_class.is_empty() && change.new_class.is_empty());
    if old != new && follows {
        push(cx, jump, &global, &shown(&old), &shown(&new), out);
    }
    for change in &all {
        if change.old_class != change.new_class && change.new.is_some() {
            let path = match (&change.volume.class, change.volume.each) {
                (Some(class), false) => class.clone(),
                _ => change.path.parent().unwrap_or_default().key("class"),
            };
            push(cx, jump, &path, &shown(&change.old_class), &shown(&change.new_class), out);
        }
    }
}

/// Names and the like of the stores that are StatefulSets.
fn names(cx: &Context, jump: &Jump, upgrades: &Upgrades, out: &mut Findings) {
    // Before 0.9.0 the stores stood elsewhere.
    if jump.from.minor_line() < (0, 9) {
        return;
    }
    for store in upgrades.stores.iter().filter(|store| store.store != DEPLOYMENT) {
        let runs = store.versions.contains(&jump.from)
            && store.versions.contains(&jump.to)
            && cx.ran_before(&store.switch, store.off) == Some(true)
            && cx.runs_after(&store.switch, store.off);
        for key in upgrades.immutable.iter().filter(|_| runs) {
            let path = below(&store.service, key);
            let (old, new) = (text(jump.installed(cx, &path)), text(cx.effective(&path).map(|found| found.value)));
            if old != new {
                push(cx, jump, &path, &shown(&old), &shown(&new), out);
            }
        }
    }
}

fn push(cx: &Context, jump: &Jump, path: &KeyPath, old: &str, new: &str, out: &mut Findings) {
    let mut finding = RULE
        .at(
            cx.at_path_or_jump(path, jump),
            format!("`{path}` goes from {old} to {new}, which a StatefulSet and its claims do not take"),
        )
        .path(path)
        .help("keep it as it is installed; to change it, move the data: back up, delete the StatefulSet and its claims, upgrade, restore");
    if let Some(installed) = jump.installed_node(path) {
        finding = finding.related(cx.at_key(installed), "this is installed");
    }
    out.push(finding);
}

fn text(value: Option<Json>) -> String {
    match value {
        Some(Json::String(text)) => text,
        None | Some(Json::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

fn shown(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") }
}
