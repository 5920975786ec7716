//! Finding a value by its key path.

use super::value::{Node, Value};
use crate::yaml::path::Segment;

/// The node at `path` below `root`.
pub fn find<'a>(root: &'a Node, path: &[Segment]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, segment| match (&node.value, segment) {
        (Value::Map(entries), Segment::Key(key)) => entries.get(key.as_str()),
        (Value::List(items), Segment::Index(index)) => items.get(*index),
        _ => None,
    })
}

/// The node at `keys` below `node`, keys of maps only.
pub fn find_keys<'a>(node: &'a Node, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().try_fold(node, |node, key| match &node.value {
        Value::Map(entries) => entries.get(*key),
        _ => None,
    })
}

/// What a chain says of a path.
pub enum Said<'a> {
    /// It sets it.
    Set(&'a Node),
    /// Nothing, and a default would hold.
    Nothing,
    /// Nothing, and no default can reach it: a parent is null or no map.
    CutOff,
}

/// What `root` says of `path`, in one walk.
pub fn said<'a>(root: &'a Node, path: &[Segment]) -> Said<'a> {
    let mut here = root;
    for segment in path {
        let next = match (&here.value, segment) {
            (Value::Map(entries), Segment::Key(key)) => match entries.get(key.as_str()) {
                Some(next) => Some(next),
                None => return Said::Nothing,
            },
            (Value::List(items), Segment::Index(index)) => items.get(*index),
            _ => None,
        };
        match next {
            Some(next) => here = next,
            None => return Said::CutOff,
        }
    }
    Said::Set(here)
}

/// Whether a parent of `path` is null or no map, so that no default can reach it.
pub fn cut_off(root: &Node, path: &[Segment]) -> bool {
    let mut here = root;
    for segment in path {
        match (&here.value, segment) {
            (Value::Map(entries), Segment::Key(key)) => match entries.get(key.as_str()) {
                Some(next) => here = next,
                None => return false,
            },
            _ => return true,
        }
    }
    false
}
