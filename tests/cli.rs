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
