//! The text that edits are made for, and what has to be known of the whole of it.

use std::sync::OnceLock;

use crate::helm::entries::{Entry, key};
use crate::helm::lookup::find;
use crate::helm::read::Reading;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::source::Source;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, Node, NodeId, Pair, Style, Tree};

/// A values file: its text, what Helm reads of it, and its entries, which are told by their number.
#[derive(Clone, Copy)]
pub struct Original<'o> {
    pub source: &'o Source,
    pub reading: &'o Reading,
    pub entries: &'o [Entry],
    /// Filled when first asked for; it goes with the other three.
    pub survey: &'o OnceLock<Survey>,
}

/// What ties the parts of a file together.
#[derive(Debug)]
pub struct Survey {
    /// Each alias behind what it stands for, sorted.
    by_target: Vec<(NodeId, NodeId)>,
    /// The same the other way round.
    by_alias: Vec<(NodeId, NodeId)>,
    /// Maps with a merge key, sorted.
    merging: Vec<NodeId>,
    /// Whether Helm reads all of it, as one document, and its lines are what we take for lines.
    pub plain: bool,
    /// Whether no entry says anything about another besides: no anchors, aliases and merge keys, no key written twice.
    pub simple: bool,
}

impl Survey {
    fn of(original: &Original) -> Survey {
        let (reading, text) = (original.reading, original.text());
        let tree = &reading.tree;
        let mut by_alias = Vec::new();
        let mut untied = true;
        for (id, node) in tree.nodes() {
            untied &= node.properties.is_none();
            if let Kind::Alias { target, .. } = node.kind {
                by_alias.push((id, target));
            }
        }
        let mut by_target: Vec<_> = by_alias.iter().map(|(alias, target)| (*target, *alias)).collect();
        by_target.sort_unstable();
        let is_merge = |pair: &Pair| tree.text(pair.key) == Some("<<");
        let merges = |node: &Node| matches!(&node.kind, Kind::Map { pairs, .. } if pairs.iter().any(is_merge));
        let merging: Vec<NodeId> = match text.contains("<<") {
            true => tree.nodes().filter(|(_, node)| merges(node)).map(|(id, _)| id).collect(),
            false => Vec::new(),
        };
        let plain = reading.notes.is_empty() && tree.documents.len() == 1 && !has_lone_return(text);
        let simple = plain
            && untied
            && by_alias.is_empty()
            && merging.is_empty()
            && !text.contains('\r')
            && !original.entries.iter().any(|entry| entry.twice);
        Survey { by_target, by_alias, merging, plain, simple }
    }
}

impl<'o> Original<'o> {
    /// The whole text.
    pub fn text(&self) -> &'o str {
        self.source.text()
    }

    /// The tree of it.
    pub fn tree(&self) -> &'o Tree {
        &self.reading.tree
    }

    /// What is known of the whole file.
    pub fn survey(&self) -> &'o Survey {
        self.survey.get_or_init(|| Survey::of(self))
    }

    /// Entry `number`.
    ///
    /// # Errors
    /// For a number of another file.
    pub fn entry(&self, number: usize) -> Result<&'o Entry, String> {
        self.entries.get(number).ok_or_else(|| "it is not there".to_owned())
    }

    /// The number of the entry whose key stands at `key`.
    pub fn at_key(&self, key: Span) -> Option<usize> {
        let start = |entry: &Entry| self.tree().node(entry.pair.key).span.start;
        self.entries.binary_search_by_key(&key.start, start).ok()
    }

    /// The number of the entry that sets `path`: the last, where there are several. None where it comes from an
    /// alias or a merge key.
    pub fn at_path(&self, path: &KeyPath) -> Option<usize> {
        let key = find(&self.reading.root, path.segments())?.origin.key?;
        self.at_key(key).filter(|number| self.entries.get(*number).is_some_and(|entry| entry.path == *path))
    }

    /// The number of the one entry at `path`.
    ///
    /// # Errors
    /// As for [`Original::stands_alone`], and where there is none.
    pub fn only(&self, path: &KeyPath) -> Result<usize, String> {
        let number = self.at_path(path).ok_or("it comes from an alias or a merge key")?;
        self.stands_alone(number).map(|()| number)
    }

    /// The entries around entry `number`, from within.
    pub fn around(&self, number: usize) -> impl Iterator<Item = &'o Entry> {
        let above = |entry: &&Entry| self.entries.get(entry.above?);
        std::iter::successors(self.entries.get(number), above).skip(1)
    }

    /// Whether entry `number` is the one that sets its path.
    ///
    /// # Errors
    /// In a list, and where it or a map around it is written twice.
    pub fn stands_alone(&self, number: usize) -> Result<(), String> {
        let entry = self.entry(number)?;
        if entry.path.segments().iter().any(|step| matches!(step, Segment::Index(_))) {
            return Err("it stands in a list".to_owned());
        }
        match std::iter::once(entry).chain(self.around(number)).find(|entry| entry.twice) {
            Some(twin) => Err(format!("`{}` is written twice", twin.path)),
            None => Ok(()),
        }
    }

    /// The pair of `map` that sets `name`: the last, where there are several.
    pub fn pair(&self, map: NodeId, name: &str) -> Option<&'o Pair> {
        let tree = self.tree();
        let Kind::Map { pairs, .. } = &tree.node(map).kind else { return None };
        pairs.iter().rev().find(|pair| key(tree, pair.key).as_deref() == Some(name))
    }

    /// Whether the map has a merge key.
    pub fn is_merging(&self, map: NodeId) -> bool {
        self.survey().merging.binary_search(&map).is_ok()
    }

    /// Whether aliases outside of `span` stand for something in it.
    pub fn is_used_outside(&self, span: Span) -> bool {
        self.crosses(&self.survey().by_target, span)
    }

    /// Whether aliases in `span` stand for something outside of it.
    pub fn uses_outside(&self, span: Span) -> bool {
        self.crosses(&self.survey().by_alias, span)
    }

    /// Whether an alias stands for `node`.
    pub fn is_anchor(&self, node: NodeId) -> bool {
        let uses = &self.survey().by_target;
        uses.get(uses.partition_point(|(target, _)| *target < node)).is_some_and(|(target, _)| *target == node)
    }

    /// Whether one of `ties` begins in `span` and ends outside of it.
    fn crosses(&self, ties: &[(NodeId, NodeId)], span: Span) -> bool {
        if ties.is_empty() {
            return false;
        }
        let inside = self.tree().first_from(span.start)..self.tree().first_from(span.end);
        let from = ties.partition_point(|(begin, _)| *begin < inside.start);
        let begun = ties.iter().skip(from).take_while(|(begin, _)| *begin < inside.end);
        begun.into_iter().any(|(_, end)| !inside.contains(end))
    }

    /// Whether the last scalar before byte `place` is a text in a block, which would take in blank lines and
    /// indented comments.
    pub fn is_behind_block_text(&self, place: usize) -> bool {
        let style = self.tree().backwards_from(place).find_map(|node| match node.kind {
            Kind::Scalar { style, .. } => Some(style),
            _ => None,
        });
        matches!(style, Some(Style::Literal | Style::Folded))
    }
}

/// Whether a carriage return ends a line by itself.
fn has_lone_return(text: &str) -> bool {
    text.match_indices('\r').any(|(at, _)| !text.get(at..).is_some_and(|rest| rest.starts_with("\r\n")))
}
