//! The fix of a finding as the lines it takes away and puts in.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::shown::{Shown, State, masked_lines};
use super::text::printable;
use crate::lint::fix::Fix;
use crate::yaml::edit::{Edit, apply};
use crate::yaml::lines::Lines;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// Most lines between the first and the last byte that a fix touches; a fix that reaches further is not shown.
const REACH: usize = 2000;

/// One line of the difference that a fix makes, as it may be shown: secrets masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FixLine {
    /// Number (from 1) in the file as it is, and text.
    Removed(usize, String),
    /// Number (from 1) in the fixed file, and text.
    Added(usize, String),
    /// Lines in between that stay.
    Gap,
}

/// The difference that a fix makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixLines {
    pub lines: Vec<FixLine>,
    /// Whether it puts in a secret, so that it cannot be told in full.
    pub secret: bool,
}

/// What `fix` changes in `source`. None when its edits cannot be applied, change nothing, or reach too far.
pub fn fix_lines(source: &Source, shown: &Shown, fix: &Fix) -> Option<FixLines> {
    let text = source.text();
    let from = fix.edits.iter().map(|edit| edit.span.start).min()?;
    let to = fix.edits.iter().map(|edit| edit.span.end).max()?;
    let (first, last) = (source.position(from).line, source.position(to).line);
    if last - first > REACH {
        return None;
    }
    let start = source.line_span(first).start.min(from);
    let end = text.len().min(to.max(source.line_span(last).end));
    let moved = |edit: &Edit| {
        let span = Span::new(edit.span.start.checked_sub(start)?, edit.span.end.checked_sub(start)?);
        Some(Edit { span, text: edit.text.clone() })
    };
    let edits: Option<Vec<Edit>> = fix.edits.iter().map(moved).collect();
    let before = text.get(start..end)?;
    let after = apply(before, &edits?).ok()?;
    let (old, new) = (split(before), split(&after));
    let masked: Vec<(String, State)> = masked_lines(new.iter().copied(), shown.state_before(first));
    let hides = |index: usize| masked.get(index).map(|(line, _)| line.as_str()) != new.get(index).copied();
    // A block that is only moved may stand in the difference as lines that stay.
    let mut secret = fix.edits.iter().any(|edit| {
        let lines = split(&edit.text);
        masked_lines(lines.iter().copied(), State::Open).iter().zip(lines).any(|((masked, _), line)| masked != line)
    });
    let mut out = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if let DiffOp::Equal { .. } = operation {
            if !out.is_empty() {
                out.push(FixLine::Gap);
            }
            continue;
        }
        out.extend(operation.old_range().map(|index| FixLine::Removed(first + index, shown.line(first + index))));
        secret |= operation.new_range().any(hides);
        let masked = |index: usize| masked.get(index).map(|(line, _)| printable(line)).unwrap_or_default();
        let added = |index: usize| FixLine::Added(first + index, masked(index));
        out.extend(operation.new_range().map(added));
    }
    if out.last() == Some(&FixLine::Gap) {
        out.pop();
    }
    (!out.is_empty()).then_some(FixLines { lines: out, secret })
}

/// The lines of `text` without their breaks; a last empty one is none.
fn split(text: &str) -> Vec<&str> {
    let lines = Lines::new(text);
    let mut out: Vec<&str> = (1..=lines.count()).map(|number| lines.text(text, number)).collect();
    if out.last() == Some(&"") {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::value::LayerId;

    fn fixed(text: &str, edits: Vec<Edit>) -> Option<FixLines> {
        let source = Source::from_text("values.yaml", text);
        fix_lines(&source, &Shown::new(&source), &Fix::safe("fix it", LayerId(0), edits))
    }

    fn shown(text: &str, edits: Vec<Edit>) -> Option<String> {
        let lines = fixed(text, edits)?.lines;
        let line = |line: &FixLine| match line {
            FixLine::Removed(number, text) => format!("{number}-{text}"),
            FixLine::Added(number, text) => format!("{number}+{text}"),
            FixLine::Gap => "...".to_owned(),
        };
        Some(lines.iter().map(line).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn only_changed_lines_are_shown_and_secrets_are_masked() {
        let text = "\u{FEFF}a: 1\r\nb: 2\r\npassword: |\r\n  hunter2\r\nc: 3";
        let at = |word: &str| Span::new(text.find(word).unwrap(), text.find(word).unwrap() + word.len());
        assert_eq!(shown(text, vec![Edit::replace(at("1"), "9")]), Some("1-a: 1|1+a: 9".to_owned()));
        assert_eq!(shown(text, vec![Edit::remove(at("b: 2\r\n"))]), Some("2-b: 2".to_owned()));
        assert_eq!(
            shown(text, vec![Edit::insert(3, "# x\n"), Edit::replace(at("hunter2"), "hunter3\r\n  hunter4")]),
            Some("1+# x|...|4-  ***|5+  ***|6+  ***".to_owned())
        );
        assert_eq!(shown(text, vec![Edit::remove(at("c: 3"))]), Some("5-c: 3".to_owned()));
        assert_eq!(shown(text, vec![Edit::replace(at("1"), "1")]), None);
        assert_eq!(shown(text, vec![Edit::remove(Span::new(5, 999))]), None);
        assert_eq!(shown(text, vec![]), None);
    }

    #[test]
    fn a_fix_that_puts_in_a_secret_is_known() {
        let text = "a: 1\ntoken: 1234\nb: 2\n";
        let at = |word: &str| Span::new(text.find(word).unwrap(), text.find(word).unwrap() + word.len());
        let secret = |edits| fixed(text, edits).unwrap().secret;
        assert!(secret(vec![Edit::replace(at("1234"), "'1234'")]));
        assert!(secret(vec![Edit::remove(at("token: 1234\n")), Edit::insert(0, "token: 1234\n")]));
        assert!(secret(vec![Edit::insert(0, "x:\n  token: |\n    hunter2\n")]));
        assert!(!secret(vec![Edit::remove(at("token: 1234\n"))]));
        assert!(!secret(vec![Edit::replace(at("b: 2"), "b: 3")]));
    }
}
