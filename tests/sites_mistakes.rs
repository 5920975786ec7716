//! What people and machines write into `sites` and `environments` by mistake, and what is said to them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

const TWO_SITES: &str = include_str!("../examples/dr-warm-standby-two-sites.yaml");
const THREE: &str = include_str!("../examples/three-environments.yaml");

/// Exit status, what was printed, and what was said, with `spec` as standard input.
fn fed(directory: &Path, args: &[&str], spec: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smpgen"));
    command.args(args).current_dir(directory).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("runs");
    // A command that does not read it closes it.
    let _ = child.stdin.take().expect("a pipe").write_all(spec.as_bytes());
    let output = child.wait_with_output().expect("ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// The same with `spec` as smp.yaml in a new directory.
fn smpgen(spec: &str, args: &[&str]) -> (i32, String, String) {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("smp.yaml"), spec).expect("written");
    fed(directory.path(), args, "")
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        match entry.path() {
            path if path.is_dir() => out.extend(files(&path)),
            path => out.push(path),
        }
    }
    out
}

#[test]
fn an_environments_name_never_leaves_the_output_directory() {
    let long = "a".repeat(64);
    let names = [
        "../evil",
        "../../evil",
        "/tmp/evil",
        "a/../../evil",
        "a/b",
        "a\\b",
        ".",
        "..",
        "",
        "a b",
        "Prod1",
        "-o",
        "a-",
        "ü",
        "a\nb",
        "a\u{0}b",
        "a\u{202e}b",
        "~",
        "$HOME",
        "*",
        "primary",
        "standby",
        &long,
    ];
    for name in names {
        let outside = tempfile::tempdir().expect("a directory");
        let inside = outside.path().join("x").join("y");
        fs::create_dir_all(&inside).expect("made");
        let spec = format!("profile: small\nenvironments:\n  {}: {{}}\n", Value::from(name));
        fs::write(inside.join("smp.yaml"), spec).expect("written");
        for command in [&["render", "-o", "out"][..], &["render"], &["rollout", "--to", "0.45.0"]] {
            let (status, _, said) = fed(&inside, command, "");
            assert_eq!(status, 2, "{name:?}: {said}");
            assert!(said.starts_with("error: smp.yaml:3:3: ") && said.lines().count() == 2, "{name:?}: {said}");
        }
        assert_eq!(files(outside.path()), [inside.join("smp.yaml")], "{name:?}");
    }
}

#[test]
fn waits_that_are_no_number_of_days_are_refused_with_their_bounds() {
    for wait in ["-1", "1.5", "3651", "99999999999", "1e40"] {
        let spec = format!("profile: small\nenvironments:\n  a: {{waitDays: {wait}}}\n");
        let (status, _, said) = smpgen(&spec, &["rollout", "--to", "0.45.0"]);
        assert_eq!(status, 2, "{wait}");
        assert!(said.contains("smp.yaml:3:17") && said.contains("write a whole number from 0 to 3650"), "{said}");
    }
}

#[test]
fn a_load_beyond_every_number_is_refused_where_it_is_written() {
    let (status, _, said) = smpgen("load: {users: 99999999999999999999, ci: 1, cd: 1}\n", &["render", "-o", "out"]);
    assert_eq!(status, 2);
    assert!(said.contains("smp.yaml:1:15: `load.users`") && said.contains("from 1 to 1000000000"), "{said}");
}

#[test]
fn a_key_with_a_line_break_is_shown_in_one_line() {
    for spec in ["\"a\\nb\": 1\n", "\"a\\nb\": 1\n\"a\\nb\": 2\n", "environments:\n  \"a\\u001b[31mb\": {}\n"] {
        let (status, _, said) = smpgen(&format!("profile: small\n{spec}"), &["render", "-o", "out"]);
        assert_eq!(status, 2);
        let first = said.lines().next().unwrap_or_default();
        assert!(first.contains("a\\nb") || first.contains("a\\u{1b}[31mb"), "{said}");
    }
}

#[test]
fn sites_without_a_context_of_their_own_are_told() {
    let of = |removed: &[&str]| removed.iter().fold(TWO_SITES.to_owned(), |text, line| text.replace(line, ""));
    let (one, other) = ("    kubeContext: smp-eu-west-1\n", "    kubeContext: smp-eu-central-1\n");
    for (removed, names) in [(&[one][..], "primary"), (&[other], "standby"), (&[one, other], "primary and standby")] {
        for args in [&["render", "-o", "out"][..], &["failover"]] {
            let (status, _, said) = smpgen(&of(removed), args);
            assert_eq!(status, 0, "{said}");
            assert!(said.contains(&format!("warning: no `kubeContext` is named for {names}:")), "{said}");
        }
    }
    let (_, _, said) = smpgen(TWO_SITES, &["failover"]);
    assert_eq!(said, "");
}

