//! What a review of `check` found wrong: each by the name of what held it back.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn run(directory: &Path, command: &str, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_smpgen"))
        .arg(command)
        .args(args)
        .current_dir(directory)
        .env_remove("SMPGEN_CATALOG")
        .env("SMPGEN_TODAY", "2026-06-30")
        .env("NO_COLOR", "1")
        .env("PATH", directory)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// What `check` prints about `new.yaml`, with what is installed beside it.
fn check(installed: &str, new: &str, args: &[&str]) -> String {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("old.yaml"), installed).unwrap();
    fs::write(directory.path().join("new.yaml"), new).unwrap();
    let files = ["--installed", "old.yaml", "-f", "new.yaml"];
    let output = run(directory.path(), "check", &[args, &files].concat());
    assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const STORES: &str = "platform:
  bootstrap:
    database:
      mongodb: {persistence: {size: 20Gi}}
      postgresql: {primary: {persistence: {size: 8Gi}}}
      redis: {volumeClaimTemplate: {resources: {requests: {storage: 10Gi}}}}
";

#[test]
fn a_selection_for_lint_does_not_hide_the_gates() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("smp.yaml"), "lint: {select: [yaml]}\n").unwrap();
    fs::write(directory.path().join("new.yaml"), "global: {}\n").unwrap();
    let args = ["--from", "0.21.0", "--to", "0.45.0", "-f", "new.yaml", "--format", "concise"];
    let output = run(directory.path(), "check", &args);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn check_selects_and_ignores_as_lint_does() {
    let args = ["--from", "0.44.0", "--to", "0.45.0", "--format", "concise"];
    let new = STORES.replace("20Gi", "10Gi").replace("8Gi", "80Gi");
    let rules = |more: &[&str]| {
        let report = check(STORES, &new, &[&args[..], more].concat());
        let found = |rule: &str| report.contains(&format!("[{rule}]"));
        (found("shrunk-volume"), found("grown-volume"), found("changed-chart-default"))
    };
    assert_eq!(rules(&[]), (true, true, true));
    assert_eq!(rules(&["--select", "storage"]), (true, true, false));
    assert_eq!(rules(&["--ignore", "storage"]), (false, false, true));
    assert_eq!(rules(&["--select", "storage", "--ignore", "grown-volume"]), (true, false, false));
    let unknown = run(Path::new("."), "check", &["--from", "0.44.0", "--select", "storrage"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean `storage`?"));
}

#[test]
fn services_that_come_and_go_are_told_at_their_stop() {
    let args = ["--from", "0.35.17", "--to", "0.45.0", "--stepwise"];
    let values = "global: {code: {enabled: true}, sto: {enabled: false}}\n";
    let json: Value =
        serde_json::from_str(&check(values, values, &[&args[..], &["--format", "json"]].concat())).unwrap();
    let of = |stop: usize, key: &str| json["stops"][stop][key].clone();
    let has = |list: Value, name: &str| list.as_array().unwrap().contains(&name.into());
    assert!(has(of(0, "services_appear"), "platform.tsdb-to-psql-migrator"));
    assert!(has(of(1, "services_vanish"), "platform.tsdb-to-psql-migrator"));
    assert!(has(of(1, "services_vanish"), "platform.bootstrap.database.timescaledb"));
    assert!(has(of(1, "services_appear"), "code.code-ui"));
    // Its module is off.
    assert!(!has(of(1, "services_appear"), "chaos.load-test-manager"), "{json:#}");
    let human = check(values, values, &args);
    assert!(human.contains("     new services: platform.harness-db-migrator, code.code-ui\n"), "{human}");
    assert!(human.contains("     services that leave: platform.bootstrap.database.timescaledb"), "{human}");
    let plan = check(values, values, &[&args[..], &["--runbook", "-"]].concat());
    assert!(plan.contains("- New services: platform.harness-db-migrator, code.code-ui.\n"), "{plan}");
}

#[test]
fn without_values_every_service_that_comes_and_goes_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let args = ["--from", "0.39.1", "--to", "0.42.0", "--format", "json"];
    let output = run(directory.path(), "check", &args);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        json["stops"][0]["services_vanish"],
        serde_json::json!(["idp.idp-service", "idp.idp-admin", "idp.idp-app-ui"])
    );
    assert_eq!(json["stops"][0]["services_appear"], serde_json::json!(["chaos.load-test-manager"]));
}

