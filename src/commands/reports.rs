//! The reports of one run: one on standard output, any number in files.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::output::Console;
use super::write;
use crate::args::Lint;
use crate::error::{Error, Result};
use crate::lint::finding::Severity;
use crate::lint::outcome::Outcome;
use crate::report::format::{Settings, Target};
use crate::rules;

/// Width of a human report in a file.
const FILE_WIDTH: usize = 100;

/// Refuses files that two reports would share, and a report in the place of a file that this run reads: values files,
/// smp.yaml, the baseline. Asked before anything is written, a fix included.
pub fn check<'a>(targets: &[Target], read: impl IntoIterator<Item = &'a str>) -> Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let read: Vec<PathBuf> = read.into_iter().map(|name| real(Path::new(name))).collect();
    for (index, target) in targets.iter().enumerate() {
        let path = real(Path::new(&target.path));
        let given = format!("--output {}={}", target.format.name(), target.path);
        if targets.iter().take(index).any(|other| real(Path::new(&other.path)) == path) {
            return Err(Error::new(format!("{given}: another report goes into this file")));
        }
        if read.contains(&path) {
            return Err(Error::new(format!("{given}: this file is read in the same run"))
                .help("a report in its place would destroy it; name another file"));
        }
    }
    Ok(())
}

/// `path` without links and dots; what is not there yet, by its directory.
pub fn real(path: &Path) -> PathBuf {
    let by_directory = || Some(path.parent()?.join(".").canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(by_directory).unwrap_or_else(|| path.to_path_buf())
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
    check(&args.outputs, outcome.files())?;
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
