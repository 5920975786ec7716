//! Backups by snapshot, on storage that takes none.

use crate::lint::context::Context;
use crate::lint::finding::{Findings, Location, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "unsnapshottable-storage",
    family: "storage",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("unsnapshottable_storage.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    let (Some(architecture), Some(provisioner)) = (&cx.declared.architecture, &cx.declared.cluster.provisioner) else {
        return;
    };
    let needs_snapshots = limits.snapshots.architectures.contains(architecture) && !cx.declared.file_system_backup;
    let stores = limits.claims.iter().any(|claim| cx.in_cluster(&claim.service));
    if !needs_snapshots || !stores || !limits.snapshots.is_unable(provisioner) {
        return;
    }
    let global = KeyPath::root().key("global");
    let path = global.key("storageClass");
    let at = cx.set(&path).or_else(|| cx.set(&global)).map(|node| cx.at_key(node));
    let start = || cx.unit.layers.first().map(|layer| Location { layer: layer.id, span: Span::default() });
    let Some(at) = at.or_else(start) else { return };
    out.push(
        RULE.at(
            at,
            format!("`{architecture}` backs up by snapshot, and volumes of `{provisioner}` cannot be snapshotted"),
        )
        .path(&path)
        .help("use a storage class of a CSI driver with snapshots, or back up the files of the volumes"),
    );
}
