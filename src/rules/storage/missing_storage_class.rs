//! No storage class named, in a cluster that may have no default.

use serde_json::Value as Json;

use crate::catalog::limits::Limits;
use crate::lint::cluster::{KubernetesVersion, Platform};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Location, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "missing-storage-class",
    family: "storage",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("missing_storage_class.md"),
    check,
};

/// From this version on, EKS marks no storage class as the default.
const EKS_WITHOUT_DEFAULT: KubernetesVersion = KubernetesVersion(1, 30);

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    let cluster = &cx.declared.cluster;
    if !cx.unit.complete || cluster.default_storage_class {
        return;
    }
    let global = KeyPath::root().key("global");
    // The first serves the claims of the stores, the second those of Harness' own services.
    let stores = global.key("storageClass");
    let services = global.key("storageClassName");
    let missing: Vec<KeyPath> = [stores, services].into_iter().filter(|path| is_empty(cx, path)).collect();
    let Some(first) = missing.first() else { return };
    if every_claim_has_one(cx, limits) {
        return;
    }
    let Some(location) = location(cx, first, &global) else { return };
    let without_default = cluster.platform == Some(Platform::Eks)
        && cluster.kubernetes.is_some_and(|version| version >= EKS_WITHOUT_DEFAULT);
    let names: Vec<String> = missing.iter().map(|path| format!("`{path}`")).collect();
    let what = match names.len() {
        1 => format!("{} is empty", names.join("")),
        _ => format!("{} are empty", names.join(" and ")),
    };
    let effect = match without_default {
        true => "EKS has no default storage class since 1.30, and the claims stay Pending",
        false => "the claims stay Pending unless the cluster has a default storage class",
    };
    out.push(
        RULE.at(location, format!("{what}: {effect}"))
            .severity(if without_default { Severity::Error } else { Severity::Warning })
            .path(first)
            .help(
                "set both: `global.storageClass` is for the stores, `global.storageClassName` for Harness' own claims",
            ),
    );
}

/// Whether nothing but blanks is at `path`.
fn is_empty(cx: &Context, path: &KeyPath) -> bool {
    match cx.effective(path).map(|found| found.value) {
        Some(Json::String(text)) => text.trim().is_empty(),
        Some(_) => false,
        None => true,
    }
}

/// Whether each store that runs in the cluster names a storage class of its own.
fn every_claim_has_one(cx: &Context, limits: &Limits) -> bool {
    let mut in_use = limits.claims.iter().filter(|claim| cx.in_cluster(&claim.service)).peekable();
    in_use.peek().is_some()
        && in_use.all(|claim| {
            let path = claim.class.segments().iter().fold(claim.service.clone(), |mut path, segment| {
                path.push(segment.clone());
                path
            });
            !is_empty(cx, &path)
        })
}

/// Where the key is, else where `global` is, else the start of the chain.
fn location(cx: &Context, path: &KeyPath, global: &KeyPath) -> Option<Location> {
    let node = cx.set(path).or_else(|| cx.set(global));
    node.map(|node| cx.at_key(node))
        .or_else(|| cx.unit.layers.first().map(|layer| Location { layer: layer.id, span: Span::default() }))
}
