//! The tables of the family `keys`, row by row.

mod support;

#[path = "support/lint.rs"]
mod lint;

#[path = "support/rows.rs"]
mod rows;

use rows::{block, findings, found, table};
use smpgen::lint::fix::Safety;
use smpgen::yaml::edit::apply;

/// Old path, new path, the last version before the move and the first after it, and whether it is a pure rename.
const MOVED: [(&str, &str, &str, &str, bool); 29] = [
    ("harness.platform", "platform", "0.2.86", "0.2.87", false),
    ("global.postgres.enabled", "global.database.postgres.installed", "0.7.9", "0.8.0", true),
    ("gitops", "cd.gitops", "0.8.4", "0.9.0", true),
    ("policy-mgmt", "platform.policy-mgmt", "0.8.4", "0.9.0", true),
    ("infra.postgresql", "platform.bootstrap.database.postgresql", "0.8.4", "0.9.0", true),
    ("ngcustomdashboard.ng-custom-dashboards", "platform.ng-custom-dashboards", "0.8.4", "0.9.0", true),
    ("ngcustomdashboard.looker", "platform.looker", "0.8.4", "0.9.0", true),
    ("platform.looker.ingress.host", "platform.looker.ingress.hosts[]", "0.8.4", "0.9.0", false),
    ("platform.ti-service", "ci.ti-service", "0.8.4", "0.9.0", true),
    ("platform.cv-nextgen", "srm.cv-nextgen", "0.8.4", "0.9.0", true),
    ("platform.le-nextgen", "srm.le-nextgen", "0.8.4", "0.9.0", true),
    ("platform.verification-svc", "srm.verification-svc", "0.8.4", "0.9.0", false),
    ("platform.learning-engine", "srm.learning-engine", "0.8.4", "0.9.0", false),
    ("platform.harness-secrets", "platform.bootstrap.harness-secrets", "0.8.4", "0.9.0", true),
    ("platform.minio", "platform.bootstrap.database.minio", "0.8.4", "0.9.0", true),
    ("platform.mongodb", "platform.bootstrap.database.mongodb", "0.8.4", "0.9.0", true),
    ("platform.redis", "platform.bootstrap.database.redis", "0.8.4", "0.9.0", true),
    ("platform.timescaledb", "platform.bootstrap.database.timescaledb", "0.8.4", "0.9.0", false),
    ("ccm.clickhouse", "platform.bootstrap.database.clickhouse", "0.8.4", "0.9.0", false),
    ("ccm.nextgen-ce", "ccm.ce-nextgen", "0.8.4", "0.9.0", true),
    ("global.ingress.nginx", "platform.bootstrap.networking.nginx", "0.8.4", "0.9.0", true),
    ("global.ingress.defaultbackend", "platform.bootstrap.networking.defaultbackend", "0.8.4", "0.9.0", true),
    (
        "global.ingress.loadBalancerEnabled",
        "platform.bootstrap.networking.nginx.loadBalancerEnabled",
        "0.8.4",
        "0.9.0",
        true,
    ),
    ("global.ingress.loadBalancerIP", "platform.bootstrap.networking.nginx.loadBalancerIP", "0.8.4", "0.9.0", true),
    (
        "platform.bootstrap.database.timescaledb.storage.capacity",
        "platform.bootstrap.database.timescaledb.persistentVolumes.{data,wal}.size",
        "0.11.2",
        "0.12.0",
        false,
    ),
    (
        "upgrades.mongoFCVUpgrade",
        "platform.bootstrap.database.mongodbupgrades.mongoFCVUpgrade",
        "0.32.3",
        "0.33.0",
        true,
    ),
    ("sto.ticket-service.postgresql", "sto.ticket-service.postgres", "0.36.3", "0.36.4", true),
    ("global.waitForInitContainer.image.imagePullSecrets", "global.imagePullSecrets", "0.43.1", "0.44.0", false),
    ("global.ingress.nginx.objects", "global.ingress.objects", "0.8.4", "0.9.0", true),
];

