//! What `migrate` and `rebase` do with a changed file: show it, or write it.

use std::path::Path;

use serde_json::{Value, json};

use super::chain;
use super::output::Console;
use super::write::{self, OnDisk};
use crate::args::Written;
use crate::error::{Error, Result};
use crate::mask::masked_json;
use crate::report::diff::unified_as;
use crate::report::text::printable;
use crate::yaml::lines::Position;
use crate::yaml::path::KeyPath;
use crate::yaml::source::STDIN_NAME;

/// A file before and after.
pub struct Carried {
    pub name: String,
    pub old: String,
    pub new: String,
}

impl Carried {
    /// Whether anything changed.
    pub fn changed(&self) -> bool {
        self.old != self.new
    }

    /// What changed, as a diff with secrets masked; empty where something is written.
    pub fn diff(&self, word: &str, result: &Written) -> String {
        match is_written(result) {
            true => String::new(),
            false => unified_as(&self.name, word, &self.old, &self.new),
        }
    }
}

/// Whether the result goes to disk.
pub fn is_written(result: &Written) -> bool {
    result.write || result.output.is_some()
}

/// Refuses what cannot be written, before anything is done.
pub fn check(names: &[String], result: &Written) -> Result<()> {
    if result.write && names.iter().any(|name| name == "-") {
        return Err(Error::new("standard input cannot be written in place").help("give -o FILE"));
    }
    if result.output.is_some() && names.len() > 1 {
        return Err(Error::new("-o takes one file, and there are several").help("give --write, or one file at a time"));
    }
    Ok(())
}

/// Writes what changed, in place or into the new file. All or none as far as can be told before.
pub fn save(files: &[Carried], result: &Written, console: &Console) -> Result<()> {
    if let Some(path) = &result.output {
        return files.iter().try_for_each(|file| save_new(path, &file.new, console));
    }
    if !result.write {
        return Ok(());
    }
    for file in files.iter().filter(|file| file.changed()) {
        if chain::source(&file.name)?.text() != file.old {
            return Err(
                Error::new(format!("{} has changed meanwhile: nothing was written", file.name)).help("run again")
            );
        }
    }
    for file in files.iter().filter(|file| file.changed()) {
        write::atomically(file.name.as_ref(), &file.new)?;
        console.note(&format!("wrote {}", file.name));
    }
    Ok(())
}

/// Writes a file that is not there yet.
pub fn save_new(path: &Path, text: &str, console: &Console) -> Result<()> {
    match write::look(path)? {
        OnDisk::Missing => {}
        OnDisk::File { text: there, .. } if there == text => {
            console.note(&format!("{} is up to date", path.display()));
            return Ok(());
        }
        _ => {
            return Err(Error::new(format!("{} is there already: nothing was written", path.display()))
                .help("remove it, or choose another name"));
        }
    }
    write::atomically(path, text)?;
    console.note(&format!("wrote {}", path.display()));
    Ok(())
}

/// Something to look at, with its place.
pub struct Remark {
    pub path: KeyPath,
    pub to: Option<KeyPath>,
    pub position: Position,
    pub message: String,
    pub help: String,
    /// Values that explain it: what each is, where it stands, and the value.
    pub values: Vec<(&'static str, KeyPath, Value)>,
}

impl Remark {
    /// For people; secrets masked.
    pub fn text(&self, file: &str) -> String {
        let Position { line, column } = self.position;
        let mut out = format!("error: {file}:{line}:{column}: {}\n", self.message);
        for (what, path, value) in &self.values {
            out.push_str(&format!("  {what}: {}\n", short(path, value)));
        }
        out.push_str(&format!("  help: {}\n", self.help));
        out
    }

    /// For programs; secrets masked.
    pub fn json(&self, file: &str) -> Value {
        let values = self.values.iter();
        let values = values.map(|(what, path, value)| ((*what).to_owned(), masked_json(path, value.clone())));
        json!({
            "path": self.path.to_string(), "to": self.to.as_ref().map(KeyPath::to_string), "message": self.message,
            "location": {"file": file, "line": self.position.line, "column": self.position.column},
            "values": values.collect::<serde_json::Map<String, Value>>(), "help": self.help,
        })
    }
}

/// A value on one line as it may be shown.
pub fn short(path: &KeyPath, value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = masked_json(path, value.clone()).to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// `text` with the control characters replaced that a key of the user's may have.
pub fn safe(text: &str) -> String {
    text.lines().map(|line| printable(line) + "\n").collect()
}

/// The name of a file as it is shown.
pub fn shown_name(name: &str) -> String {
    if name == "-" { STDIN_NAME.to_owned() } else { name.to_owned() }
}

/// `1 value`, `2 values`.
pub fn counted(count: usize) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}
