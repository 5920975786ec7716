//! Fixes that set a value: over the one that is written, or as new lines where none is.

use super::absent::home;
use super::context::{Context, File};
use super::fix::Fix;
use super::walk;
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, NodeId, Pair, Tree};

/// A fix for review that makes `path` hold `text` (YAML as it is to stand there) in the chain: in the file whose
/// value wins, or as a new entry in the user's own file. None where it is set by a flag, or cannot be done plainly.
pub fn set(cx: &Context, title: impl Into<String>, path: &KeyPath, text: &str) -> Option<Fix> {
    let file = match cx.set(path) {
        Some(node) => cx.files().find(|file| file.layer.id == node.origin.layer)?,
        None => home(cx)?,
    };
    let edit = set_in_file(&file, path, text)?;
    Some(Fix::unsafe_(title, file.layer.id, vec![edit]).touching(path))
}

/// The edit that makes `path` hold `text` in one file. None in flow maps, below aliases, and where a value on the
/// way is no map.
pub fn set_in_file(file: &File, path: &KeyPath, text: &str) -> Option<Edit> {
    let tree = &file.reading.tree;
    let mut here = *file.reading.roots.last()?;
    let mut parent: Option<Pair> = None;
    for (index, segment) in path.segments().iter().enumerate() {
        let Segment::Key(name) = segment else { return None };
        let Kind::Map { pairs, flow: false } = &tree.node(here).kind else { return None };
        match pairs.iter().rev().find(|pair| walk::key(tree, pair.key).as_deref() == Some(name)) {
            Some(pair) => (here, parent) = (pair.value, Some(*pair)),
            None => return insert(file, here, parent, path.segments().get(index..)?, text),
        }
    }
    match tree.node(here).kind {
        Kind::Scalar { .. } => {
            let span = tree.node(here).span;
            let gap = if span.start == span.end { " " } else { "" };
            Some(Edit::replace(span, format!("{gap}{text}")))
        }
        _ => None,
    }
}

/// New lines below the key of `map`; at the end of the file where `map` is the whole of it.
fn insert(file: &File, map: NodeId, parent: Option<Pair>, keys: &[Segment], text: &str) -> Option<Edit> {
    let (tree, source) = (&file.reading.tree, &file.layer.source);
    let first = tree.node(tree.pairs(map).first()?.key).span;
    let indent = source.slice(Span::new(source.line_span(source.position(first.start).line).start, first.start));
    if !indent.chars().all(|char| char == ' ') {
        return None;
    }
    let mut lines = nested(keys, text, indent)?;
    let whole = source.text();
    let offset = match parent {
        Some(parent) => {
            let key = tree.node(parent.key).span;
            let end = key.end + whole.get(key.end..)?.find('\n')? + 1;
            // Something else than a comment behind the key: an anchor, a tag.
            let behind = whole.get(key.end..end)?.trim_start().strip_prefix(':')?.trim();
            if end > first.start || !(behind.is_empty() || behind.starts_with('#')) {
                return None;
            }
            end
        }
        None => {
            let behind = whole.get(tree.node(map).span.end..)?;
            if behind.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
                return None;
            }
            if !whole.ends_with('\n') {
                lines.insert(0, '\n');
            }
            whole.len()
        }
    };
    if ends_in_block_scalar(tree, map) && parent.is_none() {
        return None;
    }
    Some(Edit::insert(offset, lines))
}

/// Whether more lines after the end of `node` could become part of its last text.
fn ends_in_block_scalar(tree: &Tree, node: NodeId) -> bool {
    use crate::yaml::tree::Style;
    match &tree.node(node).kind {
        Kind::Map { pairs, .. } => pairs.last().is_some_and(|pair| ends_in_block_scalar(tree, pair.value)),
        Kind::List { items, .. } => items.last().is_some_and(|item| ends_in_block_scalar(tree, *item)),
        Kind::Scalar { style, .. } => matches!(style, Style::Literal | Style::Folded),
        Kind::Alias { .. } => false,
    }
}

/// `keys` as nested lines, the last with `text` behind it. None for keys that would need quotes.
fn nested(keys: &[Segment], text: &str, indent: &str) -> Option<String> {
    let mut out = String::new();
    for (depth, segment) in keys.iter().enumerate() {
        let Segment::Key(key) = segment else { return None };
        let plain = key.starts_with(|char: char| char.is_ascii_alphabetic())
            && key.chars().all(|char| char.is_ascii_alphanumeric() || char == '-');
        if !plain {
            return None;
        }
        let value = if depth + 1 == keys.len() { format!(" {text}") } else { String::new() };
        out.push_str(&format!("{indent}{}{key}:{value}\n", "  ".repeat(depth)));
    }
    Some(out)
}
