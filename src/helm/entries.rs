//! Every key of a values file as it is written, duplicates included, with the path that Helm gives it.

use std::borrow::Cow;

use super::read::Reading;
use super::scalar::{Resolved, Scalar as Plain, key_text, resolve_node};
use crate::yaml::name::Name;
use crate::yaml::path::KeyPath;
use crate::yaml::quick::QuickMap;
use crate::yaml::tree::{Kind, NodeId, Pair, Style, Tree};

/// One pair of one map, as written.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The path of the value, by the keys as Helm stores them.
    pub path: KeyPath,
    /// The map that holds the pair.
    pub map: NodeId,
    pub pair: Pair,
    /// The number of the entry whose value that map is; none for the root and for an item of a list.
    pub above: Option<usize>,
    /// Whether another entry has the same path, because their map has the key twice or a later document has it too.
    pub twice: bool,
}

/// One scalar value, not a key.
#[derive(Clone, Debug)]
pub struct Scalar<'t> {
    pub path: KeyPath,
    pub node: NodeId,
    /// After quotes, escapes and folding.
    pub text: &'t str,
    pub style: Style,
}

/// Every pair of every map that Helm reads, in the order of their keys, so that parents come before children; and
/// every scalar. Merge keys `<<` are left out; what an alias stands for is visited once, at its anchor.
pub fn entries(reading: &Reading) -> (Vec<Entry>, Vec<Scalar<'_>>) {
    // Gathered in one walk: each path costs as much as the rest of a step.
    let mut walk = Walk { tree: &reading.tree, entries: Vec::new(), scalars: Vec::new(), names: Vec::new() };
    for root in &reading.roots {
        walk.below(*root, &KeyPath::root(), None, false);
    }
    let Walk { mut entries, scalars, .. } = walk;
    if reading.roots.len() > 1 {
        let mut first = QuickMap::default();
        for index in 0..entries.len() {
            let path = entries.get(index).map(|entry| entry.path.clone());
            let Some(earlier) = path.and_then(|path| first.insert(path, index)) else { continue };
            for twin in [earlier, index] {
                entries.get_mut(twin).into_iter().for_each(|entry| entry.twice = true);
            }
        }
    }
    (entries, scalars)
}

struct Walk<'t> {
    tree: &'t Tree,
    entries: Vec<Entry>,
    scalars: Vec<Scalar<'t>>,
    /// The keys of the maps that are open, with the numbers of their entries.
    names: Vec<(Name, usize)>,
}

impl Walk<'_> {
    /// Adds what is below `node`, which is at `path` and the value of entry `above`. `merged`: inside a merge key,
    /// where there are scalars but no entries.
    fn below(&mut self, node: NodeId, path: &KeyPath, above: Option<usize>, merged: bool) {
        let tree = self.tree;
        match &tree.node(node).kind {
            Kind::Map { pairs, .. } => {
                let first = self.names.len();
                for pair in pairs {
                    let Some(name) = key(tree, pair.key).map(|key| Name::from(key.as_ref())) else {
                        // What a merge key brings in is written inside it only when it is no alias.
                        self.below(pair.value, path, None, true);
                        continue;
                    };
                    let path = path.key(name);
                    let number = self.entries.len();
                    if !merged {
                        self.names.push((name, number));
                        self.entries.push(Entry { path: path.clone(), map: node, pair: *pair, above, twice: false });
                    }
                    self.below(pair.value, &path, Some(number).filter(|_| !merged), merged);
                }
                self.mark_twins(first);
            }
            Kind::List { items, .. } => {
                for (index, item) in items.iter().enumerate() {
                    self.below(*item, &path.index(index), None, merged);
                }
            }
            Kind::Scalar { text, style } => {
                self.scalars.push(Scalar { path: path.clone(), node, text, style: *style });
            }
            Kind::Alias { .. } => {}
        }
    }

    /// Closes the map whose keys begin at `first`. Equal names of one thread are the same text in memory.
    fn mark_twins(&mut self, first: usize) {
        let names = self.names.get_mut(first..).unwrap_or_default();
        if names.len() > 1 {
            names.sort_unstable_by_key(|(name, _)| name.as_str().as_ptr());
            for pair in names.windows(2) {
                if let [(one, first), (other, second)] = pair
                    && one == other
                {
                    for twin in [first, second] {
                        self.entries.get_mut(*twin).into_iter().for_each(|entry| entry.twice = true);
                    }
                }
            }
        }
        self.names.truncate(first);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::read::read;
    use crate::helm::value::LayerId;
    use crate::helm::version::HelmVersion;
    use crate::yaml::source::Source;

    fn shown(text: &str, helm: HelmVersion) -> Vec<String> {
        let reading = read(&Source::from_text("", text), LayerId(0), helm).expect(text);
        let (entries, _) = entries(&reading);
        let starts: Vec<usize> = entries.iter().map(|entry| reading.tree.node(entry.pair.key).span.start).collect();
        assert!(starts.is_sorted(), "{text}");
        let above = |entry: &Entry| entry.above.map(|at| format!(" in {}", entries[at].path)).unwrap_or_default();
        let twice = |entry: &Entry| if entry.twice { " twice" } else { "" };
        entries.iter().map(|entry| format!("{}{}{}", entry.path, above(entry), twice(entry))).collect()
    }

    #[test]
    fn entries_know_what_holds_them_and_whether_they_are_alone() {
        let text = "a: {x: &x {m: 1}, z: *x}\nl: [{k: 1}]\ny: 1\n<<: {q: 1}\n'true': 2\na: {x: 1}\n";
        let expected = ["a twice", "a.x in a", "a.x.m in a.x", "a.z in a", "l", "l[0].k", "true twice", "true twice"];
        let expected = [&expected[..], &["a twice", "a.x in a"]].concat();
        assert_eq!(shown(text, HelmVersion::V3), expected);
    }

    #[test]
    fn documents_that_are_merged_hold_a_path_twice() {
        assert_eq!(shown("a: 1\nb: 1\n---\na: 2\n", HelmVersion::V4), ["a twice", "b", "a twice"]);
        assert_eq!(shown("a: 1\nb: 1\n---\na: 2\n", HelmVersion::V3), ["a", "b"]);
    }
}
