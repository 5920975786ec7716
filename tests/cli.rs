//! The command line as a person meets it: complete output and exit status (`tests/cmd/*.trycmd`),
//! and what only a running process shows.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Accept changed output with `TRYCMD=overwrite cargo test --test cli`.
#[test]
fn printed_output() {
    // The help text is as wide as the terminal: not the one this test happens to run in.
    // The last day of a waiver must not depend on the day of the test.
    trycmd::TestCases::new()
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env("SMPGEN_TODAY", "2026-06-30")
        .case("tests/cmd/*.trycmd")
        .case("README.md");
}

fn smpgen(directory: &Path, args: &[&str]) -> Output {
    command(directory, args).output().unwrap()
}

fn command(directory: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smpgen"));
    command.args(args).current_dir(directory).env_remove("SMPGEN_CATALOG").stdin(Stdio::null());
    command
}

/// Names in `directory`, sorted.
fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const RENDER: [&str; 3] = ["render", "--profile", "demo"];
const NAME: &str = "override-demo.yaml";

#[test]
fn what_is_written_is_what_stdout_prints() {
    let directory = tempfile::tempdir().unwrap();
    assert!(smpgen(directory.path(), &RENDER).status.success());
    let printed = smpgen(directory.path(), &["render", "--profile", "demo", "--stdout"]);
    assert_eq!(printed.status.code(), Some(0));
    assert_eq!(fs::read(directory.path().join(NAME)).unwrap(), printed.stdout);
    assert!(printed.stderr.is_empty(), "nothing beside the YAML");
    assert_eq!(names(directory.path()), [NAME], "no temporary file stays behind");
}

#[test]
fn a_refused_file_keeps_its_bytes_and_nothing_stays_behind() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(NAME);
    let rendered = smpgen(directory.path(), &["render", "--profile", "demo", "--stdout"]).stdout;
    let edited = String::from_utf8(rendered).unwrap().replace("replicaCount: 1", "replicaCount: 2");
    for old in [edited.as_bytes(), b"platform: {}\n", b"", b"\xff\xfe\x00"] {
        fs::write(&path, old).unwrap();
        let output = smpgen(directory.path(), &RENDER);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty(), "no helm command for a file that was not written");
        assert_eq!(fs::read(&path).unwrap(), old);
        assert_eq!(names(directory.path()), [NAME]);
    }
    assert_eq!(smpgen(directory.path(), &["render", "--profile", "demo", "--force"]).status.code(), Some(0));
    assert_eq!(smpgen(directory.path(), &["render", "--profile", "demo", "--check"]).status.code(), Some(0));
}

#[test]
fn an_older_rendered_file_is_replaced_without_asking() {
    let directory = tempfile::tempdir().unwrap();
    let older = ["render", "--profile", "demo", "--chart-version", "0.36.0"];
    assert!(smpgen(directory.path(), &older).status.success());
    assert_eq!(smpgen(directory.path(), &["render", "--profile", "demo", "--check"]).status.code(), Some(1));
    assert_eq!(smpgen(directory.path(), &RENDER).status.code(), Some(0));
    assert_eq!(smpgen(directory.path(), &["render", "--profile", "demo", "--check"]).status.code(), Some(0));
}

#[test]
fn permissions_and_links_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    let real = directory.path().join("real.yaml");
    assert!(smpgen(directory.path(), &["render", "--profile", "demo", "--chart-version", "0.36.0"]).status.success());
    fs::rename(directory.path().join(NAME), &real).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.yaml", directory.path().join(NAME)).unwrap();
    assert!(smpgen(directory.path(), &RENDER).status.success());
    assert!(fs::symlink_metadata(directory.path().join(NAME)).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&real).unwrap().contains("chart version: 0.45.0"));
}

#[test]
fn a_link_that_leads_nowhere_is_left_alone() {
    for target in ["missing.yaml", NAME] {
        let directory = tempfile::tempdir().unwrap();
        symlink(target, directory.path().join(NAME)).unwrap();
        for more in [&[][..], &["--force"], &["--check"]] {
            let output = smpgen(directory.path(), &[&RENDER, more].concat());
            assert_eq!(output.status.code(), Some(2), "{more:?}");
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.starts_with("error: override-demo.yaml is a link that leads to no file\n"), "{said}");
            assert!(fs::symlink_metadata(directory.path().join(NAME)).unwrap().is_symlink());
        }
    }
}