#[test]
fn moved_keys_are_found_from_their_version_on() {
    for (from, to, before, since, _) in MOVED {
        let text = block(from, "{replicaCount: 2}");
        assert!(findings("moved-key", before, &text).is_empty(), "{from} at {before}");
        let found = findings("moved-key", since, &text);
        let [finding] = found.as_slice() else { panic!("{from} at {since}: {found:?}") };
        assert_eq!(finding.severity.word(), "error");
        assert!(finding.message.contains(&format!("`{from}` moved to `{to}` in chart {since}")), "{}", finding.message);
        for nothing in ["{}", "", "null"] {
            assert!(findings("moved-key", since, &block(from, nothing)).is_empty(), "{from}: {nothing}");
        }
    }
    let later = block("data-platform", "{a: 1}") + &block("global.data-platform", "{enabled: true}");
    assert_eq!(found("moved-key", "0.45.0", &later), [""; 0]);
    assert_eq!(found("moved-key", "0.47.0", &later), ["warning data-platform", "warning global.data-platform"]);
}

#[test]
fn the_chart_refuses_moved_keys_until_0_21_and_drops_them_later() {
    let text = block("platform.ti-service", "{replicaCount: 2}");
    let message = |chart: &str, more: &str| findings("moved-key", chart, &(text.clone() + more))[0].message.clone();
    assert!(message("0.21.0", "").ends_with("the chart refuses to render"));
    assert!(message("0.22.0", "").ends_with("the chart does not read it here"));
    let silenced = block("global.overrideValidation.restructuredValues", "true");
    assert!(message("0.21.0", &silenced).ends_with("the chart does not read it here"));
}

#[test]
fn a_renamed_block_is_moved_whole_and_only_where_its_place_is_free() {
    for (from, to, _, since, rename) in MOVED {
        // The block stands between others, with a comment and a list inside.
        let value = "\nDEEPreplicaCount: 2 # two\nDEEPextra:\nDEEP- a\nDEEP- b: |\n    DEEPtext\n";
        let indent = " ".repeat(from.split('.').count() * 2);
        let block_text = block(from, "").trim_end().to_owned() + &value.replace("DEEP", &indent);
        let text = format!("# head\nother: {{a: 1}}\n{block_text}last: 1\n");
        let found = findings("moved-key", since, &text);
        let fix = found[0].fix.as_ref();
        assert_eq!(fix.is_some(), rename, "{from}");
        let Some(fix) = fix else { continue };
        assert_eq!(fix.safety, Safety::Safe, "{from}");
        let fixed = apply(&text, &fix.edits).unwrap();
        assert!(findings("moved-key", since, &fixed).is_empty(), "{from}:\n{fixed}");
        let nested = to.split('.').enumerate().map(|(depth, key)| format!("{:1$}{key}:", "", depth * 2));
        let mut rest = fixed.as_str();
        for line in nested {
            let at = rest.find(&line).unwrap_or_else(|| panic!("{to}: no `{line}` in\n{fixed}"));
            rest = &rest[at..];
        }
        assert!(fixed.starts_with("# head\nother: {a: 1}\n") && fixed.contains("replicaCount: 2 # two\n"), "{fixed}");
    }
    let taken = "platform:\n  ti-service:\n    replicaCount: 2\nci:\n  ti-service:\n    replicaCount: 1\n";
    let found = findings("moved-key", "0.45.0", taken);
    assert!(found[0].fix.is_none() && found[0].related.len() == 1, "{found:?}");
}

#[test]
fn a_block_whose_parts_went_to_different_places_is_moved_in_parts() {
    let text = "global:\n  ingress:\n    nginx:\n      create: true\n      objects:\n        annotations: {a: b}\n";
    assert_eq!(
        found("moved-key", "0.45.0", text),
        ["error global.ingress.nginx.create", "error global.ingress.nginx.objects"]
    );
}

