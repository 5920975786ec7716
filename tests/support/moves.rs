//! Every move of a key, written out by hand: the oracle for `migrate`.

use std::collections::BTreeSet;

use smpgen::catalog::version::ChartVersion;
use smpgen::yaml::path::KeyPath;

use super::CATALOG;

/// What becomes of a leaf below an old path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum New {
    /// It is at the same place below this path.
    At(&'static str),
    /// It is the first item of the list at this path.
    Item(&'static str),
    /// Nothing reads it; it stays.
    Unread,
    /// The same, and it is never taken away.
    Look,
}

use New::{At, Item, Look, Unread};

/// Old path, first chart version without it, what becomes of it.
pub const MOVES: &[(&str, &str, New)] = &[
    ("sto.enabled", "0.2.36", At("global.sto.enabled")),
    ("ci.enabled", "0.2.60", At("global.ci.enabled")),
    ("harness.platform", "0.2.87", At("platform")),
    ("harness.ccm", "0.2.87", At("ccm")),
    ("harness.cd", "0.2.87", At("cd")),
    ("harness.chaos", "0.2.87", At("chaos")),
    ("harness.ci", "0.2.87", At("ci")),
    ("harness.ff", "0.2.87", At("ff")),
    ("harness.sto", "0.2.87", At("sto")),
    ("harness.srm", "0.2.87", At("srm")),
    ("global.postgres.enabled", "0.8.0", At("global.database.postgres.installed")),
    ("gitops", "0.9.0", At("cd.gitops")),
    ("policy-mgmt", "0.9.0", At("platform.policy-mgmt")),
    ("infra.postgresql", "0.9.0", At("platform.bootstrap.database.postgresql")),
    ("ngcustomdashboard.ng-custom-dashboards", "0.9.0", At("platform.ng-custom-dashboards")),
    ("ngcustomdashboard.looker", "0.9.0", At("platform.looker")),
    ("looker.ingress.host", "0.9.0", Item("platform.looker.ingress.hosts")),
    ("platform.looker.ingress.host", "0.9.0", Item("platform.looker.ingress.hosts")),
    ("platform.ti-service", "0.9.0", At("ci.ti-service")),
    ("platform.cv-nextgen", "0.9.0", At("srm.cv-nextgen")),
    ("platform.le-nextgen", "0.9.0", At("srm.le-nextgen")),
    ("platform.verification-svc", "0.9.0", At("srm.verification-svc")),
    ("platform.learning-engine", "0.9.0", At("srm.learning-engine")),
    ("platform.harness-secrets", "0.9.0", At("platform.bootstrap.harness-secrets")),
    ("platform.minio", "0.9.0", At("platform.bootstrap.database.minio")),
    ("platform.mongodb", "0.9.0", At("platform.bootstrap.database.mongodb")),
    ("platform.redis", "0.9.0", At("platform.bootstrap.database.redis")),
    ("platform.timescaledb", "0.9.0", At("platform.bootstrap.database.timescaledb")),
    ("ccm.clickhouse.enabled", "0.9.0", At("global.database.clickhouse.enabled")),
    ("ccm.clickhouse", "0.9.0", At("platform.bootstrap.database.clickhouse")),
    ("ccm.nextgen-ce", "0.9.0", At("ccm.ce-nextgen")),
    ("global.ingress.nginx.objects", "0.9.0", At("global.ingress.objects")),
    ("global.ingress.nginx", "0.9.0", At("platform.bootstrap.networking.nginx")),
    ("global.ingress.defaultbackend", "0.9.0", At("platform.bootstrap.networking.defaultbackend")),
    ("global.ingress.loadBalancerEnabled", "0.9.0", At("platform.bootstrap.networking.nginx.loadBalancerEnabled")),
    ("global.ingress.loadBalancerIP", "0.9.0", At("platform.bootstrap.networking.nginx.loadBalancerIP")),
    (
        "platform.bootstrap.database.postgresql.persistence.size",
        "0.9.0",
        At("platform.bootstrap.database.postgresql.primary.persistence.size"),
    ),
    ("platform.bootstrap.database.timescaledb.storage.capacity", "0.12.0", Unread),
    ("global.opa.enabled", "0.18.0", At("global.ng.enabled")),
    ("global.srm.enabled", "0.19.0", At("global.cd.enabled")),
    ("global.gitops.enabled", "0.22.0", At("global.cd.enabled")),
    ("upgrades.mongoFCVUpgrade", "0.33.0", At("platform.bootstrap.database.mongodbupgrades.mongoFCVUpgrade")),
    ("global.database.tsdbtopsqlmigrator.ackTsdbMigration", "0.36.0", At("ackTsdbMigration")),
    ("sto.ticket-service.postgresql", "0.36.4", At("sto.ticket-service.postgres")),
    ("platform.bootstrap.database.timescaledb", "0.37.0", Unread),
    ("global.database.timescaledb", "0.37.0", Unread),
    ("global.waitForInitContainer.image.imagePullSecrets", "0.44.0", At("global.imagePullSecrets")),
    ("data-platform", "0.47.0", At("data-infra")),
    ("global.data-platform", "0.47.0", At("global.data-infra")),
    ("et", "0.2.54", Unread),
    ("ingress", "0.2.54", Unread),
    ("global.ingress.useSelfSignedCert", "0.2.88", Unread),
    ("global.ngGitSync", "0.8.0", Unread),
    ("platform.harness-manager.featureFlags.OLDGITSYNC", "0.8.0", Unread),
    ("srm.enable-receivers", "0.8.0", Unread),
    ("srm.et-collector", "0.8.0", Unread),
    ("srm.et-service", "0.8.0", Unread),
    ("srm.et-receiver-agent", "0.8.0", Unread),
    ("srm.et-receiver-decompile", "0.8.0", Unread),
    ("srm.et-receiver-hit", "0.8.0", Unread),
    ("srm.et-receiver-sql", "0.8.0", Unread),
    ("chaos.chaos-driver", "0.9.0", Unread),
    ("ccm.batch-processing.clickhouse", "0.9.0", Unread),
    ("ng-manager", "0.9.0", Look),
    ("infra.redis", "0.9.0", Unread),
    ("global.lwd", "0.15.0", Unread),
    ("ccm.dkron", "0.15.0", Unread),
    ("ccm.lwd", "0.15.0", Unread),
    ("ccm.lwd-autocud", "0.15.0", Unread),
    ("ccm.lwd-faktory", "0.15.0", Unread),
    ("ccm.lwd-worker", "0.15.0", Unread),
    ("cet", "0.17.0", Unread),
    ("global.cet", "0.17.0", Unread),
    ("chaos.chaos-common", "0.18.0", Unread),
    ("platform.bootstrap.database.postgresql.auth", "0.22.0", Look),
    ("global.migrator", "0.26.0", Unread),
    ("platform.migrator", "0.26.0", Unread),
    ("srm.learning-engine", "0.26.0", Unread),
    ("srm.verification-svc", "0.26.0", Unread),
    ("sto.sto-manager", "0.35.0", Unread),
    ("ackTsdbMigration", "0.37.0", Unread),
    ("global.database.tsdbtopsqlmigrator", "0.37.0", Unread),
    ("platform.tsdb-to-psql-migrator", "0.37.0", Unread),
    ("idp", "0.40.0", Unread),
    ("global.idp", "0.40.0", Unread),
];

/// Rows of the data that hold for older targets only, or that another row of [`MOVES`] stands before.
pub const ELSEWHERE: [&str; 4] = ["ff", "cet.et-receiver", "ccm.nextgen-ce.clickhouse", "infra.*"];

/// A value that fits below an old path: switches are booleans, the rest anything.
pub fn leaf_below(old: &str) -> (KeyPath, &'static str) {
    let path: KeyPath = old.parse().unwrap();
    match path.last_key() {
        Some("enabled" | "loadBalancerEnabled" | "ackTsdbMigration" | "useSelfSignedCert" | "enable-receivers") => {
            (path, "true")
        }
        Some("host") => (path, "looker.example.com"),
        Some("loadBalancerIP") => (path, "10.0.0.1"),
        Some("size" | "capacity") => (path, "200Gi"),
        Some("imagePullSecrets") => (path, "[{name: pull}]"),
        _ => (path.key("replicaCount"), "3"),
    }
}

/// Where a value at `path` is after `to`, and whether anything reads it there. The moves of each version are made in
/// turn, each until it does not fit any more, what is deeper first.
pub fn expected(path: &KeyPath, from: &str, to: &str) -> (KeyPath, bool) {
    let version = |text: &str| text.parse::<ChartVersion>().unwrap();
    let mut here = path.clone();
    let mut read = true;
    let hops: BTreeSet<ChartVersion> = MOVES.iter().map(|(_, since, _)| version(since)).collect();
    for hop in hops.into_iter().filter(|hop| *hop <= version(to)) {
        let mut left = 8;
        while left > 0 {
            left -= 1;
            let fits =
                |(old, since, _): &&(&str, &str, New)| version(since) == hop && here.starts_with(&old.parse().unwrap());
            let mut fitting: Vec<_> = MOVES.iter().filter(fits).collect();
            fitting.sort_by_key(|(old, ..)| std::cmp::Reverse(old.len()));
            let dead = fitting.iter().any(|(.., new)| matches!(new, Unread | Look));
            // What was dead before the file's version is dead still, but does not move.
            read &= !dead;
            let moved = fitting.iter().find(|(.., new)| matches!(new, At(_) | Item(_)));
            let Some((old, since, new)) = moved.filter(|_| hop > version(from)) else { break };
            let _ = since;
            let rest = old.parse::<KeyPath>().unwrap().segments().len();
            let mut target: KeyPath = match new {
                At(to) => to.parse().unwrap(),
                Item(to) => to.parse::<KeyPath>().unwrap().index(0),
                Unread | Look => break,
            };
            here.segments().iter().skip(rest).for_each(|step| target.push(step.clone()));
            here = target;
        }
    }
    (here, read)
}

/// Every plain path of the data that moves or is not read any more.
pub fn paths_of_data() -> BTreeSet<String> {
    let places = CATALOG.key_places().unwrap();
    let moved = places.moved.iter().flat_map(|row| row.from.paths());
    let migrated = places.migrated.iter().flat_map(|row| row.from.paths());
    let removed = places.removed.iter().flat_map(|row| row.path.paths());
    let switches = CATALOG.switches().unwrap().ineffective.iter().map(|row| row.flag.parse().unwrap());
    moved.chain(migrated).chain(removed).chain(switches).map(|path: KeyPath| path.to_string()).collect()
}
