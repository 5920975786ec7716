//! `smpgen rollout` checks every step with what smp.yaml renders before and after it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const EXAMPLE: &str = include_str!("../examples/three-environments.yaml");
const TWO_SITES: &str = include_str!("../examples/dr-warm-standby-two-sites.yaml");

/// Exit status, what was printed, and what was said.
fn smpgen(directory: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_smpgen")).args(args).current_dir(directory).output().expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn with(spec: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("smp.yaml"), spec).expect("written");
    directory
}

fn rollout(directory: &Path, more: &[&str]) -> (i32, Value) {
    let args = [&["rollout", "--to", "0.45.0", "--format", "json"][..], more].concat();
    let (status, printed, said) = smpgen(directory, &args);
    (status, serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{printed}{said}")))
}

/// `prod2 0.35.17 clear`, one for each step.
fn steps(plan: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for one in plan["environments"].as_array().expect("environments") {
        for step in one["steps"].as_array().expect("steps") {
            let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            out.push(format!("{} {} {}", word(&one["environment"]), word(&step["to"]), word(&step["verdict"])));
        }
    }
    out
}

/// Older charts keep TimescaleDB in the cluster, which asks for a backup.
fn old() -> String {
    let text = format!("{}\nbackup: {{tool: velero}}\n", EXAMPLE.trim_end());
    text.replace("chartVersion: 0.44.1", "chartVersion: 0.35.17")
        .replace("  prod1:\n    chartVersion: 0.45.0", "  prod1:")
}

#[test]
fn a_missing_acknowledgement_blocks_its_stop_and_the_users_file_clears_it() {
    let directory = with(&old());
    let (status, plan) = rollout(directory.path(), &[]);
    let each = |ack: &str, later: &str| {
        ["prod1", "prod2", "prod3"]
            .iter()
            .flat_map(|name| [format!("{name} 0.36.6 {ack}"), format!("{name} 0.45.0 {later}")])
            .collect::<Vec<_>>()
    };
    assert_eq!((status, steps(&plan)), (1, each("blocked", "clear")));
    let finding = &plan["environments"][0]["steps"][0]["checks"][0]["findings"][0];
    assert_eq!(
        (finding["rule"].as_str(), finding["severity"].as_str()),
        (Some("missing-migration-ack"), Some("error"))
    );
    fs::write(directory.path().join("your-override.yaml"), "ackTsdbMigration: true\n").expect("written");
    let (status, plan) = rollout(directory.path(), &[]);
    // Behind the migration the key is one that nothing reads.
    assert_eq!((status, steps(&plan)), (0, each("clear", "allowed with warnings")));
}

#[test]
fn a_waiver_in_the_users_file_holds() {
    let directory = with(&old());
    let text = "ackTsdbMigration: true # smpgen: ignore[removed-key] goes with the next release until=2099-01-01\n";
    fs::write(directory.path().join("your-override.yaml"), text).expect("written");
    let (status, plan) = rollout(directory.path(), &[]);
    assert_eq!(status, 0);
    assert!(steps(&plan).iter().all(|step| step.ends_with("clear")), "{:?}", steps(&plan));
}

#[test]
fn an_environment_that_is_there_has_no_step() {
    let directory = with(EXAMPLE);
    let (status, plan) = rollout(directory.path(), &[]);
    assert_eq!((status, steps(&plan)), (0, vec!["prod2 0.45.0 clear".to_owned(), "prod3 0.45.0 clear".to_owned()]));
}

#[test]
fn a_stop_that_the_spec_cannot_be_rendered_for_is_blocked_there() {
    // TimescaleDB has left the chart by then.
    let spec =
        "profile: small\nchartVersion: 0.36.6\nstorage: {volumes: {timescaledb: 200Gi}}\nenvironments: {only: {}}\n";
    let directory = with(spec);
    let (status, plan) = rollout(directory.path(), &["--migration-complete"]);
    assert_eq!((status, steps(&plan)), (1, vec!["only 0.45.0 blocked".to_owned()]));
    let finding = &plan["environments"][0]["steps"][0]["checks"][0]["findings"][0];
    assert_eq!(finding["rule"], Value::Null);
    let message = finding["message"].as_str().expect("a message");
    assert!(message.contains("smp.yaml:3:34") && message.contains("0.45.0"), "{message}");
}

#[test]
fn both_sites_of_an_environment_are_checked() {
    let shared =
        TWO_SITES.replace("architecture: dr-warm-standby\n", "chartVersion: 0.44.1\narchitecture: dr-warm-standby\n");
    let text = format!("{shared}\nenvironments:\n  only: {{}}\n");
    let directory = with(&text);
    let (status, plan) = rollout(directory.path(), &[]);
    assert_eq!((status, steps(&plan)), (0, vec!["only 0.45.0 clear".to_owned()]));
    let checks = plan["environments"][0]["steps"][0]["checks"].as_array().expect("checks").clone();
    let sites: Vec<&str> = checks.iter().filter_map(|check| check["site"].as_str()).collect();
    assert_eq!(sites, ["primary", "standby"]);
    let commands = plan["environments"][0]["steps"][0]["commands"].to_string();
    assert!(commands.contains("--environment only --site standby --from 0.44.1 --to 0.45.0"), "{commands}");
}

#[test]
fn every_printed_check_runs_and_says_the_same() {
    let directory = with(&old());
    fs::write(directory.path().join("your-override.yaml"), "global: {}\n").expect("written");
    let (_, plan) = rollout(directory.path(), &[]);
    // As the plan says: the version is written into smp.yaml, the files are rendered, the check is run.
    fs::write(directory.path().join("smp.yaml"), old().replace("chartVersion: 0.35.17", "chartVersion: 0.36.6"))
        .expect("written");
    let (status, _, said) = smpgen(directory.path(), &["render", "-q"]);
    assert_eq!(status, 0, "{said}");
    for environment in plan["environments"].as_array().expect("environments") {
        let step = &environment["steps"][0];
        let command = step["commands"][0].as_str().expect("a command");
        let args: Vec<&str> = command.split(' ').skip(1).collect();
        let (status, printed, said) = smpgen(directory.path(), &args);
        assert_eq!((status, step["verdict"].as_str()), (1, Some("blocked")), "{command}\n{printed}{said}");
        assert!(printed.contains("missing-migration-ack"), "{printed}");
    }
}
