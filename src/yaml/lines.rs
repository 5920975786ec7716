//! Bytes to lines and columns, for people: both from 1, columns in characters.

use super::span::Span;

/// The byte order mark. At the start of a text it is no part of the first line's columns.
pub const BOM: char = '\u{FEFF}';

/// A line and a column in characters, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Where each line of one text starts. `\n`, `\r\n` and a lone `\r` end a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
    /// Whether every character is one byte. Else columns are counted, which takes seconds where ten thousand keys stand
    /// in one line.
    ascii: bool,
}

impl Lines {
    /// Finds the lines of `text`; linear, once per text.
    pub fn new(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let first = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
        let mut starts = vec![first];
        for (at, byte) in bytes.iter().enumerate() {
            let ends_line = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends_line {
                starts.push(at + 1);
            }
        }
        Lines { starts, ascii: text.is_ascii() }
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The place of a byte offset. Offsets past the end count as the end, offsets inside a character as its start.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.start_of(line);
        if self.ascii {
            return Position { line, column: offset.min(text.len()).saturating_sub(start) + 1 };
        }
        // Counting the characters of a slice is many times faster than walking over them with their offsets.
        let before = text.get(start..text.floor_char_boundary(offset)).unwrap_or("");
        Position { line, column: before.chars().count() + 1 }
    }

    /// The bytes of line `number` (from 1) without its line break; empty past the end.
    pub fn span(&self, text: &str, number: usize) -> Span {
        let start = self.start_of(number);
        let next = self.starts.get(number).copied().unwrap_or(text.len());
        let line = text.get(start..next).unwrap_or("");
        Span::new(start, start + line.trim_end_matches(['\n', '\r']).len())
    }

    /// The text of line `number` (from 1) without its line break; empty past the end.
    pub fn text<'text>(&self, text: &'text str, number: usize) -> &'text str {
        let span = self.span(text, number);
        text.get(span.start..span.end).unwrap_or("")
    }

    fn start_of(&self, number: usize) -> usize {
        let last = self.starts.last().copied().unwrap_or(0);
        self.starts.get(number.saturating_sub(1)).copied().unwrap_or(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, offset: usize) -> (usize, usize) {
        let position = Lines::new(text).position(text, offset);
        (position.line, position.column)
    }

    #[test]
    fn every_kind_of_line_break_starts_a_line() {
        let text = "a\nb\r\nc\rd";
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, 2), (2, 1));
        assert_eq!(place(text, 5), (3, 1));
        assert_eq!(place(text, 7), (4, 1));
        let lines = Lines::new(text);
        assert_eq!(lines.count(), 4);
        assert_eq!((1..=5).map(|number| lines.text(text, number)).collect::<Vec<_>>(), ["a", "b", "c", "d", "d"]);
    }

    #[test]
    fn columns_are_characters_and_the_byte_order_mark_is_none() {
        assert_eq!(place("\u{FEFF}a: b", 6), (1, 4));
        assert_eq!(place("\u{FEFF}a", 0), (1, 1));
        assert_eq!(place("ключ: x", 10), (1, 7));
        assert_eq!(place("ключ: x", 3), (1, 2), "inside a character");
        assert_eq!(place("ab", 99), (1, 3), "past the end");
        assert_eq!(place("", 0), (1, 1));
        assert_eq!((place("a: b\n c", 6), place("a: é\n c", 7)), ((2, 2), (2, 2)), "counted and not counted");
    }
}
