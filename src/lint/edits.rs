//! Edits that rules share: taking an entry away, lifting it, with comments and bytes around it kept.

use super::context::File;
use super::walk::Entry;
use crate::yaml::edit::Edit;
use crate::yaml::source::Source;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, Tree};

/// The whole lines of an entry of a block map: from the start of the key's line to the end of the line on which its
/// value ends, line break included. None in a flow map, for the first key of a list item, and where something else
/// stands on these lines.
pub fn entry_lines(file: &File, entry: &Entry) -> Option<Span> {
    lines_of(&file.reading.tree, &file.layer.source, entry)
}

/// The same in a text that is in no unit.
pub fn lines_of(tree: &Tree, source: &Source, entry: &Entry) -> Option<Span> {
    if matches!(tree.node(entry.map).kind, Kind::Map { flow: true, .. }) {
        return None;
    }
    let key = tree.node(entry.pair.key).span;
    let line = source.line_span(source.position(key.start).line);
    if !source.slice(Span::new(line.start, key.start)).trim_matches([' ', '\u{feff}']).is_empty() {
        return None;
    }
    let value_end = tree.node(entry.pair.value).span.end.max(key.end);
    let text = source.text();
    // A block scalar ends behind its last line break already.
    let end = match text.get(..value_end)?.ends_with('\n') && value_end > line.end {
        true => value_end,
        false => text.get(value_end..)?.find('\n').map_or(text.len(), |at| value_end + at + 1),
    };
    Some(Span::new(line.start, end))
}

/// Takes an entry away with its lines. None where it does not have lines of its own, or is the only one of its map:
/// then the map itself should go.
pub fn remove_entry(file: &File, entry: &Entry) -> Option<Edit> {
    let siblings = file.reading.tree.pairs(entry.map).len();
    if siblings < 2 {
        return None;
    }
    entry_lines(file, entry).map(Edit::remove)
}
