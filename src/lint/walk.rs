//! Every key of a values file as it is written, duplicates included, with the path that Helm gives it.

use super::context::File;
use crate::helm::scalar::{Resolved, key_text, resolve_node};
use crate::yaml::path::KeyPath;
use crate::yaml::tree::{Kind, NodeId, Pair, Style, Tree};

/// One pair of one map, as written.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The path of the value, by the keys as Helm stores them.
    pub path: KeyPath,
    /// The map that holds the pair, and its place in it.
    pub map: NodeId,
    pub index: usize,
    pub pair: Pair,
}

/// Every pair of every map that Helm reads of `file`, parents before children. Merge keys `<<` are left out;
/// what an alias stands for is visited once, at its anchor.
pub fn entries<'f>(file: &File<'f>) -> &'f [Entry] {
    &file.view.entries
}

/// Adds the pairs below one root.
pub(super) fn walk_entries(tree: &Tree, root: NodeId, out: &mut Vec<Entry>) {
    walk(tree, root, &KeyPath::root(), out);
}

fn walk(tree: &Tree, node: NodeId, path: &KeyPath, out: &mut Vec<Entry>) {
    match &tree.node(node).kind {
        Kind::Map { pairs, .. } => {
            for (index, pair) in pairs.iter().enumerate() {
                if let Some(name) = key(tree, pair.key) {
                    let path = path.key(name);
                    out.push(Entry { path: path.clone(), map: node, index, pair: *pair });
                    walk(tree, pair.value, &path, out);
                }
            }
        }
        Kind::List { items, .. } => {
            for (index, item) in items.iter().enumerate() {
                walk(tree, *item, &path.index(index), out);
            }
        }
        Kind::Scalar { .. } | Kind::Alias { .. } => {}
    }
}

/// A key as Helm stores it (`yes` is `true`, `0777` is `511`); none for a merge key and for what Helm refuses.
pub fn key(tree: &Tree, id: NodeId) -> Option<String> {
    let node = tree.node(tree.resolve(id));
    let Kind::Scalar { text, style } = &node.kind else { return None };
    if *style == Style::Plain && text == "<<" {
        return None;
    }
    match resolve_node(text, *style, node.tag().map(|tag| tag.name.as_str())).ok()? {
        Resolved::Decoded(text) => Some(text),
        Resolved::Scalar(scalar) => key_text(scalar, text),
    }
}
