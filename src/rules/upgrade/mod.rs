//! From one chart version to another: all but three rules are silent without an upgrade in the context.

pub mod bypassed_upgrade_gate;
pub mod changed_chart_default;
pub mod chart_downgrade;
pub mod legacy_chart_name;
pub mod manual_step_required;
pub mod migration_volume_too_small;
pub mod missing_migration_ack;
pub mod pinned_image;
pub mod reused_release_values;
pub mod scaled_in_datastore;
pub mod skipped_required_stop;
mod step_when;
pub mod unconfirmed_feature_compatibility;
pub mod unconfirmed_migration;
pub mod unpinned_postgres_image;
pub mod unsupported_kubernetes_version;

use crate::catalog::key_places::Level;
use crate::catalog::upgrades::{Store, Upgrades};
use crate::lint::context::Context;
use crate::lint::finding::Severity;
use crate::lint::jump::Jump;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

/// The rules that `check` runs at each stop: those of upgrades, and those about keys that the chart of the stop
/// does not read where they are.
pub fn at_each_stop(rule: &Rule) -> bool {
    const OTHERS: [&str; 9] = [
        "shrunk-volume",
        "grown-volume",
        "immutable-statefulset-change",
        "moved-key",
        "removed-key",
        "misplaced-key",
        "premature-key",
        "dead-timescaledb-block",
        "missing-image-pull-secret",
    ];
    rule.family == "upgrade" || OTHERS.contains(&rule.id)
}

/// The severity of a row of the catalog.
fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info => Severity::Info,
    }
}

/// A store by its name.
fn store<'a>(upgrades: &'a Upgrades, name: &str) -> Option<&'a Store> {
    upgrades.stores.iter().find(|store| store.store == name)
}

/// Whether a store runs in the cluster with the new values. One that the chart version does not have does not.
fn in_cluster(cx: &Context, upgrades: &Upgrades, name: &str) -> bool {
    store(upgrades, name)
        .is_some_and(|store| store.versions.contains(&cx.chart_version) && cx.runs_after(&store.switch, store.off))
}

/// The tag of the in-cluster Postgres.
const POSTGRES_TAG: [&str; 6] = ["platform", "bootstrap", "database", "postgresql", "image", "tag"];

/// Whether the in-cluster Postgres runs on 16: somebody said so, or the installed values name such an image.
fn postgres_16(cx: &Context, jump: &Jump) -> bool {
    let installed = jump.installed(cx, &KeyPath::of(POSTGRES_TAG));
    jump.facts.postgres_16 || installed.is_some_and(|tag| tag.as_str().is_some_and(is_sixteen))
}

/// Whether this is the tag of a Postgres 16.
fn is_sixteen(tag: &str) -> bool {
    tag == "16" || tag.starts_with("16.") || tag.starts_with("16-")
}

/// Where the chart version has the switch of the Job that raises featureCompatibilityVersion.
fn fcv_switch(cx: &Context) -> Option<&'static str> {
    match cx.in_window("0.33.0..") {
        true => Some("platform.bootstrap.database.mongodbupgrades.mongoFCVUpgrade.enabled"),
        false => cx.in_window("0.22.0..0.32.3").then_some("upgrades.mongoFCVUpgrade.enabled"),
    }
}
