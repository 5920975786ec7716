//! The reports of one run: one on standard output, any number in files.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::output::Console;
use super::write;
use crate::args::Lint;
use crate::error::{Error, Result};
use crate::lint::finding::Severity;
use crate::lint::outcome::Outcome;
use crate::report::format::Settings;
use crate::rules;

/// Width of a human report in a file.
const FILE_WIDTH: usize = 100;

/// Refuses files that two reports would share, and a report in the place of a file that is linted.
fn check(outcome: &Outcome, args: &Lint) -> Result<()> {
    let same = |left: &str, right: &str| {
        let real = |path: &str| Path::new(path).canonicalize().ok();
        left == right || real(left).is_some_and(|left| Some(left) == real(right))
    };
    for (index, target) in args.outputs.iter().enumerate() {
        let path = target.path.as_str();
        let given = format!("--output {}={path}", target.format.name());
        if args.outputs.iter().take(index).any(|other| same(&other.path, path)) {
            return Err(Error::new(format!("{given}: another report goes into this file")));
        }
        if outcome.files().iter().any(|input| same(input, path)) {
            return Err(Error::new(format!("{given}: this file is linted"))
                .help("a report in its place would destroy it; name another file"));
        }
    }
    Ok(())
}

/// Writes every `--output`, then prints the report of `--format`.
pub fn give(outcome: &Outcome, args: &Lint, fail_on: Severity, console: &mut Console) -> Result<()> {
    write_all(outcome, args, fail_on)?;
    let directory = directory();
    let settings =
        Settings { color: console.color(), width: console.width(), directory: &directory, fail_on, rules: rules::ALL };
    console.data(&args.format.report(outcome, &settings))
}

fn directory() -> String {
    std::env::current_dir().map(|path| path.display().to_string()).unwrap_or_default()
}

/// Writes every `--output`.
pub fn write_all(outcome: &Outcome, args: &Lint, fail_on: Severity) -> Result<()> {
    check(outcome, args)?;
    let directory = directory();
    let settings = Settings { color: false, width: FILE_WIDTH, directory: &directory, fail_on, rules: rules::ALL };
    for target in &args.outputs {
        write(Path::new(&target.path), &target.format.report(outcome, &settings))?;
    }
    Ok(())
}

/// Writes one report. What is no regular file, such as a pipe, is written to and not replaced.
fn write(path: &Path, text: &str) -> Result<()> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(Error::new(format!("{} is a directory", path.display()))),
        Ok(found) if !found.is_file() => {
            let stream = OpenOptions::new().write(true).open(path);
            let written = stream.and_then(|mut stream| stream.write_all(text.as_bytes()));
            written.map_err(|error| Error::new(format!("cannot write {}: {error}", path.display())))
        }
        _ => write::atomically(path, text),
    }
}
