//! The command `check` as a process: asking helm, the runbook, mistakes, declared facts.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn smpgen(directory: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_smpgen"))
        .arg("check")
        .args(args)
        .current_dir(directory)
        .env_remove("SMPGEN_CATALOG")
        .env("SMPGEN_TODAY", "2026-06-30")
        .env("NO_COLOR", "1")
        .env("PATH", format!("{}:/usr/bin:/bin", directory.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A directory with `new.yaml`.
fn with_values(text: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("new.yaml"), text).unwrap();
    directory
}

/// A helm that knows one release, and writes down what it is asked.
fn with_helm(directory: &Path, chart: &str) {
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> asked\ncase \"$1\" in\nget) echo 'platform: {{bootstrap: {{database: {{mongodb: {{persistence: {{size: 200Gi}}}}}}}}}}' ;;\nlist) echo '[{{\"name\":\"smp\",\"namespace\":\"ns\",\"revision\":\"3\",\"chart\":\"{chart}\"}}]' ;;\nesac\n"
    );
    let path = directory.join("helm");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

const SMALL_MONGO: &str = "platform: {bootstrap: {database: {mongodb: {persistence: {size: 20Gi}}}}}\n";

#[test]
fn a_release_is_asked_of_the_users_own_helm() {
    let directory = with_values(SMALL_MONGO);
    with_helm(directory.path(), "harness-0.44.1");
    let args = ["--release", "smp", "-n", "ns", "--to", "0.45.0", "-f", "new.yaml", "--format", "concise"];
    let output = smpgen(directory.path(), &args);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(out(&output).contains("error[shrunk-volume] the volume of mongo has 200Gi and would get 20Gi"));
    assert!(out(&output).ends_with("0.44.1 to 0.45.0 is blocked\n"), "{}", out(&output));
    let asked = fs::read_to_string(directory.path().join("asked")).unwrap();
    assert_eq!(asked, "get values smp -o yaml -n ns\nlist -a -o json --filter ^smp$ -n ns\n");
}

#[test]
fn helm_that_is_missing_fails_or_knows_nothing_is_told() {
    let directory = with_values(SMALL_MONGO);
    let missing = smpgen(directory.path(), &["--release", "smp", "-f", "new.yaml"]);
    // A machine of ours may have a helm of its own, which then has no such release.
    assert_eq!(missing.status.code(), Some(2));
    with_helm(directory.path(), "harness-0.44.1");
    let other = smpgen(directory.path(), &["--release", "other", "-f", "new.yaml"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(err(&other).contains("the installed chart version is not known"), "{}", err(&other));
    fs::write(directory.path().join("helm"), "#!/bin/sh\necho 'Error: release: not found' >&2\nexit 1\n").unwrap();
    let failing = smpgen(directory.path(), &["--release", "smp", "-f", "new.yaml"]);
    assert_eq!(failing.status.code(), Some(2));
    assert!(err(&failing).contains("failed: `Error: release: not found`"), "{}", err(&failing));
    let flag = smpgen(directory.path(), &["--release=--kube-context=x", "-f", "new.yaml"]);
    assert!(err(&flag).contains("helm has no such name"), "{}", err(&flag));
}

#[test]
fn without_helm_on_path_it_says_so() {
    let directory = with_values(SMALL_MONGO);
    let output = Command::new(env!("CARGO_BIN_EXE_smpgen"))
        .args(["check", "--release", "smp", "-f", "new.yaml"])
        .current_dir(directory.path())
        .env("PATH", directory.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("helm is not on PATH"), "{}", err(&output));
}

#[test]
fn mistakes_end_with_two_and_say_what_to_do() {
    let directory = with_values(SMALL_MONGO);
    let cases: [(&[&str], &str); 12] = [
        (&["--from", "0.44.0", "--", "helm", "install", "smp", "harness/harness", "-f", "new.yaml"], "is no upgrade"),
        (&["-f", "new.yaml"], "the installed chart version is not known"),
        (&["--from", "0.26.5", "-f", "new.yaml"], "released there: 0.26.0"),
        (&["--from", "0.44.0", "--to", "0.46.0", "-f", "new.yaml"], "the newest that this smpgen knows is 0.45.0"),
        (&["--from", "0.2.20", "-f", "new.yaml"], "the oldest that can be planned is 0.2.88"),
        (&["--from", "0.44.0", "-f", "new.yaml", "--mongo-fcv", "7"], "--mongo-fcv `7`: write two numbers"),
        (&["--from", "0.44.0", "-f", "new.yaml", "--timescale-data", "much"], "--timescale-data `much`"),
        (&["--from", "0.44.0", "-f", "new.yaml", "--done", "resize-mango"], "did you mean `resize-mongo`?"),
        (&["--from", "0.44.0", "-f", "new.yaml", "--kube-version", "new"], "is not a version of Kubernetes"),
        (&["--from", "0.44.0", "-f", "missing.yaml"], "missing.yaml"),
        (&["--from", "0.44.0", "-f", "new.yaml", "--installed", "missing.yaml"], "missing.yaml"),
        (&["--from", "0.44.0", "-f", "new.yaml", "--runbook", "new.yaml"], "this file is read"),
    ];
    for (args, told) in cases {
        let output = smpgen(directory.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", out(&output));
        assert!(err(&output).contains(told), "{args:?}: {}", err(&output));
    }
    assert_eq!(fs::read_to_string(directory.path().join("new.yaml")).unwrap(), SMALL_MONGO);
}

#[test]
fn the_runbook_has_backup_stops_commands_and_the_way_back() {
    let directory = with_values("ackTsdbMigration: true\nglobal: {imagePullSecrets: [harness]}\n");
    let args = ["--from", "0.32.3", "--to", "0.45.0", "--stepwise", "--runbook", "-"];
    let command = [
        "--",
        "helm",
        "upgrade",
        "smp",
        "harness/harness",
        "-n",
        "prod",
        "-f",
        "new.yaml",
        "--set",
        "db.password=hunter2",
    ];
    let output = smpgen(directory.path(), &[&args[..], &command].concat());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(!text.contains("hunter2"), "{text}");
    insta::assert_snapshot!("runbook", text);
}

#[test]
fn a_runbook_goes_into_a_file_beside_the_report() {
    let directory = with_values(SMALL_MONGO);
    fs::write(directory.path().join("smp.yaml"), "architecture: prod-3-replica\n").unwrap();
    let args = [
        "--from",
        "0.44.0",
        "--to",
        "0.44.1",
        "-f",
        "new.yaml",
        "--runbook",
        "plan.md",
        "--output",
        "json=report.json",
    ];
    let output = smpgen(directory.path(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let plan = fs::read_to_string(directory.path().join("plan.md")).unwrap();
    assert!(plan.contains("velero backup create") && !plan.contains("External stores"), "{plan}");
    assert!(plan.contains("--version 0.44.1 -f new.yaml"), "{plan}");
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(directory.path().join("report.json")).unwrap()).unwrap();
    assert_eq!(
        (&report["from"], &report["to"], &report["path"][0]),
        (&"0.44.0".into(), &"0.44.1".into(), &"0.44.1".into())
    );
    assert_eq!(report["verdict"], "clear");
    assert!(out(&output).ends_with("0.44.0 to 0.44.1 is clear\n"), "{}", out(&output));
}

#[test]
fn waivers_settings_and_fail_on_hold_here_too() {
    let directory = with_values(
        "platform:\n  bootstrap:\n    database:\n      mongodb:\n        # smpgen: ignore[shrunk-volume] moved to a new set until=2027-01-01\n        persistence: {size: 20Gi}\n",
    );
    fs::write(
        directory.path().join("old.yaml"),
        "platform: {bootstrap: {database: {mongodb: {persistence: {size: 200Gi}}}}}\n",
    )
    .unwrap();
    let args =
        ["--from", "0.44.0", "--to", "0.44.1", "--installed", "old.yaml", "-f", "new.yaml", "--format", "concise"];
    let output = smpgen(directory.path(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    let strict = smpgen(directory.path(), &[&args[..], &["--fail-on", "info"]].concat());
    assert_eq!(strict.status.code(), Some(1), "{}", out(&strict));
    assert!(out(&strict).ends_with("0.44.0 to 0.44.1 is blocked\n"), "{}", out(&strict));
    fs::write(directory.path().join("smp.yaml"), "lint: {ignore: [manual-step-required]}\n").unwrap();
    let ignored = smpgen(directory.path(), &[&args[..], &["--fail-on", "info"]].concat());
    assert!(!out(&ignored).contains("manual-step-required"), "{}", out(&ignored));
}

#[test]
fn the_version_of_a_rendered_file_is_read_from_its_header() {
    let directory = with_values(SMALL_MONGO);
    fs::write(directory.path().join("old.yaml"), "# chart version: 0.43.1\nglobal: {}\n").unwrap();
    let header = "# chart version: 0.44.0\nglobal: {}\n";
    fs::write(directory.path().join("rendered.yaml"), header).unwrap();
    let to = smpgen(directory.path(), &["--installed", "old.yaml", "-f", "rendered.yaml", "--format", "concise"]);
    assert!(out(&to).contains("0.43.1 to 0.44.0"), "{}{}", out(&to), err(&to));
    let args = ["--to", "0.44.1", "--installed", "old.yaml", "-f", "new.yaml", "--format", "concise"];
    let output = smpgen(directory.path(), &args);
    assert!(out(&output).contains("0.43.1 to 0.44.1"), "{}{}", out(&output), err(&output));
}

#[test]
fn verbose_lists_the_defaults_that_change() {
    let directory = with_values("global: {cd: {enabled: true}}\n");
    let args = ["--from", "0.44.1", "--to", "0.45.0", "-f", "new.yaml", "--format", "concise"];
    let few = out(&smpgen(directory.path(), &args));
    assert!(few.contains("further defaults of the chart changed that no layer sets; -v lists them"), "{few}");
    let all = out(&smpgen(directory.path(), &[&args[..], &["-v"]].concat()));
    let risks: Vec<&str> =
        all.lines().filter_map(|line| line.trim().split_once(" risk  ")).map(|(risk, _)| risk).collect();
    assert!(!risks.is_empty(), "{all}");
    let rank = |risk: &&str| ["high", "medium", "low"].iter().position(|known| known == risk).unwrap();
    assert!(risks.is_sorted_by_key(rank), "{risks:?}");
}

#[test]
fn lint_is_silent_about_upgrades_and_knows_the_given_up_chart() {
    let directory = with_values(SMALL_MONGO);
    let output = Command::new(env!("CARGO_BIN_EXE_smpgen"))
        .args(["lint", "--format", "concise", "--select", "upgrade,shrunk-volume,grown-volume", "--"])
        .args(["helm", "upgrade", "smp", "harness/harness-prod", "-f", "new.yaml"])
        .current_dir(directory.path())
        .output()
        .unwrap();
    assert_eq!(
        out(&output),
        "new.yaml:1:1: warning[legacy-chart-name] the command names the chart `harness-prod`, whose last release is 0.4.6\n"
    );
}
