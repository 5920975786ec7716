//! Puts rendered files on disk, all or none, and compares them with what is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Status;
use super::output::Console;
use super::write::{self, OnDisk};
use crate::error::{Error, Result};
use crate::report::shown::{State, masked_lines};

/// A file to write.
pub struct Rendered {
    pub path: PathBuf,
    pub text: String,
}

/// Writes every file that is not up to date. Where one must not be overwritten, none is written.
pub fn save(files: &[Rendered], force: bool, console: &Console) -> Result<()> {
    let mut stale = Vec::new();
    for file in files {
        let on_disk = write::look(&file.path)?;
        if let OnDisk::File { text: old, .. } = &on_disk
            && *old == file.text
        {
            console.note(&format!("{} is up to date", file.path.display()));
            continue;
        }
        if let (false, Some(refusal)) = (force, write::refusal(&file.path, &on_disk)) {
            return Err(refusal);
        }
        stale.push(file);
    }
    if stale.is_empty() {
        return Ok(());
    }
    let directories: BTreeSet<&Path> = stale.iter().filter_map(|file| file.path.parent()).collect();
    for directory in directories.into_iter().filter(|directory| !directory.as_os_str().is_empty()) {
        fs::create_dir_all(directory).map_err(|error| {
            Error::new(format!("cannot make directory {}: {error}", directory.display()))
                .help("choose another directory with -o")
        })?;
    }
    for file in stale {
        write::atomically(&file.path, &file.text)?;
        console.note(&format!("wrote {}", file.path.display()));
    }
    Ok(())
}

/// Compares every file with what is on disk, and writes nothing.
pub fn check(files: &[Rendered], console: &mut Console) -> Result<Status> {
    let mut status = Status::Clean;
    for file in files {
        if check_one(&file.path, &file.text, console)? == Status::Differs {
            status = Status::Differs;
        }
    }
    Ok(status)
}

/// Compares `text` with what stands at `path`, and writes nothing.
fn check_one(path: &Path, text: &str, console: &mut Console) -> Result<Status> {
    let old = match write::look(path)? {
        OnDisk::File { text: old, .. } if old == *text => return Ok(Status::Clean),
        OnDisk::File { text: old, .. } => old,
        OnDisk::Missing => {
            console.warning(&format!("{} does not exist", path.display()));
            return Ok(Status::Differs);
        }
        OnDisk::Binary => {
            console.warning(&format!("{} is not a text file", path.display()));
            return Ok(Status::Differs);
        }
    };
    let names = (format!("{} (on disk)", path.display()), format!("{} (rendered)", path.display()));
    console.data(&format!("--- {}\n+++ {}\n{}", names.0, names.1, masked_diff(&old, text)))?;
    Ok(Status::Differs)
}

/// The hunks of a unified diff. The texts are compared as they are, and shown with the secrets masked that somebody
/// may have written into the file on disk.
fn masked_diff(old: &str, new: &str) -> String {
    let shown: Vec<String> = masked_lines(old.lines(), State::Open).into_iter().map(|(line, _)| line).collect();
    let diff = similar::TextDiff::from_lines(old, new);
    let mut out = String::new();
    for hunk in diff.unified_diff().iter_hunks() {
        out.push_str(&format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            let line = change.old_index().and_then(|index| shown.get(index)).map_or(change.value(), String::as_str);
            out.push_str(&format!("{}{}\n", change.tag(), line.trim_end_matches(['\n', '\r'])));
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::masked_diff;

    #[test]
    fn a_diff_shows_what_was_edited_but_no_secret() {
        let shown = masked_diff("a: 1\ndb:\n  password: |\n    hunter2\nb: 2", "a: 1\nb: 2\n");
        assert_eq!(
            shown,
            "@@ -1,5 +1,2 @@\n a: 1\n-db:\n-  password: |\n-    ***\n-b: 2\n\\ No newline at end of file\n+b: 2\n"
        );
    }
}
