//! The lines of a text as they may be shown: secrets masked, also those of several lines, and control characters
//! replaced. A place in the text still points right.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::helm::value::LayerId;
use crate::lint::outcome::Outcome;
use crate::mask::{MASK, last_word, masked_line, names_secret};
use crate::yaml::source::Source;
use crate::yaml::span::Span;

use super::text::printable;

/// Longest line that is shown, in bytes: nobody reads more, and every step is at most linear in it.
const LONGEST: usize = 4096;

/// A text with its secrets masked, line by line.
pub struct Shown<'a> {
    source: &'a Source,
    /// Few lines of a large file are shown: what holds before each is known, and masked is what is asked for. Of many
    /// files most are not shown at all, so that nothing is known before the first line is asked for.
    lines: OnceCell<Vec<Line>>,
}

/// The layers of which a report may show a line: those that a finding, a related place or a fix is in.
pub fn shown_layers(outcome: &Outcome) -> HashMap<LayerId, Shown<'_>> {
    let mut out = HashMap::new();
    for finding in &outcome.findings {
        let related = finding.related.iter().map(|related| related.location.layer);
        let fix = finding.fix.iter().map(|fix| fix.layer);
        for id in related.chain(fix).chain([finding.location.layer]) {
            if let Entry::Vacant(entry) = out.entry(id)
                && let Some(layer) = outcome.layer_of(id)
            {
                entry.insert(Shown::new(&layer.source));
            }
        }
    }
    out
}

struct Line {
    /// How much of it may be shown.
    part: Part,
    /// What holds where the line begins.
    before: State,
    /// The text without secrets, made when it is first asked for: each line is asked for about five times.
    masked: OnceCell<String>,
}

/// How much of a line may be shown.
#[derive(Clone, Copy)]
enum Part {
    /// Nothing but its blanks.
    Blanks,
    /// So many bytes at its start.
    Start(usize),
    /// All but the secrets in it.
    NoSecrets,
    /// Its length.
    Length,
}

/// Whether a line belongs to the value of a secret that began above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does not.
    Open,
    /// It does where it is blank or has more blanks before it than these.
    Deeper(usize),
    /// As `Deeper`, but the secret's key had no value on its line: what has keys of its own is a map, not a secret.
    Below(usize),
    /// It does up to this quote.
    Quoted(char),
}

