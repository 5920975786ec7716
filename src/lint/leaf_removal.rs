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

/// The entries of a file, and which of them may go. Entries are told by their number in it: with maps by their paths,
/// a chain of three files cost three times as much.
pub struct Removal<'f> {
    file: File<'f>,
    entries: &'f [Entry],
    /// By path; none where the path is written twice, because without the one the other would count.
    by_path: QuickMap<&'f KeyPath, Option<usize>>,
    /// By the map that is an entry's value.
    by_value: QuickMap<NodeId, usize>,
    /// Maps with a merge key.
    merging: QuickSet<NodeId>,
    /// Where anchors and comments start, sorted.
    kept: Vec<usize>,
}

impl<'f> Removal<'f> {
    /// Looks at `file` once, for any number of leaves.
    pub fn of(file: File<'f>) -> Removal<'f> {
        let entries = entries(&file);
        let tree = &file.reading.tree;
        let mut by_path = QuickMap::default();
        by_path.reserve(entries.len());
        let mut by_value = QuickMap::default();
        for (index, entry) in entries.iter().enumerate() {
            by_path.entry(&entry.path).and_modify(|slot| *slot = None).or_insert(Some(index));
            if matches!(tree.node(entry.pair.value).kind, Kind::Map { .. }) {
                by_value.insert(entry.pair.value, index);
            }
        }
        let anchors = tree.nodes().filter_map(|(_, node)| node.anchor().map(|anchor| anchor.span.start));
        let mut kept: Vec<usize> = anchors.chain(tree.comments.iter().map(|comment| comment.span.start)).collect();
        kept.sort_unstable();
        let merges = |pairs: &[Pair]| pairs.iter().any(|pair| tree.text(pair.key) == Some("<<"));
        let merging = tree.nodes().filter(|(_, node)| matches!(&node.kind, Kind::Map { pairs, .. } if merges(pairs)));
        let merging = merging.map(|(id, _)| id).collect();
        Removal { file, entries, by_path, by_value, merging, kept }
    }

    /// The edit that takes each of `leaves` away. A map of which every entry goes, goes as a whole, so leaves of one
    /// map may have the same edit. A leaf that cannot go by itself has none: in a flow map, below an anchor or beside
    /// a merge key (others would change), written twice, with a comment on its lines.
    pub fn edits(&self, leaves: &[(KeyPath, &Node)]) -> QuickMap<KeyPath, Edit> {
        let wanted: Vec<(usize, &KeyPath)> =
            leaves.iter().filter_map(|(path, node)| Some((self.written(path, node)?, path))).collect();
        let mut whole = vec![false; self.entries.len()];
        for (index, _) in &wanted {
            if let Some(slot) = whole.get_mut(*index) {
                *slot = true;
            }
        }
        let mut gone: QuickMap<_, usize> = QuickMap::default();
        // Children come after their parents, so in reverse they are known first.
        for (entry, whole) in self.entries.iter().zip(&mut whole).rev() {
            let pairs = match &self.file.reading.tree.node(entry.pair.value).kind {
                Kind::Map { pairs, .. } => pairs.len(),
                _ => 0,
            };
            *whole |= pairs > 0 && gone.get(&entry.pair.value) == Some(&pairs);
            if *whole {
                *gone.entry(entry.map).or_default() += 1;
            }
        }
        let edit = |index: usize| {
            let above = std::iter::successors(Some(index), |index| self.parent(*index));
            let top = above.take_while(|index| whole.get(*index) == Some(&true)).last()?;
            self.lines(top)
        };
        wanted.into_iter().filter_map(|(index, path)| Some((path.clone(), edit(index)?))).collect()
    }

    /// The entry that holds the map in which entry `index` stands; none for a key of the root or of an item of a list.
    fn parent(&self, index: usize) -> Option<usize> {
        self.by_value.get(&self.entries.get(index)?.map).copied()
    }

    /// The entry at `path`, where the file itself holds `node` there, not through an alias or a merge key, and only
    /// once.
    fn written(&self, path: &KeyPath, node: &Node) -> Option<usize> {
        let index = (*self.by_path.get(path)?)?;
        let value = self.entries.get(index)?.pair.value;
        (self.file.reading.tree.node(value).span == node.origin.value).then_some(index)
    }

    /// Entry `index`, unless its path is written twice.
    fn only(&self, index: usize) -> Option<&Entry> {
        let entry = self.entries.get(index)?;
        self.by_path.get(&entry.path)?.map(|_| entry)
    }

    /// The edit that takes entry `index` away.
    fn lines(&self, index: usize) -> Option<Edit> {
        let tree = &self.file.reading.tree;
        let entry = self.only(index)?;
        let mut here = index;
        while self.entries.get(here)?.path.segments().len() > 1 {
            here = self.parent(here)?;
            if tree.node(self.only(here)?.pair.value).anchor().is_some() {
                return None;
            }
        }
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
