//! The complete human report on each file of the shipped chart 0.45.0, as an operator reads it.
//!
//! The reports quote single lines of those files: key paths and figures. `SMPGEN_ACCEPT=1` accepts what is printed now.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files with a report of their own.
const FILES: [&str; 9] = [
    "monitoring.yaml",
    "override-demo.yaml",
    "override-large.yaml",
    "override-medium.yaml",
    "override-perf-ci-cd-ff.yaml",
    "override-perf.yaml",
    "override-prod.yaml",
    "override-small.yaml",
    "values.yaml",
];

#[test]
fn each_shipped_file_has_this_report() {
    let Some(upstream) = support::upstream() else { return };
    let mut wrong = Vec::new();
    for file in FILES {
        let said = report(&upstream.join("0.45.0"), file);
        let path = kept(file);
        if std::env::var_os("SMPGEN_ACCEPT").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &said).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if said != expected {
            let diff = similar::TextDiff::from_lines(&expected, &said).unified_diff().to_string();
            wrong.push(format!("{file}:\n{diff}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `smpgen lint FILE` prints in the directory of the file.
fn report(directory: &Path, file: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smpgen"));
    command.args(["lint", file, "--color", "never"]).current_dir(directory).env("SMPGEN_TODAY", "2026-11-21");
    let output = command.output().unwrap();
    let status = output.status.code().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!("$ smpgen lint {file}\n{}{}exit status {status}\n", text(output.stdout), text(output.stderr))
}

fn kept(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/shipped-human").join(format!("{file}.txt"))
}
