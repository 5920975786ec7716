//! Fixes that take a key away with everything below it.

use super::context::File;
use super::edits::remove_entry;
use super::walk::{Entry, entries};
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;

/// The edit that takes `path` away in one file. Where it is the only key of its map, the map goes with it, and so on
/// upwards. None where the key stands twice or not at all, where nothing else would be left, and where something
/// inside is used elsewhere through its anchor.
pub fn remove(file: &File, path: &KeyPath) -> Option<Edit> {
    let entries = entries(file);
    let mut path = path.clone();
    loop {
        let entry = only(entries, &path)?;
        if holds_anchor(file, entry) {
            return None;
        }
        if file.reading.tree.pairs(entry.map).len() > 1 {
            return remove_entry(file, entry);
        }
        path = path.parent().filter(|path| !path.is_root())?;
    }
}

fn only<'e>(entries: &'e [Entry], path: &KeyPath) -> Option<&'e Entry> {
    let mut found = entries.iter().filter(|entry| entry.path == *path);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn holds_anchor(file: &File, entry: &Entry) -> bool {
    let tree = &file.reading.tree;
    let (start, end) = (tree.node(entry.pair.key).span.start, tree.node(entry.pair.value).span.end);
    tree.nodes().any(|(_, node)| node.anchor().is_some() && node.span.start >= start && node.span.start <= end)
}
