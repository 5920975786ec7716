//! Upgrades from real life: `tests/upgrade/<scenario>.yaml` and the complete report that `check` gives for it.

mod support;

#[path = "support/lint.rs"]
mod lint;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use lint::{Case, Upgrade, lint_with};
use serde_json::Value;
use smpgen::catalog::version::ChartVersion;
use smpgen::lint::finding::{Finding, Severity};
use smpgen::lint::jump::Facts;
use smpgen::lint::rule::Rule;
use smpgen::rules::ALL;
use support::CATALOG;

fn smpgen(directory: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_smpgen"))
        .args(args)
        .current_dir(directory)
        .env_remove("SMPGEN_CATALOG")
        .env("SMPGEN_TODAY", "2026-06-30")
        .env("PATH", directory)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Writes the files of a scenario, and gives the flags that name them.
fn files(scenario: &Value, directory: &Path, flag: &str, what: &str, version: &str) -> Vec<String> {
    let mut args = Vec::new();
    if let Some(profile) = scenario[format!("{what}-profile")].as_str() {
        let out = smpgen(directory, &["render", "--profile", profile, "--chart-version", version, "--stdout"]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let name = format!("{what}-{profile}.yaml");
        fs::write(directory.join(&name), out.stdout).unwrap();
        args.extend([flag.to_owned(), name]);
    }
    if let Some(text) = scenario[what].as_str() {
        let name = format!("{what}.yaml");
        fs::write(directory.join(&name), text).unwrap();
        args.extend([flag.to_owned(), name]);
    }
    args
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The arguments of a scenario, its files written into `directory`.
fn arguments(scenario: &Value, directory: &Path) -> Vec<String> {
    let text = |key: &str| scenario[key].as_str().unwrap().to_owned();
    let (from, to) = (text("from"), text("to"));
    let mut args = vec!["check".to_owned(), "--from".to_owned(), from.clone(), "--to".to_owned(), to.clone()];
    args.extend(files(scenario, directory, "--installed", "installed", &from));
    let new = files(scenario, directory, "-f", "new", &to);
    args.extend(texts(&scenario["flags"]));
    match texts(&scenario["command"]) {
        command if command.is_empty() => args.extend(new),
        command => args.extend(std::iter::once("--".to_owned()).chain(command)),
    }
    args
}

fn run(scenario: &Value, more: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let mut args = arguments(scenario, directory.path());
    let more = more.iter().map(ToString::to_string);
    args.splice(1..1, more);
    smpgen(directory.path(), &args.iter().map(String::as_str).collect::<Vec<_>>())
}

fn read(path: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn scenarios() -> Vec<(String, Value)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade");
    let mut all: Vec<(String, Value)> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(&path)))
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn scenarios_give_the_expected_reports() {
    let all = scenarios();
    assert!(all.len() >= 25, "{} scenarios", all.len());
    for (name, scenario) in all {
        let out = run(&scenario, &["--format", "concise"]);
        let report = String::from_utf8(out.stdout).unwrap();
        let errors = String::from_utf8(out.stderr).unwrap();
        let code = out.status.code().unwrap();
        let last = report.lines().last().unwrap_or_default();
        assert_eq!(code, i32::from(last.contains(" is blocked")), "{name}: {last}");
        let about = scenario["about"].as_str().unwrap();
        insta::assert_snapshot!(format!("scenario_{name}"), format!("{about}\nexit status {code}\n\n{report}{errors}"));
    }
}

#[test]
fn reports_agree_on_the_findings_and_json_names_the_way() {
    for (number, (name, scenario)) in scenarios().into_iter().enumerate() {
        let json = run(&scenario, &["--format", "json"]);
        let json: Value = serde_json::from_slice(&json.stdout).unwrap();
        let concise = String::from_utf8(run(&scenario, &["--format", "concise"]).stdout).unwrap();
        let found = json["findings"].as_array().unwrap().len();
        let lines = concise
            .lines()
            .filter(|line| line.contains(": error[") || line.contains(": warning[") || line.contains(": info["))
            .count();
        assert_eq!(found, lines, "{name}");
        let stops = json["stops"].as_array().unwrap();
        let at_stops: usize = stops.iter().map(|stop| stop["findings"].as_array().unwrap().len()).sum();
        assert_eq!(found, at_stops + json["jump_findings"].as_array().unwrap().len(), "{name}: each stands once");
        assert_eq!(json["from"], scenario["from"], "{name}");
        assert_eq!(json["to"], scenario["to"], "{name}");
        assert_eq!(json["path"].as_array().unwrap().len(), stops.len(), "{name}");
        // All of them in every scenario would take a minute.
        for format in ["human", "sarif", "github", "gitlab", "junit", "markdown"].iter().filter(|_| number % 6 == 0) {
            let out = run(&scenario, &["--format", format]);
            assert!(out.status.code() == Some(0) || out.status.code() == Some(1), "{name} {format}");
        }
    }
}

type Version = (u64, u64, u64);

/// The sub-chart harness-manager by the minor number of the first chart that has it: what NOTES look at.
const HARNESS_MANAGER: [(u64, Version); 17] = [
    (2, (0, 1, 0)),
    (9, (0, 8, 15)),
    (10, (1, 18, 11)),
    (11, (2, 11, 2)),
    (12, (2, 12, 3)),
    (13, (1, 10, 9)),
    (16, (1, 22, 9)),
    (17, (1, 27, 9)),
    (21, (1, 46, 6)),
    (22, (1, 48, 7)),
    (29, (1, 86, 3)),
    (30, (1, 92, 4)),
    (32, (1, 99, 1)),
    (33, (1, 105, 3)),
    (34, (1, 111, 1)),
    (35, (1, 117, 2)),
    (36, (1, 127, 0)),
];

/// What the chart itself says to an upgrade with empty values: the rules of ours that must then say it too.
fn chart_refuses(from: &ChartVersion, to: &ChartVersion) -> Vec<&'static str> {
    let line = from.minor_line();
    let manager = HARNESS_MANAGER.iter().rfind(|(first, _)| *first <= line.1).unwrap().1;
    let to = to.minor_line();
    let mut refused = Vec::new();
    if to >= (0, 22) && manager < (1, 27, 0) {
        refused.push("skipped-required-stop");
    }
    if to >= (0, 33) && manager < (1, 48, 0) {
        refused.push("skipped-required-stop");
    }
    if to == (0, 36) {
        refused.push("missing-migration-ack");
        if manager < (1, 117, 2) {
            refused.push("skipped-required-stop");
        }
    }
    // The Job before the upgrade.
    if to >= (0, 37) && line < (0, 36) {
        refused.push("skipped-required-stop");
    }
    if to >= (0, 37) && line == (0, 36) {
        refused.push("unconfirmed-migration");
    }
    refused
}

fn upgrade_rules() -> Vec<Rule> {
    ALL.iter().filter(|rule| rule.family == "upgrade" || rule.family == "storage").copied().collect()
}

fn found(from: &str, to: &str, values: &str, facts: Facts) -> Vec<Finding> {
    let case = Case {
        files: vec![("new.yaml".to_owned(), values.to_owned())],
        chart: Some(to.to_owned()),
        complete: true,
        upgrade: Some(Upgrade { from: from.to_owned(), installed: None, facts }),
        ..Case::default()
    };
    lint_with(&CATALOG, &case, &upgrade_rules())
}

fn has_error(found: &[Finding], rule: &str) -> bool {
    found.iter().any(|finding| finding.rule == rule && finding.severity == Severity::Error)
}

#[test]
fn what_the_chart_refuses_we_refuse() {
    let all: Vec<&ChartVersion> = CATALOG.all_releases().collect();
    let last_of_line = |version: &&&ChartVersion| {
        !all.iter().any(|other| other.minor_line() == version.minor_line() && other > *version)
    };
    let lines: Vec<&&ChartVersion> = all.iter().filter(last_of_line).collect();
    let mut refused = 0;
    for from in &lines {
        for to in lines.iter().filter(|to| **to > *from) {
            let ours = found(&from.to_string(), &to.to_string(), "global: {}\n", Facts::default());
            for rule in chart_refuses(from, to) {
                refused += 1;
                assert!(has_error(&ours, rule), "{from} to {to}: {rule} does not fire");
            }
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn charts_0_11_and_0_12_do_not_slip_through() {
    for from in ["0.11.0", "0.11.2", "0.12.0", "0.12.1"] {
        let (from_version, to): (ChartVersion, ChartVersion) = (from.parse().unwrap(), "0.33.0".parse().unwrap());
        assert!(chart_refuses(&from_version, &to).is_empty(), "the chart lets {from} pass");
        assert!(has_error(&found(from, "0.33.0", "global: {}\n", Facts::default()), "skipped-required-stop"), "{from}");
    }
}

#[test]
fn the_fcv_switch_does_not_switch_the_way_off() {
    for (to, values) in [
        ("0.22.4", "upgrades: {mongoFCVUpgrade: {enabled: false}}\n"),
        ("0.33.0", "platform: {bootstrap: {database: {mongodbupgrades: {mongoFCVUpgrade: {enabled: false}}}}}\n"),
        ("0.33.0", "upgrades: {versionLookups: {enabled: false}}\n"),
    ] {
        assert!(has_error(&found("0.16.2", to, values, Facts::default()), "skipped-required-stop"), "{to} {values}");
    }
}

#[test]
fn both_spellings_of_the_migration_key_are_told() {
    let found = found("0.36.6", "0.37.0", "global: {}\n", Facts::default());
    let finding = found.iter().find(|finding| finding.rule == "unconfirmed-migration").unwrap();
    let help = finding.help.as_deref().unwrap();
    assert!(help.contains("`MIGRATION_COMPLETE: \"true\"`") && help.contains("`MIGRATION_COMPLETED`"), "{help}");
}

#[test]
fn the_check_of_the_migration_cannot_be_switched_off_here() {
    let off = "postmigrationCheck: {enabled: false}\n";
    assert!(has_error(&found("0.35.17", "0.37.0", off, Facts::default()), "skipped-required-stop"));
    assert!(has_error(&found("0.36.6", "0.37.0", off, Facts::default()), "unconfirmed-migration"));
}

/// The paths that `_validation.tpl` refuses, as it means them: two of its tests look at the wrong path.
const RETIRED: [&str; 20] = [
    "platform.ti-service",
    "platform.cv-nextgen",
    "platform.verification-svc",
    "platform.le-nextgen",
    "platform.learning-engine",
    "platform.harness-secrets",
    "platform.minio",
    "platform.mongodb",
    "platform.redis",
    "platform.timescaledb",
    "infra.postgresql",
    "gitops",
    "ccm.clickhouse",
    "ccm.nextgen-ce",
    "ngcustomdashboard.ng-custom-dashboards",
    "ngcustomdashboard.looker",
    "policy-mgmt",
    "chaos.chaos-driver",
    "global.ingress.nginx",
    "global.ingress.defaultbackend",
];

#[test]
fn paths_that_the_chart_retired_are_told_also_where_it_stopped_looking() {
    for path in RETIRED {
        let block = path.split('.').rev().fold("{replicas: 1}".to_owned(), |inner, key| format!("{{{key}: {inner}}}"));
        for chart in ["0.9.0", "0.21.0", "0.22.0", "0.45.0"] {
            let case = Case {
                files: vec![("new.yaml".to_owned(), format!("{block}\n"))],
                chart: Some(chart.to_owned()),
                upgrade: Some(Upgrade { from: "0.8.4".to_owned(), ..Upgrade::default() }),
                ..Case::default()
            };
            let rules: Vec<Rule> =
                ALL.iter().filter(|rule| smpgen::rules::upgrade::at_each_stop(rule)).copied().collect();
            let told = lint_with(&CATALOG, &case, &rules);
            let about = |finding: &Finding| {
                let rule = ["moved-key", "removed-key"].contains(&finding.rule);
                rule && finding.path.as_ref().is_some_and(|told| told.to_string() == path)
            };
            assert!(told.iter().any(about), "{path} at {chart}: {told:?}");
        }
    }
}
