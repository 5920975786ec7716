//! How far an entry reaches: its lines, the comments that belong to it, and its lines at another depth.

use super::original::Original;
use crate::helm::entries::Entry;
use crate::yaml::span::Span;
use crate::yaml::tree::Kind;

/// The lines of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// From the line of the key to the end of the value.
    pub own: Span,
    /// The same with comments below that are deeper than the key.
    pub lines: Span,
    /// Blanks before the key.
    pub indent: usize,
}

impl Block {
    /// The entry with the comment right above it, if there is one.
    pub fn whole(&self, original: &Original) -> Span {
        Span::new(comment_above(original, self.lines.start, self.indent), self.lines.end)
    }
}

/// The whole lines of an entry of a block map: from the start of the key's line to the end of the line on which its
/// value ends, line break included. A byte order mark is no part of the first line.
///
/// # Errors
/// In flow style, for the first key of a list item, and where something else stands on these lines.
pub fn entry_lines(original: &Original, entry: &Entry) -> Result<Span, String> {
    let (tree, source) = (original.tree(), original.source);
    if matches!(tree.node(entry.map).kind, Kind::Map { flow: true, .. }) {
        return Err("it stands in a map in braces".to_owned());
    }
    let key = tree.node(entry.pair.key).span;
    let line = source.line_span(source.position(key.start).line);
    if !source.slice(Span::new(line.start, key.start)).trim_matches(' ').is_empty() {
        return Err("it does not have its lines for itself".to_owned());
    }
    let value_end = tree.node(entry.pair.value).span.end.max(key.end);
    Ok(Span::new(line.start, line_end(source.text(), value_end)))
}

/// The start of the next line behind byte `place`, or the end of the text.
pub fn line_end(text: &str, place: usize) -> usize {
    text.get(place..).and_then(|behind| behind.find('\n')).map_or(text.len(), |at| place + at + 1)
}

/// The block of `entry`.
///
/// # Errors
/// As for [`entry_lines`].
pub fn block(original: &Original, entry: &Entry) -> Result<Block, String> {
    let own = entry_lines(original, entry)?;
    let indent = original.tree().node(entry.pair.key).span.start - own.start;
    let (mut end, mut open) = (own.end, own.end);
    for line in original.text().get(own.end..).unwrap_or_default().split_inclusive('\n') {
        open += line.len();
        let content = line.trim_start_matches(' ');
        if content.starts_with('#') && line.len() - content.len() > indent {
            end = open;
        } else if !content.trim().is_empty() {
            break;
        }
    }
    Ok(Block { own, lines: Span::new(own.start, end), indent })
}

/// Where the lines of comment start that stand right above the line at `start`, as deep as its key. What opens the
/// file is its heading, and belongs to no key.
fn comment_above(original: &Original, start: usize, indent: usize) -> usize {
    let source = original.source;
    let mut above = start;
    let mut line = source.position(start).line;
    while line > 1 {
        line -= 1;
        let span = source.line_span(line);
        let content = source.slice(span);
        let depth = content.len() - content.trim_start_matches(' ').len();
        let comments = &original.tree().comments;
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

/// Whether the lines in `span` can move alone.
///
/// # Errors
/// Where anchors or aliases tie them to others, and where a line is indented with tabs.
pub fn tied(original: &Original, span: Span) -> Result<(), String> {
    if original.is_used_outside(span) || original.uses_outside(span) {
        return Err("it has an anchor or alias in it".to_owned());
    }
    match original.source.slice(span).lines().any(|line| line.trim_start_matches(' ').starts_with('\t')) {
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

/// The comments in `span` that are not in `except`, each as a line of its own, `indent` blanks deep.
pub fn comments_in(original: &Original, span: Span, except: Span, indent: usize) -> String {
    let inside = |span: Span, at: usize| span.start <= at && at < span.end;
    let all = &original.tree().comments;
    let first = all.partition_point(|comment| comment.span.start < span.start);
    let comments = all.iter().skip(first).map(|comment| comment.span).take_while(|comment| inside(span, comment.start));
    comments
        .filter(|comment| !inside(except, comment.start))
        .map(|comment| format!("{:indent$}{}\n", "", original.source.slice(comment).trim_end()))
        .collect()
}
