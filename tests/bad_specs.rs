//! Specs that contradict themselves: each `tests/specs/bad/<name>.yaml` ends in the error of `<name>.txt`, word for word.
//!
//! Accept changed messages with `SMPGEN_ACCEPT=1 cargo test --test bad_specs`, and read the difference.

mod support;

#[path = "support/specs.rs"]
mod specs;

use std::fs;
use std::path::{Path, PathBuf};

use specs::installed;
use support::CATALOG;

fn bad() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/bad");
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect();
    paths.sort();
    paths
}

#[test]
fn every_bad_spec_is_refused_in_these_words() {
    let mut wrong = Vec::new();
    let paths = bad();
    for path in &paths {
        let name = path.file_name().unwrap().to_string_lossy();
        let text = fs::read_to_string(path).unwrap();
        let said = match installed(&CATALOG, &name, &text, None) {
            Ok(_) => "no error\n".to_owned(),
            Err(error) => format!("error: {error}\n"),
        };
        let expected = path.with_extension("txt");
        if std::env::var_os("SMPGEN_ACCEPT").is_some() {
            fs::write(&expected, &said).unwrap();
        }
        let expected = fs::read_to_string(&expected).unwrap_or_else(|error| format!("{}: {error}", expected.display()));
        if said != expected || said == "no error\n" {
            wrong.push(format!("{name}\nsaid      {said}expected  {expected}"));
        }
        assert!(!said.contains("hunter2"), "{name} shows a secret");
    }
    println!("{} bad specs", paths.len());
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), paths.len(), wrong.join("\n"));
}