#[test]
fn each_stop_names_the_rules_that_speak_there() {
    let report = check(STORES, STORES, &["--from", "0.35.17", "--to", "0.45.0", "--stepwise"]);
    let stop = report.split("  1. 0.36.6").nth(1).unwrap().split("  2. ").next().unwrap();
    assert!(stop.contains("     findings: missing-migration-ack, migration-volume-too-small\n"), "{report}");
}

#[test]
fn the_procedure_to_enlarge_a_volume_names_claims_and_statefulsets() {
    let new = STORES.replace("20Gi", "100Gi").replace("10Gi", "30Gi").replace(" 8Gi", " 80Gi");
    let report = check(STORES, &new, &["--from", "0.44.1", "--to", "0.45.0", "--format", "markdown"]);
    let plan = check(STORES, &new, &["--from", "0.44.1", "--to", "0.45.0", "-n", "prod", "--runbook", "-"]);
    for (claim, statefulset) in [
        (
            "for n in 0 1 2; do kubectl -n prod patch pvc datadir-mongodb-replicaset-chart-$n",
            "mongodb-replicaset-chart",
        ),
        ("`kubectl -n prod patch pvc data-postgres-0", "postgres"),
        (
            "for n in 0 1 2; do kubectl -n prod patch pvc data-redis-sentinel-harness-server-$n",
            "redis-sentinel-harness-server",
        ),
    ] {
        assert!(plan.contains(claim), "{claim}\n{plan}");
        let delete = format!("`kubectl -n prod delete statefulset {statefulset} --cascade=orphan`");
        assert!(plan.contains(&delete), "{delete}\n{plan}");
    }
    assert!(!plan.contains("&lt;") && !plan.contains("<namespace>"), "{plan}");
    assert!(report.contains("grown-volume"), "{report}");
}

#[test]
fn reused_values_are_told_once_on_the_whole_way() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("new.yaml"), "global: {}\n").unwrap();
    let args = ["--from", "0.21.0", "--format", "concise", "--", "helm", "upgrade", "smp", "harness/harness"];
    let more = ["--version", "0.45.0", "--reuse-values", "-f", "new.yaml"];
    let output = run(directory.path(), "check", &[&args[..], &more].concat());
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(report.matches("[reused-release-values]").count(), 1, "{report}");
    assert!(report.contains("keeps the defaults of chart 0.21.0 under chart 0.45.0"), "{report}");
}

#[test]
fn fixes_are_not_offered_by_flags_that_check_does_not_have() {
    let report = check(&STORES.replace("20Gi", "200Gi"), STORES, &["--from", "0.44.0", "--to", "0.45.0"]);
    assert!(report.contains("carry the installed 200Gi over (by hand)"), "{report}");
    assert!(!report.contains("--unsafe-fixes") && !report.contains("--fix\n"), "{report}");
}

#[test]
fn a_pull_secret_and_a_major_version_are_not_told_twice() {
    let report = check("a: 1\n", "a: 1\n", &["--from", "0.40.3", "--to", "0.45.0", "--format", "concise"]);
    assert_eq!(report.lines().filter(|line| line.contains("imagePullSecrets")).count(), 1, "{report}");
    assert_eq!(report.lines().filter(|line| line.contains("featureCompatibilityVersion")).count(), 1, "{report}");
    // The images have another name, which a mirror must follow; the version of the database is told by itself.
    assert!(report.contains("since 0.41.1: every image comes from `harnesssecure/`"), "{report}");
}

#[test]
fn advice_on_a_changed_default_never_says_to_bring_timescale_back() {
    let report = check("a: 1\n", "a: 1\n", &["--from", "0.36.6", "--to", "0.37.0"]);
    assert!(report.contains("help: leave it true: 0.37.0 and later have no TimescaleDB"), "{report}");
    assert!(!report.contains("set `global.onprem` to decide yourself"), "{report}");
}

