//! The fix of a finding as the lines it takes away and puts in.

use super::shown::{Shown, State, masked_lines};
use super::text::printable;
use crate::lint::fix::Fix;
use crate::yaml::edit::{Edit, apply};
use crate::yaml::lines::Lines;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

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
    /// Whether what it puts in is a secret, or might be, so that its edits cannot be told.
    pub secret: bool,
}

/// What `fix` changes in `source`. None when its edits cannot be applied or change nothing.
pub fn fix_lines(source: &Source, shown: &Shown, fix: &Fix) -> Option<FixLines> {
    let mut out = FixLines { lines: Vec::new(), secret: false };
    // How many lines the hunks so far took away and put in.
    let (mut taken, mut put) = (0, 0);
    let mut last = 0;
    for hunk in hunks(source, &fix.edits)? {
        let (old, new) = (split(source.slice(hunk.span)), split(&hunk.text));
        let masked = masked_lines(new.iter().copied(), shown.state_before(hunk.first));
        out.secret |= hunk.edits.iter().any(|edit| split(&edit.text).iter().any(|part| hidden(part, &new, &masked)));
        let same = |(old, new): &(&&str, &&str)| old == new;
        let head = old.iter().zip(&new).take_while(same).count();
        let (old_rest, new_rest) = (old.iter().skip(head).rev(), new.iter().skip(head).rev());
        let tail = old_rest.zip(new_rest).take_while(same).count();
        if !out.lines.is_empty() && hunk.span.start > last {
            out.lines.push(FixLine::Gap);
        }
        last = hunk.span.end;
        let removed = (head..old.len() - tail).map(|index| hunk.first + index);
        out.lines.extend(removed.map(|number| FixLine::Removed(number, shown.line(number))));
        let added = masked.iter().enumerate().take(new.len() - tail).skip(head);
        let number = |index: usize| (hunk.first + put + index).saturating_sub(taken);
        out.lines.extend(added.map(|(index, (line, _))| FixLine::Added(number(index), printable(line))));
        if out.lines.last() == Some(&FixLine::Gap) {
            out.lines.pop();
        }
        (taken, put) = (taken + old.len(), put + new.len());
    }
    (!out.lines.is_empty()).then_some(out)
}

/// Whether `part`, put in somewhere on the lines `new`, is under a mask there.
fn hidden(part: &str, new: &[&str], masked: &[(String, State)]) -> bool {
    let part = part.trim();
    let hides = |(new, (masked, _)): (&&str, &(String, State))| new.contains(part) && !masked.contains(part);
    !part.is_empty() && new.iter().zip(masked).any(hides)
}

/// Whole lines that edits change, and what they become.
struct Hunk<'a> {
    /// Number of its first line.
    first: usize,
    span: Span,
    edits: Vec<&'a Edit>,
    text: String,
}

/// The lines that `edits` touch, in order. None when they cannot be applied.
fn hunks<'a>(source: &Source, edits: &'a [Edit]) -> Option<Vec<Hunk<'a>>> {
    let text = source.text();
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.span);
    let mut out: Vec<Hunk> = Vec::new();
    for edit in ordered {
        text.get(edit.span.start..edit.span.end)?;
        let (from, to) = (source.position(edit.span.start), source.position(edit.span.end));
        let start = source.line_span(from.line).start.min(edit.span.start);
        // Whole lines are replaced by whole lines: the next line has no part in it.
        let whole = from.column == 1 && to.column == 1 && (edit.text.is_empty() || edit.text.ends_with('\n'));
        let end = if whole { edit.span.end } else { line_end(source, to.line) };
        match out.last_mut().filter(|hunk| start < hunk.span.end) {
            Some(hunk) => {
                hunk.span.end = hunk.span.end.max(end);
                hunk.edits.push(edit);
            }
            None => {
                let edits = vec![edit];
                out.push(Hunk { first: from.line, span: Span::new(start, end.max(start)), edits, text: String::new() });
            }
        }
    }
    for hunk in &mut out {
        let moved = |edit: &&Edit| {
            let start = edit.span.start.checked_sub(hunk.span.start)?;
            Some(Edit::replace(Span::new(start, edit.span.end.checked_sub(hunk.span.start)?), edit.text.as_str()))
        };
        let edits: Option<Vec<Edit>> = hunk.edits.iter().map(moved).collect();
        hunk.text = apply(source.slice(hunk.span), &edits?).ok()?;
    }
    Some(out)
}

/// Where line `number` ends, its break included.
fn line_end(source: &Source, number: usize) -> usize {
    let next = source.line_span(number + 1).start;
    if next > source.line_span(number).start { next } else { source.text().len() }
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
        let twins = "x:\n  a: 1\nx:\n  a: 1\nlast:";
        assert_eq!(shown(twins, vec![Edit::remove(Span::new(0, 10))]), Some("1-x:|2-  a: 1".to_owned()));
        assert_eq!(shown(twins, vec![Edit::insert(10, "y:\n")]), Some("3+y:".to_owned()));
        let both = vec![Edit::remove(Span::new(0, 3)), Edit::replace(Span::new(20, 24), "LAST")];
        assert_eq!(shown(twins, both), Some("1-x:|...|5-last:|4+LAST:".to_owned()));
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
        assert!(!secret(vec![Edit::insert(0, "#\n"), Edit::replace(at("a: 1"), "a: {x: 1}")]));
    }
}