#[test]
fn removed_keys() {
    let map = "{a: 1}";
    table(
        "removed-key",
        &[
            ("et", map, "0.2.54", "warning"),
            ("ingress", map, "0.45.0", "warning"),
            ("global.ingress.useSelfSignedCert", "true", "0.45.0", "info"),
            ("global.ingress.useSelfSignedCert", "true", "0.2.87", "-"),
            ("global.ngGitSync", map, "0.8.0", "warning"),
            ("platform.harness-manager.featureFlags.OLDGITSYNC", "A", "0.17.0", "warning"),
            ("srm.enable-receivers", "true", "0.9.0", "warning"),
            ("srm.et-collector", map, "0.9.0", "warning"),
            ("srm.et-service", map, "0.9.0", "warning"),
            ("srm.et-receiver-sql", map, "0.9.0", "warning"),
            ("chaos.chaos-driver", map, "0.9.0", "warning"),
            ("ccm.batch-processing.clickhouse", map, "0.9.0", "warning"),
            ("ng-manager", map, "0.9.0", "warning"),
            ("infra.redis", map, "0.9.0", "warning"),
            ("infra.postgresql", map, "0.9.0", "-"),
            ("cet.et-receiver", map, "0.10.0", "warning"),
            ("global.lwd", map, "0.14.3", "-"),
            ("global.lwd", map, "0.15.0", "warning"),
            ("ccm.dkron", map, "0.15.0", "warning"),
            ("ccm.lwd", map, "0.15.0", "warning"),
            ("ccm.lwd-autocud", map, "0.15.0", "warning"),
            ("ccm.lwd-faktory", map, "0.15.0", "warning"),
            ("ccm.lwd-worker", map, "0.15.0", "warning"),
            ("cet", map, "0.16.2", "-"),
            ("cet", map, "0.17.0", "warning"),
            ("global.cet", map, "0.17.0", "warning"),
            ("chaos.chaos-common", map, "0.17.3", "-"),
            ("chaos.chaos-common", map, "0.18.0", "warning"),
            ("platform.bootstrap.database.postgresql.auth", map, "0.21.0", "-"),
            ("platform.bootstrap.database.postgresql.auth", map, "0.22.0", "warning"),
            ("ff", map, "0.24.4", "-"),
            ("ff", map, "0.25.0", "warning"),
            ("ff", map, "0.26.10", "warning"),
            ("ff", map, "0.27.0", "-"),
            ("global.migrator", map, "0.26.0", "warning"),
            ("platform.migrator", map, "0.25.5", "-"),
            ("platform.migrator", map, "0.26.0", "warning"),
            ("srm.learning-engine", map, "0.26.0", "warning"),
            ("srm.verification-svc", map, "0.26.0", "warning"),
            ("sto.sto-manager", map, "0.34.2", "-"),
            ("sto.sto-manager", map, "0.35.0", "warning"),
            ("ackTsdbMigration", "true", "0.37.0", "warning"),
            ("global.database.tsdbtopsqlmigrator", map, "0.37.0", "warning"),
            ("platform.tsdb-to-psql-migrator", map, "0.37.0", "warning"),
            ("platform.tsdb-to-psql-migrator", map, "0.36.6", "-"),
            ("idp", map, "0.39.1", "-"),
            ("idp", map, "0.40.0", "warning"),
            ("global.idp", map, "0.40.0", "warning"),
            ("chaos.chaos-common", "null", "0.45.0", "-"),
        ],
    );
}

#[test]
fn removing_takes_the_empty_maps_around_away_too() {
    let text = "ci:\n  ci-manager: {replicaCount: 1}\nchaos:\n  chaos-common:\n    installLinuxCRDs: false\n# tail\n";
    let found = findings("removed-key", "0.45.0", text);
    let fix = found[0].fix.as_ref().unwrap();
    assert_eq!(apply(text, &fix.edits).unwrap(), "ci:\n  ci-manager: {replicaCount: 1}\n# tail\n");
    let keep = block("platform.bootstrap.database.postgresql.auth", "{existingSecret: a}");
    assert!(findings("removed-key", "0.45.0", &keep)[0].fix.is_none());
    // An anchor inside may be used elsewhere.
    let anchored = "chaos:\n  chaos-common: &a\n    x: 1\n  chaos-web: {config: *a}\n";
    assert!(findings("removed-key", "0.45.0", anchored)[0].fix.is_none());
}

