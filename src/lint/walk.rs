//! Every key of a values file as it is written, duplicates included, with the path that Helm gives it.

use std::borrow::Cow;

use super::context::File;
use super::written_scalars::Scalar;
use crate::helm::read::Reading;
use crate::helm::scalar::{Resolved, Scalar as Plain, key_text, resolve_node};
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

/// The same of a reading that is in no unit.
pub fn entries_of(reading: &Reading) -> Vec<Entry> {
    let mut walk = Walk { tree: &reading.tree, entries: Vec::new(), scalars: Vec::new() };
    for root in &reading.roots {
        walk.below(*root, &KeyPath::root(), false);
    }
    walk.entries
}

/// What one tree holds, gathered in one walk: each path costs as much as the rest of a step.
pub(super) struct Walk<'f> {
    pub tree: &'f Tree,
    pub entries: Vec<Entry>,
    pub scalars: Vec<Scalar<'f>>,
}

impl Walk<'_> {
    /// Adds what is below `node`, which is at `path`. `merged`: inside a merge key, where there are scalars but no
    /// entries.
    pub fn below(&mut self, node: NodeId, path: &KeyPath, merged: bool) {
        let tree = self.tree;
        match &tree.node(node).kind {
            Kind::Map { pairs, .. } => {
                for (index, pair) in pairs.iter().enumerate() {
                    let Some(name) = key(tree, pair.key) else {
                        // What a merge key brings in is written inside it only when it is no alias.
                        self.below(pair.value, path, true);
                        continue;
                    };
                    let path = path.key(name.as_ref());
                    if !merged {
                        self.entries.push(Entry { path: path.clone(), map: node, index, pair: *pair });
                    }
                    self.below(pair.value, &path, merged);
                }
            }
            Kind::List { items, .. } => {
                for (index, item) in items.iter().enumerate() {
                    self.below(*item, &path.index(index), merged);
                }
            }
            Kind::Scalar { text, style } => {
                self.scalars.push(Scalar { path: path.clone(), node, text, style: *style });
            }
            Kind::Alias { .. } => {}
        }
    }
}

/// A key as Helm stores it (`yes` is `true`, `0777` is `511`); none for a merge key and for what Helm refuses.
pub fn key(tree: &Tree, id: NodeId) -> Option<Cow<'_, str>> {
    let node = tree.node(tree.resolve(id));
    let Kind::Scalar { text, style } = &node.kind else { return None };
    if *style == Style::Plain && text == "<<" {
        return None;
    }
    match resolve_node(text, *style, node.tag().map(|tag| tag.name.as_str())).ok()? {
        Resolved::Decoded(text) => Some(Cow::Owned(text)),
        Resolved::Scalar(Plain::Text) => Some(Cow::Borrowed(text)),
        Resolved::Scalar(scalar) => key_text(scalar, text).map(Cow::Owned),
    }
}
