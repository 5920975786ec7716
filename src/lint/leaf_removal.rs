//! Taking leaves out of a file so that nothing else changes, and no map is left without a value.

use super::context::File;
use super::edits::entry_lines;
use super::walk::{Entry, entries};
use crate::helm::value::Node;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;
use crate::yaml::quick::{QuickMap, QuickSet};
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, NodeId, Pair};

/// The entries of a file, and which of them may go.
pub struct Removal<'f> {
    file: File<'f>,
    entries: &'f [Entry],
    /// By path; none where the path is written twice, because without the one the other would count.
    by_path: QuickMap<KeyPath, Option<usize>>,
    /// Maps with a merge key.
    merging: QuickSet<NodeId>,
    /// Where anchors and comments start, sorted.
    kept: Vec<usize>,
}

impl<'f> Removal<'f> {
    /// Looks at `file` once, for any number of leaves.
    pub fn of(file: File<'f>) -> Removal<'f> {
        let entries = entries(&file);
        let mut by_path = QuickMap::default();
        for (index, entry) in entries.iter().enumerate() {
            by_path.entry(entry.path.clone()).and_modify(|slot| *slot = None).or_insert(Some(index));
        }
        let tree = &file.reading.tree;
        let anchors = tree.nodes().filter_map(|(_, node)| node.anchor().map(|anchor| anchor.span.start));
        let mut kept: Vec<usize> = anchors.chain(tree.comments.iter().map(|comment| comment.span.start)).collect();
        kept.sort_unstable();
        let merges = |pairs: &[Pair]| pairs.iter().any(|pair| tree.text(pair.key) == Some("<<"));
        let merging = tree.nodes().filter(|(_, node)| matches!(&node.kind, Kind::Map { pairs, .. } if merges(pairs)));
        let merging = merging.map(|(id, _)| id).collect();
        Removal { file, entries, by_path, merging, kept }
    }

    /// The edit that takes each of `leaves` away. A map of which every entry goes, goes as a whole, so leaves of one
    /// map may have the same edit. A leaf that cannot go by itself has none: in a flow map, below an anchor or beside
    /// a merge key (others would change), written twice, with a comment on its lines.
    pub fn edits(&self, leaves: &[(KeyPath, &Node)]) -> QuickMap<KeyPath, Edit> {
        let wanted: QuickSet<&KeyPath> =
            leaves.iter().filter(|(path, node)| self.is_written(path, node)).map(|(path, _)| path).collect();
        let mut gone: QuickMap<_, usize> = QuickMap::default();
        let mut whole: QuickSet<&KeyPath> = QuickSet::default();
        // Children come after their parents, so in reverse they are known first.
        for entry in self.entries.iter().rev() {
            let pairs = match &self.file.reading.tree.node(entry.pair.value).kind {
                Kind::Map { pairs, .. } => pairs.len(),
                _ => 0,
            };
            let empties = pairs > 0 && gone.get(&entry.pair.value) == Some(&pairs);
            if wanted.contains(&entry.path) || empties {
                *gone.entry(entry.map).or_default() += 1;
                whole.insert(&entry.path);
            }
        }
        let edit = |path: &KeyPath| {
            let mut top = path.clone();
            while let Some(parent) = top.parent().filter(|parent| whole.contains(parent)) {
                top = parent;
            }
            self.lines(&top)
        };
        wanted.into_iter().filter_map(|path| Some((path.clone(), edit(path)?))).collect()
    }

    fn entry(&self, path: &KeyPath) -> Option<&Entry> {
        self.entries.get((*self.by_path.get(path)?)?)
    }

    /// Whether the file itself holds `node` at `path`, not through an alias or a merge key.
    fn is_written(&self, path: &KeyPath, node: &Node) -> bool {
        self.entry(path).is_some_and(|entry| self.file.reading.tree.node(entry.pair.value).span == node.origin.value)
    }

    fn lines(&self, path: &KeyPath) -> Option<Edit> {
        let tree = &self.file.reading.tree;
        let mut above = path.parent();
        while let Some(map) = above {
            if !map.is_root() && tree.node(self.entry(&map)?.pair.value).anchor().is_some() {
                return None;
            }
            above = map.parent();
        }
        let entry = self.entry(path)?;
        if self.merging.contains(&entry.map) {
            return None;
        }
        let span = entry_lines(&self.file, entry)?;
        if self.holds(span) { None } else { Some(Edit::remove(span)) }
    }

    /// Whether an anchor or a comment stands in `span`.
    fn holds(&self, span: Span) -> bool {
        let from = self.kept.partition_point(|start| *start < span.start);
        self.kept.get(from).is_some_and(|start| *start < span.end)
    }
}
