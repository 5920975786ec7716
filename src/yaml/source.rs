//! A text and the name people know it by.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::error::{SourceError, SourceProblem};
use super::lines::{Lines, Position};
use super::span::Span;

/// The largest file we read: 10 MiB, a hundred times the largest values file of the chart.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// The name of standard input in messages.
pub const STDIN_NAME: &str = "<stdin>";

/// A text, its name, and its lines. A copy shares them with the original.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    lines: Arc<Lines>,
}

impl Source {
    /// Reads the file `name` as the user wrote it; `-` is standard input.
    pub fn read(name: &str) -> Result<Source, SourceError> {
        if name == "-" {
            Source::from_reader(STDIN_NAME, io::stdin().lock())
        } else {
            Source::from_path(Path::new(name))
        }
    }

    /// Reads a file; the name in messages is the path as given.
    pub fn from_path(path: &Path) -> Result<Source, SourceError> {
        let name = path.display().to_string();
        let fail = |problem| SourceError { name: name.clone(), problem };
        let from_io = |error: io::Error| match error.kind() {
            _ if name.is_empty() => fail(SourceProblem::Nameless),
            // A link itself can be looked at where what it leads to cannot: it is not there, or leads in a circle.
            _ if error.kind() != io::ErrorKind::PermissionDenied && is_link(path) => fail(SourceProblem::DeadLink),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => fail(SourceProblem::Missing),
            io::ErrorKind::IsADirectory => fail(SourceProblem::Directory),
            _ => fail(SourceProblem::Unreadable(error)),
        };
        let metadata = std::fs::metadata(path).map_err(from_io)?;
        if metadata.is_dir() {
            return Err(fail(SourceProblem::Directory));
        }
        let file = File::open(path).map_err(from_io)?;
        Source::from_reader(&name, file)
    }

    /// Reads to the end, at most [`MAX_BYTES`].
    pub fn from_reader(name: &str, reader: impl Read) -> Result<Source, SourceError> {
        let mut bytes = Vec::new();
        match reader.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) => Source::from_bytes(name, bytes),
            Err(error) => Err(SourceError { name: name.to_string(), problem: SourceProblem::Unreadable(error) }),
        }
    }

    /// Takes bytes as UTF-8 text, and says what they are when they are not.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Source, SourceError> {
        match decode(bytes) {
            Ok(text) => Ok(Source::from_text(name, text)),
            Err(problem) => Err(SourceError { name: name.to_string(), problem }),
        }
    }

    /// A text we already have, such as the argument of a flag.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Source {
        let text: Arc<str> = text.into().into();
        let lines = Arc::new(Lines::new(&text));
        Source { name: name.into().into(), text, lines }
    }

    /// The file as the user named it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, byte order mark included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty when the span is not of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset)
    }

    /// The text of a line (from 1), without its line break.
    pub fn line_text(&self, number: usize) -> &str {
        self.lines.text(&self.text, number)
    }

    /// The bytes of a line (from 1), without its line break.
    pub fn line_span(&self, number: usize) -> Span {
        self.lines.span(&self.text, number)
    }
}

fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

fn decode(bytes: Vec<u8>) -> Result<String, SourceProblem> {
    if bytes.len() > MAX_BYTES {
        return Err(SourceProblem::TooLarge { limit_bytes: MAX_BYTES });
    }
    if let Some(encoding) = wide_encoding(&bytes) {
        return Err(SourceProblem::WideText(encoding));
    }
    let gzip = bytes.starts_with(&[0x1F, 0x8B]);
    let zip = bytes.starts_with(b"PK\x03\x04");
    if gzip || zip || bytes.contains(&0) {
        return Err(SourceProblem::Binary);
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..offset).unwrap_or(&[])).into_owned();
        SourceProblem::InvalidUtf8 { line: Lines::new(&before).count(), offset }
    })
}

/// UTF-16 and UTF-32 are what PowerShell's `>` and some editors write. Helm takes UTF-16 with a byte order mark;
/// we do not, because every place would be wrong.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        // Without a mark: ASCII in two bytes, so every second byte of the first few is NUL.
        [first, second, third, fourth, ..] => match (first, second, third, fourth) {
            (1.., 0, 1.., 0) | (0, 1.., 0, 1..) => Some("UTF-16"),
            (1.., 0, 0, 0) | (0, 0, 0, 1..) => Some("UTF-32"),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: &[u8]) -> String {
        Source::from_bytes("f.yaml", bytes.to_vec()).map_or_else(|error| error.to_string(), |_| "accepted".to_string())
    }

    #[test]
    fn files_that_are_no_text_are_named_for_what_they_are() {
        assert_eq!(problem(b"\xFF\xFEa\0"), "f.yaml: is UTF-16 text, not UTF-8");
        assert_eq!(problem(b"a\0:\0"), "f.yaml: is UTF-16 text, not UTF-8");
        assert_eq!(problem(b"\xFF\xFE\0\0a\0\0\0"), "f.yaml: is UTF-32 text, not UTF-8");
        assert_eq!(problem(b"\x1F\x8B\x08rest"), "f.yaml: is a binary file");
        assert_eq!(problem(b"abcd\0"), "f.yaml: is a binary file");
        assert_eq!(problem(b"a: 1\nb: \xE9\n"), "f.yaml: is not UTF-8: line 2 has a bad byte (offset 8)");
        assert_eq!(problem(&vec![b' '; MAX_BYTES + 1]), "f.yaml: larger than 10 MiB");
        assert_eq!(problem(b""), "accepted");
        assert_eq!(problem("\u{FEFF}ключ: 1".as_bytes()), "accepted");
    }

    #[test]
    fn missing_files_and_directories_have_their_own_words() {
        let error = Source::read("/nowhere/at-all.yaml").expect_err("it does not exist");
        assert_eq!(error.to_string(), "/nowhere/at-all.yaml: no such file");
        assert_eq!(error.help(), "the directory /nowhere does not exist either");
        let error = Source::read(".").expect_err("it is a directory");
        assert_eq!(error.to_string(), ".: is a directory");
    }
}
