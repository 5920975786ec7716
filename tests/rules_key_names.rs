//! Unknown and misplaced names: what the help says, what must stay silent on the shipped files and on our own.

mod support;

#[path = "support/lint.rs"]
mod lint;

#[path = "support/rows.rs"]
mod rows;

use std::fs;

use lint::{Case, lint};
use rows::{block, findings, found, table};
use smpgen::lint::finding::Severity;
use smpgen::plan::ErrataChoice;
use smpgen::render;
use smpgen::rules::ALL;
use smpgen::yaml::edit::apply;
use support::{CATALOG, PROFILES};

#[test]
fn misplaced_keys() {
    let map = "{a: 1}";
    table(
        "misplaced-key",
        &[
            ("iacm.iac-server.autoscaling.replicaCount", "2", "0.45.0", "warning"),
            ("idp.idp-service.autoscaling.resources", map, "0.39.1", "warning"),
            ("platform.gateway.autoscaling.java", map, "0.45.0", "warning"),
            ("platform.gateway.resources.nodeSelector", map, "0.45.0", "warning"),
            ("bootstrap", map, "0.45.0", "warning"),
            ("looker", map, "0.45.0", "warning"),
            ("ng-custom-dashboards", map, "0.45.0", "warning"),
            ("platform.bootstrap.database.postgresql.persistence.size", "1Gi", "0.45.0", "error"),
            ("platform.bootstrap.database.postgresql.persistence", "{storageClass: a}", "0.45.0", "warning"),
            ("platform.bootstrap.database.postgresql.resources", map, "0.45.0", "warning"),
            ("global.databases", map, "0.45.0", "warning"),
            ("database.minio", map, "0.45.0", "warning"),
            ("nginx", map, "0.45.0", "warning"),
            ("global.nginx", map, "0.45.0", "warning"),
            ("global.defaultbackend", map, "0.45.0", "warning"),
            ("global.hosts", "[a]", "0.45.0", "warning"),
            ("global.tls", map, "0.45.0", "warning"),
            ("hosts", "[a]", "0.45.0", "warning"),
            ("access-control", map, "0.45.0", "warning"),
            ("ci-manager", map, "0.45.0", "warning"),
            ("ci.enabled", "true", "0.45.0", "warning"),
            ("sto.enabled", "false", "0.45.0", "warning"),
            ("global.ackTsdbMigration", "true", "0.36.0", "error"),
            ("global.database.tsdbtopsqlmigrator.ackTsdbMigration", "true", "0.36.6", "error"),
            ("global.ackTsdbMigration", "true", "0.45.0", "-"),
            ("ci.global", map, "0.45.0", "info"),
            ("platform.gateway.autoscaling.targetCPU", "80", "0.45.0", "-"),
        ],
    );
    let on = block("looker", map) + "global: {ngcustomdashboard: {enabled: true}}\n";
    assert_eq!(found("misplaced-key", "0.45.0", &on), ["error looker"]);
    let message = |text: &str| findings("misplaced-key", "0.45.0", text)[0].message.clone();
    assert!(message(&block("srm.enabled", "true")).contains("`global.cd.enabled`"));
    assert!(message(&block("db-devops.enabled", "true")).contains("`global.dbops.enabled`"));
}

#[test]
fn a_misplaced_key_is_moved() {
    let text = "iacm:\n  iac-server:\n    autoscaling:\n      enabled: true\n      replicaCount: 2 # two\n    java: {memory: 1g}\n";
    let fix = findings("misplaced-key", "0.45.0", text)[0].fix.clone().unwrap();
    let fixed = "iacm:\n  iac-server:\n    autoscaling:\n      enabled: true\n    java: {memory: 1g}\n    replicaCount: 2 # two\n";
    assert_eq!(apply(text, &fix.edits).unwrap(), fixed);
    // Without a line break at the end of the file.
    let open = text.trim_end();
    let fix = findings("misplaced-key", "0.45.0", open)[0].fix.clone().unwrap();
    assert_eq!(apply(open, &fix.edits).unwrap(), fixed);
    let ci = "ci:\n  enabled: true\n";
    let fix = findings("misplaced-key", "0.45.0", ci)[0].fix.clone().unwrap();
    assert_eq!(apply(ci, &fix.edits).unwrap(), "global:\n  ci:\n    enabled: true\n");
}

/// The help of the only finding of a rule.
fn help(rule: &str, chart: &str, text: &str) -> String {
    let found = findings(rule, chart, text);
    let [finding] = found.as_slice() else { panic!("{text}: {found:?}") };
    format!("{}; {}", finding.message, finding.help.clone().unwrap_or_default())
}

