//! How far an entry reaches: its lines, the comments that belong to it, and its lines at another depth.

use super::Text;
use crate::lint::edits::lines_of;
use crate::lint::walk::Entry;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, NodeId};

/// The lines of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where the comment right above it starts; the start of its own lines where there is none.
    pub above: usize,
    /// From the line of the key to the end of the value, with comments below that are deeper than the key.
    pub lines: Span,
    /// Blanks before the key.
    pub indent: usize,
}

impl Block {
    /// The entry with the comment above it.
    pub fn whole(&self) -> Span {
        Span::new(self.above, self.lines.end)
    }
}

/// The block of `entry`.
///
/// # Errors
/// In flow style, and where something else stands on its lines.
pub fn block(text: &Text, entry: &Entry) -> Result<Block, String> {
    let flow = matches!(text.reading.tree.node(entry.map).kind, Kind::Map { flow: true, .. });
    let lines = lines_of(&text.reading.tree, text.source(), entry).ok_or(if flow {
        "it stands in a map in braces"
    } else {
        "it does not have its lines for itself"
    })?;
    let source = text.source();
    let key = text.reading.tree.node(entry.pair.key).span;
    // A byte order mark is no part of the first line.
    let start = source.line_span(source.position(key.start).line).start.max(lines.start);
    let indent = key.start - start;
    let mut end = lines.end;
    let mut open = lines.end;
    for line in source.text().get(lines.end..).unwrap_or_default().split_inclusive('\n') {
        open += line.len();
        let content = line.trim_start_matches(' ');
        if content.starts_with('#') && line.len() - content.len() > indent {
            end = open;
        } else if !content.trim().is_empty() {
            break;
        }
    }
    Ok(Block { above: comment_above(text, start, indent), lines: Span::new(start, end), indent })
}

/// Where the lines of comment start that stand right above the line at `start`, as deep as its key. What opens the
/// file is its heading, and belongs to no key.
fn comment_above(text: &Text, start: usize, indent: usize) -> usize {
    let source = text.source();
    let mut above = start;
    let mut line = source.position(start).line;
    while line > 1 {
        line -= 1;
        let span = source.line_span(line);
        let content = source.slice(span);
        let depth = content.len() - content.trim_start_matches(' ').len();
        let comments = &text.reading.tree.comments;
        let is_comment = || comments.binary_search_by_key(&(span.start + depth), |comment| comment.span.start).is_ok();
        if depth != indent || !content.trim_start().starts_with('#') || !is_comment() {
            return above;
        }
        if line == 1 {
            return start;
        }
        above = span.start;
    }
    above
}

/// Whether an anchor or alias stands in `span`, or a line there is indented with tabs: such lines do not move alone.
pub fn tied(text: &Text, span: Span) -> Result<(), String> {
    let first = text.ties.partition_point(|at| *at < span.start);
    if text.ties.get(first).is_some_and(|at| *at < span.end) {
        return Err("it has an anchor or alias in it".to_owned());
    }
    let lines = text.as_str().get(span.start..span.end).unwrap_or_default();
    match lines.lines().any(|line| line.trim_start_matches(' ').starts_with('\t')) {
        true => Err("it is indented with tabs".to_owned()),
        false => Ok(()),
    }
}

/// `lines` as they stand `to` blanks deep when they stood `from` deep. None where a line is less deep than that.
pub fn indented(lines: &str, from: usize, to: usize) -> Option<String> {
    let mut out = String::new();
    for line in lines.split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        let spaces = line.len() - content.len();
        if content.trim().is_empty() && spaces <= from {
            out.push_str(content.trim_start_matches(' '));
        } else {
            let wanted = (spaces + to).checked_sub(from)?;
            out.push_str(&format!("{:wanted$}{content}", ""));
        }
    }
    Some(out)
}

/// The outermost entry that holds nothing but `entry`, and not all of the file's root.
pub fn outermost<'e>(text: &'e Text, entry: &'e Entry, keep: NodeId) -> &'e Entry {
    let mut entry = entry;
    while entry.map != keep && text.reading.tree.pairs(entry.map).len() == 1 {
        let Some(around) = text.entries.iter().find(|other| other.pair.value == entry.map) else { break };
        entry = around;
    }
    entry
}

/// The comments in `span` that are not in `except`, each as a line of its own, `indent` blanks deep.
pub fn comments_in(text: &Text, span: Span, except: Span, indent: usize) -> String {
    let inside = |span: Span, at: usize| span.start <= at && at < span.end;
    let all = &text.reading.tree.comments;
    let first = all.partition_point(|comment| comment.span.start < span.start);
    let comments = all.iter().skip(first).map(|comment| comment.span).take_while(|comment| inside(span, comment.start));
    comments
        .filter(|comment| !inside(except, comment.start))
        .map(|comment| format!("{:indent$}{}\n", "", text.source().slice(comment).trim_end()))
        .collect()
}