#[test]
fn what_a_command_is_about_is_missed_before_anything_else() {
    for (args, words) in [
        (&["failover"][..], "has one site"),
        (&["diff", "--sites"], "has one site"),
        (&["rollout", "--to", "0.45.0"], "has no environments"),
    ] {
        let (status, _, said) = smpgen("chartVersion: 0.45.0\n", args);
        assert_eq!(status, 2);
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn facts_are_those_of_the_chosen_environment() {
    let profile = |more: &[&str]| {
        let args = [&["lint", "--set", "global.ha=true", "--format", "json"][..], more].concat();
        let (_, printed, said) = smpgen(THREE, &args);
        let report: Value = serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{said}"));
        let text = |key: &str| report[key].as_str().map(str::to_owned);
        (text("profile"), text("chart_version"), text("architecture"), said.contains("which differ in"))
    };
    let some = |text: &str| Some(text.to_owned());
    let cloud = some("prod-3-replica-cloud");
    assert_eq!(profile(&["--environment", "prod1"]), (some("medium"), some("0.45.0"), cloud.clone(), false));
    assert_eq!(profile(&["--environment", "prod3"]), (some("large"), some("0.44.1"), cloud.clone(), false));
    // The three differ in both; what they share counts.
    assert_eq!(profile(&[]), (None, some("0.45.0"), cloud.clone(), true));
    assert_eq!(
        profile(&["--profile", "small", "--chart-version", "0.44.1"]),
        (some("small"), some("0.44.1"), cloud, false)
    );
}

#[test]
fn a_name_of_an_environment_alone_that_does_not_exist_is_found_by_lint() {
    let spec = THREE.replace("profile: large", "profile: huge");
    let (status, _, said) = smpgen(&spec, &["lint", "--set", "global.ha=true", "--environment", "prod3"]);
    assert_eq!(status, 2);
    assert!(said.contains("environments.prod3.profile") && said.contains("huge"), "{said}");
}

#[test]
fn a_spec_on_standard_input_is_read_once_for_both_sites() {
    let directory = tempfile::tempdir().expect("a directory");
    let (status, _, said) = fed(directory.path(), &["render", "--spec", "-", "-o", "out"], TWO_SITES);
    assert_eq!(status, 0, "{said}");
    let chain: Vec<String> = ["override-medium", "architecture", "external-db"]
        .iter()
        .map(|name| format!("out/primary/{name}.yaml"))
        .collect();
    let chain: Vec<&str> = chain.iter().flat_map(|name| ["-f", name]).collect();
    let args = [&["lint", "--spec", "-", "--site", "primary", "--select", "dr-drift"][..], &chain].concat();
    let (status, printed, said) = fed(directory.path(), &args, TWO_SITES);
    assert_eq!((status, said.as_str()), (0, ""));
    assert!(printed.starts_with("no findings"), "{printed}");
}

#[test]
fn a_file_in_the_folder_of_a_site_is_that_sites_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("smp.yaml"), TWO_SITES).expect("written");
    fed(directory.path(), &["render", "-o", "out"], "");
    let lint = |user: &str| {
        fs::write(directory.path().join(user), "global: {ha: false}\n").expect("written");
        let files = ["override-medium", "architecture", "external-db"];
        let files: Vec<String> = files.iter().map(|name| format!("out/primary/{name}.yaml")).collect();
        let mut args = vec!["lint", "--site", "primary", "--select", "dr-drift", "-f", user];
        files.iter().for_each(|file| args.extend(["-f", file]));
        fed(directory.path(), &args, "").1
    };
    assert!(lint("your-override.yaml").starts_with("no findings"));
    let alone = lint("out/primary/own.yaml");
    assert!(alone.contains("`global.ha` is not the same on both sites"), "{alone}");
    fs::write(directory.path().join("out/standby/own.yaml"), "global: {ha: false}\n").expect("written");
    assert!(lint("out/primary/own.yaml").starts_with("no findings"));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_the_users_file_is_not_waited_for() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("smp.yaml"), TWO_SITES).expect("written");
    fed(directory.path(), &["render", "-o", "out"], "");
    let pipe = directory.path().join("your-override.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    for args in [&["diff", "--sites", "out"][..], &["diff", "--sites"], &["render", "-o", "out"], &["failover"]] {
        let (status, _, said) = fed(directory.path(), args, "");
        assert_eq!(status, 0, "{args:?}: {said}");
    }
}

#[test]
fn a_directory_in_place_of_the_users_file_is_called_one() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("smp.yaml"), TWO_SITES).expect("written");
    fed(directory.path(), &["render", "-o", "out"], "");
    fs::create_dir(directory.path().join("out/primary/your-override.yaml")).expect("made");
    let (status, _, said) = fed(directory.path(), &["diff", "--sites", "out"], "");
    assert_eq!(status, 2);
    assert!(said.contains("is a directory") && !said.contains("render the sites first"), "{said}");
}
