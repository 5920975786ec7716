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