#[test]
fn unknown_names_get_the_nearest_or_the_right_place() {
    for (rule, chart, path, says) in [
        ("unknown-module", "0.45.0", "platfrom", "did you mean `platform`?"),
        ("unknown-module", "0.30.0", "idp", "it is there 0.32.0 to 0.39.1"),
        ("unknown-module", "0.45.0", "zebra", "the modules are: platform, ci"),
        ("unknown-service", "0.45.0", "platform.gatway", "did you mean `platform.gateway`?"),
        ("unknown-service", "0.45.0", "platform.ci-manager", "that service is `ci.ci-manager`"),
        ("unknown-service", "0.45.0", "cd.pipline-service", "did you mean `platform.pipeline-service`?"),
        ("unknown-service", "0.30.0", "ssca.component-service", "it is there since 0.36.0"),
        ("unknown-service", "0.45.0", "ci.resources", "write it as `ci.<service>.resources`"),
        ("unknown-service", "0.45.0", "srm.verification-service", "the services of `srm` are: "),
        ("unknown-key", "0.45.0", "platform.gateway.replicacount", "did you mean `replicaCount`?"),
        ("unknown-key", "0.45.0", "platform.gateway.node-selector", "did you mean `nodeSelector`?"),
        ("unknown-key", "0.45.0", "platform.gateway.resorces", "did you mean `resources`?"),
        (
            "unknown-key",
            "0.45.0",
            "platform.gateway.minReplicas",
            "it belongs at `platform.gateway.autoscaling.minReplicas`",
        ),
        (
            "unknown-key",
            "0.45.0",
            "platform.gateway.resources.requests.limits",
            "it belongs one level up, at `platform.gateway.resources.limits`",
        ),
        ("unknown-key", "0.45.0", "platform.gateway.zebra", "check the spelling"),
        ("unknown-key", "0.45.0", "global.ingress.host", "did you mean `hosts`?"),
        ("unknown-key", "0.45.0", "platform.queue-service.zebra", "no chart of this service is public"),
    ] {
        let text = help(rule, chart, &block(path, "{a: 1}"));
        assert!(text.contains(says), "{path}: {text}");
    }
    assert_eq!(
        found("unknown-key", "0.45.0", &block("platform.queue-service.zebra", "1")),
        ["info platform.queue-service.zebra"]
    );
    assert_eq!(
        found("unknown-key", "0.45.0", &block("platform.gateway.zebra", "1")),
        ["warning platform.gateway.zebra"]
    );
    // Named by a later chart only.
    let postgres = block("sto.sto-core.postgres", "{image: {tag: a}}");
    assert_eq!(found("unknown-key", "0.32.3", &postgres), ["info sto.sto-core.postgres"]);
    assert_eq!(found("unknown-key", "0.33.0", &postgres), [""; 0]);
}

#[test]
fn only_a_slip_in_letter_case_is_mended() {
    let text = block("platform.gateway.autoscaling.minreplicas", "2");
    let fix = findings("unknown-key", "0.45.0", &text)[0].fix.clone().unwrap();
    assert_eq!(apply(&text, &fix.edits).unwrap(), block("platform.gateway.autoscaling.minReplicas", "2"));
    let taken = "platform: {gateway: {autoscaling: {minreplicas: 2, minReplicas: 1}}}\n";
    assert!(findings("unknown-key", "0.45.0", taken)[0].fix.is_none());
    assert!(findings("unknown-key", "0.45.0", &block("platform.gateway.node-selector", "{}"))[0].fix.is_none());
}

#[test]
fn shipped_files_hold_no_unknown_names() {
    let Some(upstream) = support::upstream() else { return };
    let mut seen = 0;
    for chart in ["0.17.0", "0.22.0", "0.36.0", "0.44.0", "0.45.0"] {
        for entry in fs::read_dir(upstream.join(chart)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "Chart.yaml" {
                continue;
            }
            seen += 1;
            let text = fs::read_to_string(&path).unwrap();
            for rule in ["unknown-key", "unknown-module"] {
                assert_eq!(found(rule, chart, &text), [""; 0], "{chart} {name}: {rule}");
            }
            let expected: &[&str] =
                if name == "override-perf.yaml" { &["warning srm.verification-service"] } else { &[] };
            assert_eq!(found("unknown-service", chart, &text), expected, "{chart} {name}");
        }
    }
    assert!(seen >= 29, "{seen} files");
}

#[test]
fn what_we_render_has_no_error_and_no_warning_of_this_family() {
    let family: Vec<&str> = ALL.iter().filter(|rule| rule.family == "keys").map(|rule| rule.id).collect();
    assert_eq!(family.len(), 12);
    let mut wrong = Vec::new();
    let mut minor = None;
    // The first release of each minor version: patch releases keep the sizes.
    for version in
        support::versions().filter(|version| minor.replace(version.minor_line()) != Some(version.minor_line()))
    {
        for profile in PROFILES {
            let plan = support::plan(profile, version, ErrataChoice::Default);
            let text = render::override_text(&plan).unwrap();
            let case = Case {
                files: vec![(format!("override-{profile}.yaml"), text)],
                chart: Some(version.to_string()),
                ..Case::default()
            };
            let found = lint(&CATALOG, &case);
            let bad =
                found.iter().filter(|finding| finding.severity != Severity::Info && family.contains(&finding.rule));
            wrong.extend(bad.map(|finding| format!("{profile} {version}: {}", finding.message)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