#[test]
fn the_withdrawn_release_is_on_mongo_seven_already() {
    let report = check("a: 1\n", "a: 1\n", &["--from", "0.30.0", "--to", "0.45.0", "--format", "concise"]);
    assert!(!report.contains("7.0 lies between 6.0 and 8.0"), "{report}");
    assert!(report.contains("needs a stop in 0.36.0 to 0.36.6"), "{report}");
}

#[test]
fn argo_cd_is_told_to_stop_syncing_while_timescale_moves() {
    let args = ["--from", "0.35.17", "--to", "0.36.6", "--format", "concise"];
    let ack = "ackTsdbMigration: true\n";
    let sync = "warning[manual-step-required] switch automatic sync of Argo CD off";
    assert!(!check(ack, ack, &args).contains(sync));
    assert!(check(ack, ack, &[&args[..], &["--deployer", "argocd"]].concat()).contains(sync));
    assert!(check(ack, ack, &args).contains("the ServiceAccount of the migrator needs rights"));
}

#[test]
fn an_empty_file_is_near_to_no_profile() {
    let directory = tempfile::tempdir().unwrap();
    for text in ["", "# nothing\n", "platform: {}\n"] {
        fs::write(directory.path().join("empty.yaml"), text).unwrap();
        let output = run(directory.path(), "adopt", &["empty.yaml"]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("empty.yaml: sets no value"), "{text}");
        let output = run(directory.path(), "rebase", &["--base", "small", "--onto", "medium", "empty.yaml"]);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(String::from_utf8_lossy(&output.stdout).ends_with("\n0 values\n"), "{text}");
    }
}

const SIXTEEN: &str = "platform: {bootstrap: {database: {postgresql: {image: {tag: 16.14-bookworm}}}}}\n";

#[test]
fn a_pin_of_postgres_16_that_the_new_values_lose_blocks_without_any_flag() {
    let args = ["--from", "0.44.0", "--to", "0.45.0", "--format", "concise"];
    let lost = check(SIXTEEN, "global: {}\n", &args);
    assert!(lost.contains("error[unpinned-postgres-image] Postgres runs on 16, and this upgrade starts"), "{lost}");
    assert!(!lost.contains("Postgres 14 to 16"), "{lost}");
    let kept = check(SIXTEEN, SIXTEEN, &args);
    assert!(!kept.contains("postgres") && kept.ends_with("is clear\n"), "{kept}");
}

#[test]
fn values_that_helm_keeps_are_below_the_new_ones() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("old.yaml"), STORES).unwrap();
    fs::write(directory.path().join("tweak.yaml"), "global: {imagePullSecrets: [harness]}\n").unwrap();
    let upgrade = |flags: &[&str], files: &[&str]| {
        let args = ["--from", "0.44.0", "--installed", "old.yaml", "--select", "storage", "--format", "concise"];
        let command = ["--", "helm", "upgrade", "smp", "harness/harness", "--version", "0.45.0"];
        let output = run(directory.path(), "check", &[&args[..], &command, flags, files].concat());
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let tweak = ["-f", "tweak.yaml"];
    for flag in ["--reuse-values", "--reset-then-reuse-values"] {
        let (report, _) = upgrade(&[flag], &tweak);
        assert!(report.ends_with("0.44.0 to 0.45.0 is clear\n"), "{flag}: {report}");
    }
    // Nothing is kept beside new values: the sizes become those of the chart.
    let (report, _) = upgrade(&[], &tweak);
    assert!(report.contains("error[grown-volume] the volume of mongo has 20Gi and would get 200Gi"), "{report}");
    // Without new values helm keeps all.
    let (report, note) = upgrade(&[], &[]);
    assert!(report.ends_with("0.44.0 to 0.45.0 is clear\n"), "{report}");
    assert!(note.contains("the installed ones are checked, which helm then keeps"), "{note}");
    let (_, note) = upgrade(&["--reset-values"], &[]);
    assert!(note.contains("no values were given: only the versions are checked"), "{note}");
}

