//! The files that a user names: patterns that the shell left alone, and directories given by mistake.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::glob;

/// How many names a pattern may look at.
const MOST: usize = 100_000;

/// How many names a message lists.
const LISTED: usize = 8;

/// The files that `names` stand for, in order, each file once. A name that is no file and holds `*` or `?` is a
/// pattern; what it matches is sorted.
///
/// # Errors
/// A pattern that matches nothing, with what was looked at; a directory or a name on its way that cannot be read.
pub fn expand(names: &[String]) -> Result<Vec<String>> {
    let (mut all, mut seen) = (Vec::new(), HashSet::new());
    for name in names {
        let found = match glob::is_pattern(name) && !name.contains("://") && fs::symlink_metadata(name).is_err() {
            true => matching(name)?,
            false => vec![name.clone()],
        };
        for name in found {
            if seen.insert(name.clone()) {
                all.push(name);
            }
        }
    }
    Ok(all)
}

fn matching(pattern: &str) -> Result<Vec<String>> {
    let parts: Vec<&str> = pattern.split('/').collect();
    let fixed = parts.iter().take_while(|part| !glob::is_pattern(part)).count();
    let (base, rest) = parts.split_at(fixed);
    let base = base.join("/");
    let directory = match (base.as_str(), fixed) {
        ("", 0) => PathBuf::new(),
        ("", _) => PathBuf::from("/"),
        (base, _) => PathBuf::from(base),
    };
    let mut search = Search { seen: Vec::new(), found: Vec::new() };
    let exists = directory.as_os_str().is_empty() || directory.is_dir();
    if exists {
        search.below(&directory, rest)?;
    }
    search.found.sort();
    search.found.dedup();
    if !search.found.is_empty() {
        return Ok(search.found);
    }
    let place = if directory.as_os_str().is_empty() { ".".to_owned() } else { directory.display().to_string() };
    let help = match (exists, search.seen.is_empty()) {
        (false, _) => format!("the directory {place} does not exist"),
        (true, true) => format!("there is nothing in {place}"),
        (true, false) => format!("looked at {} below {place}", list(search.seen)),
    };
    Err(Error::new(format!("no file matches `{pattern}`")).help(help))
}

/// What a pattern was held against, and what it matched.
struct Search {
    seen: Vec<String>,
    found: Vec<String>,
}

impl Search {
    /// Adds the files below `directory` that match `parts`. Links to directories are followed by a name or a single
    /// `*`, not by `**`: no circle is walked. Hidden names are matched only by patterns that start with a dot.
    fn below(&mut self, directory: &Path, parts: &[&str]) -> Result<()> {
        let Some((part, rest)) = parts.split_first() else { return Ok(()) };
        if *part == "**" {
            // `**` at the end is every file below.
            self.below(directory, if rest.is_empty() { &["*"] } else { rest })?;
        }
        let here = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        // What a pattern cannot see it must not pass over: a run over fewer files looks like a clean one.
        let unreadable = |error: std::io::Error| {
            Error::new(format!("{}: cannot be read: {error}", here.display()))
                .help("a pattern looks into this directory: name the files, or check its permissions")
        };
        for entry in fs::read_dir(here).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') && !part.starts_with('.') {
                continue;
            }
            let path = directory.join(&name);
            if entry.file_name().to_str().is_none() && glob::part(part, &name) {
                return Err(Error::new(format!("{}: the name is not UTF-8", path.display()))
                    .help("rename it, or choose a pattern that leaves it out"));
            }
            if self.seen.len() >= MOST {
                return Err(Error::new(format!("a pattern reaches more than {MOST} files"))
                    .help("name a directory closer to the values files"));
            }
            if *part == "**" {
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    self.below(&path, parts)?;
                }
                continue;
            }
            self.seen.push(name.clone());
            match (glob::part(part, &name), rest.is_empty()) {
                // A link that leads nowhere is found, so that reading it says so.
                (true, true) if path.is_file() || !path.exists() => self.found.push(path.display().to_string()),
                (true, false) if path.is_dir() => self.below(&path, rest)?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// A directory where a file is wanted, with the YAML files in it.
pub fn directory(name: &str) -> Error {
    let entries = match fs::read_dir(name) {
        Ok(entries) => entries,
        Err(error) => {
            return Error::new(format!("{name}: is a directory, and cannot be read: {error}"))
                .help("name the values files in it, and check its permissions");
        }
    };
    let mut files: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|file| file.ends_with(".yaml") || file.ends_with(".yml"))
        .collect();
    files.sort();
    let error = Error::new(format!("{name}: is a directory"));
    match files.first() {
        None => error.help("name the values files; there is no YAML file directly in it"),
        Some(_) => error.help(format!(
            "name the values files in it: {}; or quote a pattern: '{}/*.yaml'",
            list(files),
            name.trim_end_matches('/')
        )),
    }
}

/// The first names, sorted, and how many more there are.
fn list(mut names: Vec<String>) -> String {
    names.sort();
    names.dedup();
    let more = names.len().saturating_sub(LISTED);
    names.truncate(LISTED);
    match more {
        0 => names.join(", "),
        _ => format!("{} and {more} more", names.join(", ")),
    }
}
