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
