//! What each layer of a unit writes by itself, flags included.

use std::borrow::Cow;

use super::context::{Context, File, find};
use super::finding::Location;
use crate::helm::chain::LayerKind;
use crate::helm::value::{LayerId, Node, Value};
use crate::yaml::path::KeyPath;

/// The values of one layer.
pub struct Written<'a> {
    pub layer: LayerId,
    /// The file they come from; none for a flag, which no fix can change.
    pub file: Option<File<'a>>,
    root: Cow<'a, Node>,
}

/// The layers of the unit, files first. Of a flag only what is left of it after the merge.
pub fn written<'a>(cx: &'a Context<'a>) -> Vec<Written<'a>> {
    let file =
        |file: File<'a>| Written { layer: file.layer.id, file: Some(file), root: Cow::Borrowed(&file.reading.root) };
    let mut out: Vec<Written<'a>> = cx.files().map(file).collect();
    for layer in cx.unit.layers.iter().filter(|layer| layer.kind != LayerKind::File) {
        if let Some(root) = part_of(cx.merged(), layer.id) {
            out.push(Written { layer: layer.id, file: None, root: Cow::Owned(root) });
        }
    }
    out
}

/// What `layer` set of the merged `node`, with the maps around it.
fn part_of(node: &Node, layer: LayerId) -> Option<Node> {
    let Value::Map(entries) = &node.value else {
        return (node.origin.layer == layer).then(|| node.clone());
    };
    let parts = entries.iter().filter_map(|(key, node)| Some((key.clone(), part_of(node, layer)?)));
    let parts: indexmap::IndexMap<String, Node> = parts.collect();
    let first = parts.values().next().map(|node| node.origin);
    let own = node.origin.layer == layer;
    let origin = if own { Some(node.origin) } else { first };
    (own || first.is_some()).then_some(Node { value: Value::Map(parts), origin: origin?, losers: Vec::new() })
}

impl Written<'_> {
    /// The value at `path`.
    pub fn find(&self, path: &KeyPath) -> Option<&Node> {
        find(&self.root, path.segments())
    }

    /// The whole layer, always a map.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Every value with its path, maps and list items included, parents before children; not the root.
    pub fn nodes(&self) -> Vec<(KeyPath, &Node)> {
        nodes(&self.root)
    }

    /// The place of the key before a value; of the value itself where it has no key.
    pub fn at_key(&self, node: &Node) -> Location {
        Location { layer: node.origin.layer, span: node.origin.key.unwrap_or(node.origin.value) }
    }
}

/// Every value below `root` with its path, maps and list items included, parents before children.
pub fn nodes(root: &Node) -> Vec<(KeyPath, &Node)> {
    let mut out = Vec::new();
    collect(&KeyPath::root(), root, &mut out);
    out
}

fn collect<'n>(path: &KeyPath, node: &'n Node, out: &mut Vec<(KeyPath, &'n Node)>) {
    if !path.is_root() {
        out.push((path.clone(), node));
    }
    match &node.value {
        Value::Map(entries) => entries.iter().for_each(|(key, node)| collect(&path.key(key.as_str()), node, out)),
        Value::List(items) => items.iter().enumerate().for_each(|(index, node)| collect(&path.index(index), node, out)),
        _ => {}
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
