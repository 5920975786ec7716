//! What can be wrong with a text: our words, a place, and what to do about it.

use std::fmt;
use std::path::Path;

use super::span::Span;

/// A text that cannot be read as YAML (or, raised by `helm`, as values).
///
/// `message` says what is wrong and `help` what to do; both are whole sentences without a final period,
/// and neither quotes the user's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    pub message: String,
    pub help: String,
}

impl SyntaxError {
    /// An error at `span`.
    pub fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> SyntaxError {
        SyntaxError { span, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// A file that cannot be taken as text at all.
#[derive(Debug)]
pub struct SourceError {
    /// The file as the user named it, `<stdin>` for `-`.
    pub name: String,
    pub problem: SourceProblem,
}

/// Why a file is no text of ours.
#[derive(Debug)]
pub enum SourceProblem {
    Missing,
    /// No name at all, as an unset variable of a shell leaves it.
    Nameless,
    /// A link to what is not there, or to itself.
    DeadLink,
    Directory,
    Unreadable(std::io::Error),
    TooLarge {
        limit_bytes: usize,
    },
    /// Has NUL bytes or starts like a compressed file.
    Binary,
    /// UTF-16 or UTF-32, by byte order mark or by its NUL bytes.
    WideText(&'static str),
    /// The first bad byte: its line (from 1) and its offset in the file.
    InvalidUtf8 {
        line: usize,
        offset: usize,
    },
}

impl SourceError {
    /// What to do about it.
    pub fn help(&self) -> String {
        let windows = self.name.contains('\\');
        match &self.problem {
            SourceProblem::Missing if windows => {
                "check the name; a backslash may need quotes in this shell".to_string()
            }
            SourceProblem::Missing => match Path::new(&self.name)
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
            {
                Some(parent) if !parent.exists() => format!("the directory {} does not exist either", parent.display()),
                _ => "check the name and the working directory; `-` reads standard input".to_string(),
            },
            SourceProblem::Nameless => "is a variable of the shell not set?".to_string(),
            SourceProblem::DeadLink => "`ls -l` shows where the link points".to_string(),
            SourceProblem::Directory => "name the values file inside it".to_string(),
            SourceProblem::Unreadable(_) => "check the permissions of the file".to_string(),
            SourceProblem::TooLarge { .. } => "values files are some kilobytes; is this the right file?".to_string(),
            SourceProblem::Binary => {
                "values files are YAML text; unpack an archive first and name the file inside it".to_string()
            }
            SourceProblem::WideText(_) => {
                "save the file as UTF-8 (in PowerShell: Out-File -Encoding utf8, or Set-Content -Encoding utf8)"
                    .to_string()
            }
            SourceProblem::InvalidUtf8 { .. } => "save the file as UTF-8".to_string(),
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.problem {
            SourceProblem::Missing => write!(formatter, "{name}: no such file"),
            SourceProblem::Nameless => formatter.write_str("the name of a file is empty"),
            SourceProblem::DeadLink => write!(formatter, "{name}: is a link that leads to no file"),
            SourceProblem::Directory => write!(formatter, "{name}: is a directory"),
            SourceProblem::Unreadable(error) => write!(formatter, "{name}: cannot be read: {error}"),
            SourceProblem::TooLarge { limit_bytes } => {
                write!(formatter, "{name}: larger than {} MiB", limit_bytes / (1024 * 1024))
            }
            SourceProblem::Binary => write!(formatter, "{name}: is a binary file"),
            SourceProblem::WideText(encoding) => write!(formatter, "{name}: is {encoding} text, not UTF-8"),
            SourceProblem::InvalidUtf8 { line, offset } => {
                write!(formatter, "{name}: is not UTF-8: line {line} has a bad byte (offset {offset})")
            }
        }
    }
}

impl std::error::Error for SourceError {}