#[test]
fn premature_keys() {
    let map = "{a: 1}";
    table(
        "premature-key",
        &[
            ("global.externalSecretsLoader", map, "0.35.17", "error"),
            ("global.externalSecretsLoader", map, "0.36.0", "-"),
            ("global.externalSecretsLoader.vault.auth.path", "a", "0.40.3", "warning"),
            ("global.externalSecretsLoader.vault.auth.path", "a", "0.41.0", "-"),
            ("global.autoscaling", map, "0.22.4", "warning"),
            ("global.pdb", map, "0.20.2", "warning"),
            ("global.gatewayAPI", map, "0.43.1", "warning"),
            ("platform.envoy-gateway", map, "0.43.1", "warning"),
            ("global.ingress.objects.grpcRoutes", "[a]", "0.43.1", "warning"),
            ("platform.bootstrap.database.mongodbupgrades.mongoFCVUpgrade", map, "0.32.3", "warning"),
            ("upgrades.mongoFCVUpgrade.affinity", map, "0.22.1", "warning"),
            ("upgrades.mongoFCVUpgrade.affinity", map, "0.22.2", "-"),
            ("upgrades.versionLookups", map, "0.22.0", "info"),
            ("postmigrationCheck", map, "0.36.6", "info"),
            ("global.onprem", "true", "0.36.6", "info"),
            ("ackTsdbMigration", "true", "0.35.17", "info"),
            ("platform.tsdb-to-psql-migrator", map, "0.35.17", "info"),
            ("global.database.tsdbtopsqlmigrator", map, "0.35.17", "info"),
            ("pg-upgrade", map, "0.42.1", "info"),
            ("global.dbopsHelmMigration", map, "0.44.1", "warning"),
            ("code.code-ui", map, "0.44.1", "warning"),
            ("global.data-platform", map, "0.43.1", "warning"),
            ("global.kafka", map, "0.43.1", "warning"),
            ("data-platform", map, "0.43.1", "warning"),
            ("chaos.load-test-manager", map, "0.41.3", "warning"),
            ("srm.le-nextgen.keda", map, "0.41.3", "warning"),
            ("sto.ticket-service", map, "0.34.2", "warning"),
            ("global.iacm", map, "0.25.5", "warning"),
            ("iacm", map, "0.25.5", "warning"),
            ("global.code", map, "0.23.3", "warning"),
            ("code", map, "0.23.3", "warning"),
            ("global.dbops", map, "0.18.2", "warning"),
            ("db-devops", map, "0.18.2", "warning"),
            ("platform.queue-service", map, "0.16.2", "warning"),
            ("chaos.chaos-machine-ifc", map, "0.15.0", "warning"),
            ("chaos.chaos-machine-ifs", map, "0.15.0", "warning"),
            ("platform.audit-event-streaming", map, "0.15.0", "warning"),
            ("global.ti", map, "0.14.3", "info"),
            ("global.cdc", map, "0.14.3", "info"),
            ("global.fileLogging", map, "0.14.2", "info"),
            ("global.waitForInitContainer", map, "0.14.2", "info"),
            ("global.servicediscoverymanager", map, "0.11.2", "warning"),
            ("platform.bootstrap.database.timescaledb.persistentVolumes", map, "0.11.2", "warning"),
            ("global.ssca", map, "0.10.1", "warning"),
            ("ssca", map, "0.10.1", "warning"),
            ("global.commonLabels", map, "0.9.3", "info"),
            ("global.commonAnnotations", map, "0.9.3", "info"),
            ("global.overrideValidation", map, "0.9.3", "info"),
            ("platform.gateway.autoscaling.behavior", map, "0.20.2", "info"),
            ("platform.gateway.autoscaling.metrics", "[a]", "0.33.2", "info"),
            ("platform.gateway.autoscaling.metrics", "[a]", "0.45.0", "-"),
            ("global.imagePullSecrets", "[a]", "0.41.0", "-"),
        ],
    );
}

#[test]
fn what_comes_later_is_not_unknown_as_well() {
    for (path, chart) in
        [("iacm.iacm-manager.a", "0.25.5"), ("code.code-ui.a", "0.44.1"), ("global.gatewayAPI.a", "0.40.0")]
    {
        for rule in ["unknown-module", "unknown-service", "unknown-key"] {
            assert_eq!(found(rule, chart, &block(path, "1")), [""; 0], "{path} {rule}");
        }
    }
}
