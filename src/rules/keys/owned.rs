//! Paths that another rule of this family speaks for: a key that moved is not unknown as well.

use super::{misplaced_key, moved_key, premature_key, removed_key};
use crate::lint::context::Context;
use crate::lint::walk::key;
use crate::lint::written::Written;
use crate::yaml::path::KeyPath;
use crate::yaml::tree::NodeId;

/// The paths of one layer that moved, left, come later or are misplaced.
pub fn owned(cx: &Context, written: &Written) -> Vec<KeyPath> {
    let mut out: Vec<KeyPath> = moved_key::hits(cx, written).into_iter().map(|hit| hit.path).collect();
    out.extend(removed_key::hits(cx, written).into_iter().map(|(path, ..)| path));
    out.extend(misplaced_key::hits(cx, written).into_iter().map(|hit| hit.path));
    out.extend(premature_key::hits(cx, written).into_iter().map(|(path, ..)| path));
    out
}

/// Whether `path` is one of `owned`, lies below one, or is a map around one.
pub fn is_spoken_for(owned: &[KeyPath], path: &KeyPath) -> bool {
    owned.iter().any(|other| path.starts_with(other) || other.starts_with(path))
}

/// Whether the key at `path` is only there to hold anchors: it is called `x-…`, or each value right below it has one.
pub fn holds_anchors(written: &Written, path: &KeyPath) -> bool {
    if path.last_key().is_some_and(|key| key.starts_with("x-")) {
        return true;
    }
    let Some(reading) = written.file.map(|file| file.reading) else { return false };
    let tree = &reading.tree;
    let step = |map: NodeId, name: &str| {
        let pair = tree.pairs(map).iter().rev().find(|pair| key(tree, pair.key).as_deref() == Some(name))?;
        Some(pair.value)
    };
    let value = |root: &NodeId| {
        path.segments().iter().try_fold(*root, |map, segment| match segment {
            crate::yaml::path::Segment::Key(name) => step(map, name),
            crate::yaml::path::Segment::Index(_) => None,
        })
    };
    let Some(value) = reading.roots.iter().find_map(value) else { return false };
    let anchored = |id: NodeId| tree.node(id).anchor().is_some();
    let pairs = tree.pairs(value);
    anchored(value) || (!pairs.is_empty() && pairs.iter().all(|pair| anchored(pair.value)))
}
