//! Reads the text of a `--set` flag piece by piece, with places.

use crate::yaml::span::Span;

/// A position in a flag's text that only moves forward.
pub(super) struct Scanner<'a> {
    text: &'a str,
    position: usize,
}

/// What stood before a stop character.
pub(super) struct Piece {
    /// The text with its backslash escapes resolved.
    pub text: String,
    /// Where it stands, escapes included, the stop character not.
    pub span: Span,
    /// The character that ended it; none at the end of the flag.
    pub stop: Option<char>,
}

/// Whether a backslash makes the next character an ordinary one. `--set-literal` has no escapes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    Backslash,
    None,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Scanner<'a> {
        Scanner { text, position: 0 }
    }

    /// Byte of the next character.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Everything that is not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or("")
    }

    /// Goes on at `position`, a character boundary.
    pub(super) fn jump(&mut self, position: usize) {
        self.position = position;
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += character.len_utf8();
        Some(character)
    }

    /// Reads up to one of `stops`, and takes that away too.
    /// A backslash at the very end is dropped, as Helm does.
    pub(super) fn until(&mut self, stops: &[char], escapes: Escapes) -> Piece {
        let start = self.position;
        let mut text = String::new();
        loop {
            let end = self.position;
            match self.next() {
                None => {
                    return Piece { text, span: Span::new(start, end), stop: None };
                }
                Some(stop) if stops.contains(&stop) => {
                    return Piece { text, span: Span::new(start, end), stop: Some(stop) };
                }
                Some('\\') if escapes == Escapes::Backslash => text.extend(self.next()),
                Some(character) => text.push(character),
            }
        }
    }

    /// Takes away white space up to a comma or the end, and says whether one of those was there.
    /// Nothing else is taken.
    pub(super) fn skip_empty_value(&mut self) -> bool {
        loop {
            match self.peek() {
                None => return true,
                Some(',') => {
                    self.next();
                    return true;
                }
                Some(space) if space.is_whitespace() => {
                    self.next();
                }
                Some(_) => return false,
            }
        }
    }
}