impl<'a> Shown<'a> {
    /// The lines of `source`; all are masked in one go, which is linear, when the first is asked for.
    pub fn new(source: &'a Source) -> Shown<'a> {
        Shown { source, lines: OnceCell::new() }
    }

    fn lines(&self) -> &[Line] {
        self.lines.get_or_init(|| {
            let count = self.source.position(self.source.text().len()).line;
            let mut state = State::Open;
            let line = |number| {
                let before = state;
                let (part, after) = judge(self.source.line_text(number), before);
                state = after;
                Line { part, before, masked: OnceCell::new() }
            };
            (1..=count).map(line).collect()
        })
    }

    /// A line (from 1) as it may be shown; empty past the end.
    pub fn line(&self, number: usize) -> String {
        self.masked(number).map(printable).unwrap_or_default()
    }

    /// What holds where line `number` (from 1) begins.
    pub fn state_before(&self, number: usize) -> State {
        self.lines().get(number.saturating_sub(1)).map_or(State::Open, |line| line.before)
    }

    /// The bytes of [`Shown::line`] that stand for the bytes of `span` that are on that line. A place inside a mask
    /// is the whole mask.
    pub fn columns(&self, number: usize, span: Span) -> (usize, usize) {
        let line_span = self.source.line_span(number);
        let (text, masked) = (self.source.line_text(number), self.masked(number).unwrap_or_default());
        let start = span.start.clamp(line_span.start, line_span.end) - line_span.start;
        let end = span.end.clamp(line_span.start, line_span.end) - line_span.start;
        let shown = |at: usize| masked.get(..at).map_or(0, |before| printable(before).len());
        // Nearly every line: nothing in it is masked.
        if text == masked {
            let start = shown(start);
            return (start, shown(end).max(start));
        }
        let same = |pair: &(char, char)| pair.0 == pair.1;
        let head: usize = text.chars().zip(masked.chars()).take_while(same).map(|(char, _)| char.len_utf8()).sum();
        let shorter = text.len().min(masked.len()) - head;
        let tail: usize = text
            .chars()
            .rev()
            .zip(masked.chars().rev())
            .take_while(same)
            .map(|(char, _)| char.len_utf8())
            .scan(0, |sum, length| {
                *sum += length;
                (*sum <= shorter).then_some(length)
            })
            .sum();
        // Up to the first mask and from the last one on every column is known; between them there is only the mask.
        let place = |at: usize, inside: usize| match at {
            at if at <= head => at,
            at if at >= text.len() - tail => masked.len() - (text.len() - at),
            _ => inside,
        };
        let start = shown(place(start, head));
        (start, shown(place(end, masked.len() - tail)).max(start))
    }

    fn masked(&self, number: usize) -> Option<&str> {
        let line = self.lines().get(number.checked_sub(1)?)?;
        Some(line.masked.get_or_init(|| masked(self.source.line_text(number), line.part)))
    }
}

/// Each line masked, with what holds where it begins. `state` is what holds before the first.
pub fn masked_lines<'a>(lines: impl Iterator<Item = &'a str>, mut state: State) -> Vec<(String, State)> {
    let mut out = Vec::new();
    for line in lines {
        let before = state;
        let (part, after) = judge(line, state);
        out.push((masked(line, part), before));
        state = after;
    }
    out
}

/// How much of a line may be shown where `state` holds before it, and what holds behind it.
fn judge(line: &str, state: State) -> (Part, State) {
    if state == State::Open {
        return open(line);
    }
    let item = line.trim_start_matches([' ', '\t']);
    let blanks = line.len() - item.len();
    match state {
        State::Quoted(quote) => {
            let state = if closes(line, quote) { State::Open } else { state };
            return (Part::Blanks, state);
        }
        State::Deeper(indent) if item.is_empty() || blanks > indent => return (Part::Blanks, state),
        // A list may stand as deep as its key.
        State::Below(indent) if item.is_empty() || blanks > indent || (blanks == indent && item.starts_with("- ")) => {
            let entry = item.trim_start_matches("- ");
            let has_key = entry.contains(": ") || entry.trim_end().ends_with(':');
            if !has_key && !entry.starts_with('#') && !entry.is_empty() {
                return (Part::Start(line.len() - entry.len()), state);
            }
            let (part, after) = open(line);
            return (part, if after == State::Open { state } else { after });
        }
        _ => {}
    }
    open(line)
}

/// A line that belongs to no secret above it.
fn open(line: &str) -> (Part, State) {
    if line.len() > LONGEST { (Part::Length, State::Open) } else { (Part::NoSecrets, after_key(line)) }
}

/// The part of a line that may be shown.
fn masked(line: &str, part: Part) -> String {
    let item = line.trim_start_matches([' ', '\t']);
    match part {
        Part::Blanks if item.is_empty() => String::new(),
        Part::Blanks => format!("{}{MASK}", &line[..line.len() - item.len()]),
        Part::Start(length) => format!("{}{MASK}", &line[..length]),
        Part::NoSecrets => masked_line(line),
        Part::Length => format!("… ({} bytes)", line.len()),
    }
}