#[test]
fn a_pipe_in_the_place_of_the_users_file_is_not_waited_for() {
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("your-override.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(smpgen(directory.path(), &RENDER).status.code(), Some(0));
}

#[test]
fn what_the_user_wrote_is_shown_short_and_without_control() {
    let directory = tempfile::tempdir().unwrap();
    let long = "9".repeat(50_000);
    for args in [
        &["recommend", "--users", &long, "--ci", "1", "--cd", "1"][..],
        &["charts", &long],
        &["diff", "small", &long],
        &["render", "--profile", &long],
        &["render", "--profile", "demo", "--errata", &long],
        &["render", "--profile", "demo", "--module", &long],
        &["render", "--profile", "demo", "--storage", &long],
        &["render", "--profile", "demo", "--storage", &format!("mongo={long}")],
        &["render", "--profile", "demo", "--storage", &format!("{long}=1Gi")],
    ] {
        let output = smpgen(directory.path(), args);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("999…`") && said.len() < 800, "{:?} {}: {said:.300}", args[0], said.len());
    }
    let output = smpgen(directory.path(), &["charts", "\u{1b}[31mred\n"]);
    assert!(String::from_utf8(output.stderr).unwrap().starts_with(r"error: unknown chart version `\u{1b}[31mred\n`;"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let directory = tempfile::tempdir().unwrap();
    for args in [&["charts", "--format", "json"][..], &["render", "--profile", "large", "--stdout"]] {
        let mut child = command(directory.path(), args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn colour_goes_where_it_is_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let colourful = |args: &[&str], no_color: bool| {
        let mut command = command(directory.path(), args);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let output = command.output().unwrap();
        [output.stdout, output.stderr].concat().contains(&0x1b)
    };
    // What clap says as well as what we say ourselves.
    for args in [&["--help"][..], &["rendr"], &["charts", "9"]] {
        assert!(!colourful(args, false), "{args:?} into a pipe");
        for always in [&["--color", "always"][..], &["--color=always"]] {
            let args = [always, args].concat();
            assert!(colourful(&args, false), "{args:?}");
            assert!(colourful(&args, true), "{args:?}: a flag outweighs NO_COLOR");
        }
        assert!(!colourful(&[&["--color", "never"], args].concat(), false), "{args:?}");
    }
    assert!(!colourful(&["--color", "always", "charts"], false), "data has no colour");
}

#[test]
fn what_cannot_be_printed_is_a_mistake() {
    let directory = tempfile::tempdir().unwrap();
    for args in [&["charts"][..], &["--help"]] {
        // A device that only some systems have.
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
        assert_eq!(command(directory.path(), args).stdout(full).status().unwrap().code(), Some(2), "{args:?}");
    }
}

#[test]
fn json_and_yaml_say_the_same() {
    let directory = tempfile::tempdir().unwrap();
    for args in [
        &["profiles"][..],
        &["profiles", "large", "--chart-version", "0.36.0"],
        &["charts"],
        &["charts", "0.45.0"],
        &["diff", "small", "medium"],
        &["recommend", "--users", "450", "--ci", "10", "--cd", "250"],
    ] {
        let read = |format: &str| {
            let output = smpgen(directory.path(), &[args, &["--format", format]].concat());
            assert!(output.stderr.is_empty(), "{args:?} {format}");
            output.stdout
        };
        let json: serde_json::Value = serde_json::from_slice(&read("json")).unwrap();
        let yaml: serde_json::Value = serde_yaml::from_slice(&read("yaml")).unwrap();
        assert_eq!(json, yaml, "{args:?}");
        assert_eq!(json["version"], 1, "{args:?}");
    }
}

#[test]
fn secrets_stay_hidden_where_their_key_is_on_another_line() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("a.yaml"), "db:\n  token:\n  - hunter2\n  port: 1\n").unwrap();
    for args in [
        ["values", "-f", "a.yaml", "--why", "db.token[0]"].as_slice(),
        &["values", "-f", "a.yaml", "--why", "db.token[0]", "--format", "json"],
    ] {
        let output = smpgen(directory.path(), args);
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && shown.contains("***") && !shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn standard_input_is_not_compared_with_itself() {
    let output = smpgen(Path::new("."), &["diff", "-", "-"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("`-` stands twice"));
}

#[test]
fn an_unknown_rule_gets_a_guess_and_not_the_list_of_all() {
    let directory = tempfile::tempdir().unwrap();
    for (name, wanted) in [
        ("dupliacte_key", "error: unknown rule `dupliacte_key` (did you mean `duplicate-key`?)\n"),
        ("keys", "error: `keys` is a family of rules, not a rule\n"),
        ("", "error: the name of the rule is empty\n"),
    ] {
        let output = smpgen(directory.path(), &["explain", name]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(wanted) && said.len() < 200, "{said}");
    }
}
