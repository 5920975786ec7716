//! Paths that another rule of this family speaks for: a key that moved is not unknown as well.

use std::collections::BTreeSet;

use super::{misplaced_key, moved_key, premature_key, removed_key};
use crate::lint::claims::Claims;
use crate::lint::context::Context;
use crate::lint::walk::{Entry, entries};
use crate::lint::written::Written;
use crate::yaml::path::KeyPath;
use crate::yaml::tree::NodeId;

/// More unknown names than this in one layer get no guess at what was meant: each costs as much as all the rest.
pub const MOST_GUESSES: usize = 1000;

/// The paths of one layer that moved, left, come later or are misplaced, and those that only hold anchors.
pub struct Owned<'a>(&'a Claims);

impl<'a> Owned<'a> {
    /// Those of `written`.
    pub fn of(cx: &Context, written: &Written<'a>) -> Owned<'a> {
        Owned(written.claims(|| Owned::gather(cx, written)))
    }

    fn gather(cx: &Context, written: &Written) -> Claims {
        let moved = moved_key::hits(cx, written);
        let removed = removed_key::hits(cx, written);
        let misplaced = misplaced_key::hits(cx, written);
        let premature = premature_key::hits(cx, written);
        let mut paths: BTreeSet<KeyPath> = moved.iter().map(|hit| hit.path.clone()).collect();
        paths.extend(misplaced.iter().map(|hit| hit.path.clone()));
        paths.extend(removed.iter().chain(&premature).cloned());
        Claims { moved, removed, misplaced, premature, paths, anchors: anchor_holders(written) }
    }

    /// What each rule found.
    pub fn claims(&self) -> &'a Claims {
        self.0
    }

    /// Whether `path` is one of them, lies below one, or is a map around one, and what is called `x-…`.
    pub fn speaks_for(&self, path: &KeyPath) -> bool {
        // What is below a path sorts right behind it.
        let anchors = path.last_key().is_some_and(|key| key.starts_with("x-")) || self.0.anchors.contains(path);
        let inside = self.0.paths.range(path..).next().is_some_and(|next| next.starts_with(path));
        anchors || inside || self.covers(path)
    }

    fn covers(&self, path: &KeyPath) -> bool {
        let mut above = path.clone();
        while above.pop().is_some() {
            if self.0.paths.contains(&above) {
                return true;
            }
        }
        false
    }
}

/// The keys of a file that are only there to hold anchors: each has one, or everything right below it has.
fn anchor_holders(written: &Written) -> BTreeSet<KeyPath> {
    let Some(file) = written.file else { return BTreeSet::new() };
    let tree = &file.reading.tree;
    if tree.nodes().all(|(_, node)| node.anchor().is_none()) {
        return BTreeSet::new();
    }
    let anchored = |id: NodeId| tree.node(id).anchor().is_some();
    let holds = |entry: &Entry| {
        let pairs = tree.pairs(entry.pair.value);
        anchored(entry.pair.value) || (!pairs.is_empty() && pairs.iter().all(|pair| anchored(pair.value)))
    };
    entries(&file).iter().filter(|entry| holds(entry)).map(|entry| entry.path.clone()).collect()
}