/// What holds behind a line with the key of a secret whose value goes on below it.
fn after_key(line: &str) -> State {
    let mut rest = line;
    while let Some(at) = rest.find(':') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        rest = after;
        if !(after.is_empty() || after.starts_with([' ', '\t'])) {
            continue;
        }
        let name = last_word(before, |byte| matches!(byte, b' ' | b',' | b'{' | b'\t'));
        let licence = name == "ng" || name == "cg";
        if !(licence || names_secret(name)) {
            continue;
        }
        // The key of an item of a list stands behind its dash.
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        let mut value = after.trim();
        while value.starts_with(['&', '!']) {
            value = value.split_once(' ').map_or("", |(_, rest)| rest.trim_start());
        }
        return match value.chars().next() {
            None | Some('#') => State::Below(indent),
            Some(quote @ ('"' | '\'')) if !closes(&value[1..], quote) => State::Quoted(quote),
            Some('"' | '\'' | '{') => State::Open,
            _ => State::Deeper(indent),
        };
    }
    State::Open
}

/// Whether a quoted text ends in `text`, which is inside of it.
fn closes(text: &str, quote: char) -> bool {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', '"') => drop(characters.next()),
            // Two single quotes are one inside the text.
            ('\'', '\'') if characters.peek() == Some(&'\'') => drop(characters.next()),
            _ if character == quote => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> String {
        let source = Source::from_text("values.yaml", text);
        let shown = Shown::new(&source);
        (1..=shown.lines().len()).map(|number| shown.line(number)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn secrets_of_several_lines_are_masked() {
        for (text, wanted) in [
            ("password: |\n  hunter2\n\n  hunter2\nb: c", "password: |\n  ***\n\n  ***\nb: c"),
            ("a:\n  token: >-\n    hunter2\n  b: c", "a:\n  token: >-\n    ***\n  b: c"),
            ("password: \"hun\n\n  ter2\"\nb: c", "password: ***\n\n  ***\nb: c"),
            ("password: 'hun\nter2'\nb: c", "password: ***\n***\nb: c"),
            ("password: 'hun''\n  ter2'\nb: c", "password: ***\n  ***\nb: c"),
            ("password: \"h\\\"\n  ter2\"\nb: c", "password: ***\n  ***\nb: c"),
            ("password:\n  hunter2\nb: c", "password:\n  ***\nb: c"),
            ("password: hun\n  ter2\nb: c", "password: ***\n  ***\nb: c"),
            ("tokens:\n- token: |\n    hunter2\n  b: c", "tokens:\n- token: |\n    ***\n  b: c"),
            ("token:\n- hunter2\n- b: c\nd: e", "token:\n- ***\n- b: c\nd: e"),
            ("token: [hun,\n  ter2]\nd: e", "token: ***\n  ***\nd: e"),
            ("token: &a !!str |\n  hunter2\nd: e", "token: ***\n  ***\nd: e"),
            ("secret:\n  name: a\n  password: hunter2\n  c: d", "secret:\n  name: a\n  password: ***\n  c: d"),
            ("secretName: |\n  a\nb: c", "secretName: |\n  a\nb: c"),
        ] {
            assert_eq!(all(text), wanted);
        }
    }

    #[test]
    fn columns_stand_before_behind_and_on_a_mask() {
        let text = "a: {password: hunter2, é: 1}\tx";
        let source = Source::from_text("values.yaml", text);
        let shown = Shown::new(&source);
        assert_eq!(shown.line(1), "a: {password: ***, é: 1}    x");
        let at = |word: &str| {
            let start = text.find(word).unwrap();
            let (from, to) = shown.columns(1, Span::new(start, start + word.len()));
            shown.line(1)[from..to].to_owned()
        };
        for word in ["a", "password", "é", "1", "x"] {
            assert_eq!(at(word), word);
        }
        assert_eq!((at("hunter2"), at("unte"), at("\t")), ("***".to_owned(), "***".to_owned(), "    ".to_owned()));
        assert_eq!(shown.columns(1, Span::new(900, 999)).0, shown.line(1).len());
        assert_eq!(shown.columns(7, Span::new(0, 9)), (0, 0));
    }

    #[test]
    fn long_lines_are_not_shown() {
        assert_eq!(all(&format!("a: {}\nb: c", "x".repeat(5000))), "… (5003 bytes)\nb: c");
    }
}