#[test]
fn the_installed_values_alone_are_checked_against_the_new_chart() {
    let directory = tempfile::tempdir().unwrap();
    let installed = "USER-SUPPLIED VALUES:\ngitops: {replicas: 1}\nglobal: {imagePullSecrets: [harness]}\n";
    fs::write(directory.path().join("old.yaml"), installed).unwrap();
    let args = ["--from", "0.44.0", "--to", "0.45.0", "--installed", "old.yaml"];
    let output = run(directory.path(), "check", &[&args[..], &["--format", "concise"]].concat());
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("old.yaml:2:1: error[moved-key] `gitops` moved to `cd.gitops`"), "{report}");
    let output = run(directory.path(), "check", &[&args[..], &["--runbook", "-"]].concat());
    let plan = String::from_utf8(output.stdout).unwrap();
    assert!(plan.contains("helm upgrade my-release harness/harness -n <namespace> --version 0.45.0\n"), "{plan}");
}

#[test]
fn a_runbook_of_kept_values_says_how_they_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("old.yaml"), STORES).unwrap();
    fs::write(directory.path().join("new.yaml"), "global: {imagePullSecrets: [harness]}\n").unwrap();
    let args = ["--from", "0.44.0", "--installed", "old.yaml", "--runbook", "-", "--", "helm", "upgrade", "smp", "c/h"];
    let more = ["--version", "0.45.0", "--reuse-values", "-f", "new.yaml"];
    let output = run(directory.path(), "check", &[&args[..], &more].concat());
    let plan = String::from_utf8(output.stdout).unwrap();
    assert!(plan.contains("--version 0.45.0 --reset-then-reuse-values -f new.yaml\n"), "{plan}");
    assert!(!plan.contains("-f old.yaml"), "{plan}");
}

#[test]
fn standard_input_is_read_once() {
    let output = run(Path::new("."), "check", &["--from", "0.44.0", "--installed", "-", "-f", "-"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard input is named twice"));
}

#[test]
fn a_runbook_and_a_report_do_not_share_a_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("new.yaml"), "global: {}\n").unwrap();
    let args = ["--from", "0.44.0", "-f", "new.yaml", "--runbook", "plan.md", "--output", "json=./plan.md"];
    for there in [false, true] {
        if there {
            fs::write(directory.path().join("plan.md"), "").unwrap();
        }
        let output = run(directory.path(), "check", &args);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("a report goes into this file"));
    }
}

#[test]
fn a_declared_version_that_mongo_refuses_blocks() {
    let at = |fcv: &str| {
        let args = ["--from", "0.43.1", "--to", "0.44.0", "--format", "concise", "--mongo-fcv", fcv];
        check(STORES, STORES, &args)
    };
    let refused = at("6.0");
    assert!(refused.contains("error[unconfirmed-feature-compatibility]"), "{refused}");
    assert!(refused.contains("featureCompatibilityVersion is 6.0: MongoDB 8.0 does not start"), "{refused}");
    assert!(refused.ends_with("is blocked\n"), "{refused}");
    for fcv in ["7.0", "8.0"] {
        assert!(!at(fcv).contains("unconfirmed-feature-compatibility"), "{fcv}");
    }
}

#[cfg(unix)]
#[test]
fn what_helm_complains_of_shows_no_secret() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let helm = directory.path().join("helm");
    let said = "Error: password=hunter2 https://user:hunter3@cluster.example.com";
    fs::write(&helm, format!("#!/bin/sh\necho '{said}' >&2\nexit 1\n")).unwrap();
    fs::set_permissions(&helm, fs::Permissions::from_mode(0o755)).unwrap();
    let output = run(directory.path(), "check", &["--release", "smp"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("failed: `Error: password=***"), "{told}");
    assert!(!told.contains("hunter"), "{told}");
}

#[cfg(unix)]
#[test]
fn an_unknown_chart_of_a_release_is_not_said_of_a_flag() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let helm = directory.path().join("helm");
    let list = r#"[{"name":"smp","chart":"harness-0.50.0"}]"#;
    fs::write(&helm, format!("#!/bin/sh\n[ \"$1\" = get ] && echo 'a: 1' || echo '{list}'\n")).unwrap();
    fs::set_permissions(&helm, fs::Permissions::from_mode(0o755)).unwrap();
    let output = run(directory.path(), "check", &["--release", "smp"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.starts_with("error: the chart of the release: unknown chart version `0.50.0`"), "{told}");
}
