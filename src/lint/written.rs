//! What each layer of a unit writes by itself, flags included.

use super::claims::Claims;
use super::context::{Context, File, find};
use super::finding::Location;
use super::views::Values;
use crate::helm::value::{LayerId, Node, NodeMap, Value};
use crate::yaml::path::KeyPath;

/// The values of one layer.
pub struct Written<'a> {
    pub layer: LayerId,
    /// The file they come from; none for a flag, which no fix can change.
    pub file: Option<File<'a>>,
    root: &'a Node,
    values: &'a Values<'a>,
}

/// The layers of the unit, files first. Of a flag only what is left of it after the merge.
pub fn written<'a>(cx: &'a Context<'a>) -> Vec<Written<'a>> {
    let file = |file: File<'a>| Written {
        layer: file.layer.id,
        file: Some(file),
        root: &file.reading.root,
        values: &file.view.values,
    };
    let flags = cx.views.flags.iter();
    let flags = flags.map(|(layer, root, values)| Written { layer: *layer, file: None, root, values });
    cx.files().map(file).chain(flags).collect()
}

/// What `layer` set of the merged `node`, with the maps around it.
pub fn part_of(node: &Node, layer: LayerId) -> Option<Node> {
    let Value::Map(entries) = &node.value else {
        return (node.origin.layer == layer).then(|| node.clone());
    };
    let parts = entries.iter().filter_map(|(key, node)| Some((key.clone(), part_of(node, layer)?)));
    let parts: NodeMap = parts.collect();
    let first = parts.values().next().map(|node| node.origin);
    let own = node.origin.layer == layer;
    let origin = if own { Some(node.origin) } else { first };
    (own || first.is_some()).then_some(Node { value: Value::Map(parts), origin: origin?, losers: Vec::new() })
}

impl<'a> Written<'a> {
    /// The value at `path`.
    pub fn find(&self, path: &KeyPath) -> Option<&'a Node> {
        find(self.root, path.segments())
    }

    /// The whole layer, always a map.
    pub fn root(&self) -> &'a Node {
        self.root
    }

    /// Every value with its path, maps and list items included, parents before children; not the root.
    pub fn nodes(&self) -> &'a [(KeyPath, &'a Node)] {
        &self.values.nodes
    }

    /// Every leaf with its path. A list is one leaf, an empty map too.
    pub fn leaves(&self) -> &'a [(KeyPath, &'a Node)] {
        &self.values.leaves
    }

    /// What `gather` finds for this layer: asked for by several rules, gathered for the first.
    pub fn claims(&self, gather: impl FnOnce() -> Claims) -> &'a Claims {
        self.values.claims.get_or_init(gather)
    }

    /// The place of the key before a value; of the value itself where it has no key.
    pub fn at_key(&self, node: &Node) -> Location {
        Location { layer: node.origin.layer, span: node.origin.key.unwrap_or(node.origin.value) }
    }
}

/// Whether nothing is written: null, or a map that holds no more than that.
pub fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Map(entries) => entries.values().all(is_nothing),
        _ => false,
    }
}
