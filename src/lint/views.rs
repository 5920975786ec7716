//! What most rules walk over, gathered once for a unit: values and leaves with their paths, keys as written.

use std::iter::Peekable;
use std::sync::OnceLock;

use super::claims::Claims;
use super::unit::Unit;
use crate::edit::original::Survey;
use crate::helm::chain::LayerKind;
use crate::helm::entries::{Entry, Scalar, entries};
use crate::helm::value::{LayerId, Node, Value};
use crate::yaml::path::{KeyPath, Segment};

/// A value and its path.
pub type At<'a> = (KeyPath, &'a Node);

/// The values below one root.
#[derive(Default)]
pub struct Values<'a> {
    /// Every value, maps and list items included, parents before children; not the root.
    pub nodes: Vec<At<'a>>,
    /// Every leaf. A list is one leaf, an empty map too.
    pub leaves: Vec<At<'a>>,
    /// See [`super::written::Written::claims`].
    pub claims: OnceLock<Claims>,
}

/// One values file.
pub struct FileView<'a> {
    pub layer: LayerId,
    pub values: Values<'a>,
    pub entries: Vec<Entry>,
    pub scalars: Vec<Scalar<'a>>,
    /// What the edits of the file have to know of it.
    pub survey: OnceLock<Survey>,
}

/// One unit.
pub struct Views<'a> {
    pub merged: Values<'a>,
    pub files: Vec<FileView<'a>>,
    /// What is left of each flag after the merge, in the order of layers.
    pub flags: Vec<(LayerId, &'a Node, Values<'a>)>,
    /// The scalars of the files, and those of the flags that count in the end.
    pub scalars: Vec<At<'a>>,
}

impl<'a> Views<'a> {
    /// Walks over `unit`, once over each tree.
    pub fn of(unit: &'a Unit) -> Views<'a> {
        let file = |(id, reading): &'a (LayerId, crate::helm::read::Reading)| {
            let (entries, scalars) = entries(reading);
            let values = Values::sharing(&reading.root, entries.iter().map(|entry| &entry.path));
            FileView { layer: *id, values, entries, scalars, survey: OnceLock::new() }
        };
        let files: Vec<FileView> = unit.merged.readings.iter().map(file).collect();
        let first = files.first().into_iter().flat_map(|file| &file.values.nodes);
        let merged = Values::sharing(&unit.merged.values, first.map(|(path, _)| path));
        let is_scalar = |node: &Node| !matches!(node.value, Value::Map(_) | Value::List(_) | Value::Null);
        let of_files = unit.files().filter_map(|(layer, _)| files.iter().find(|file| file.layer == layer.id));
        let of_files = of_files.flat_map(|file| &file.values.nodes);
        let mut scalars: Vec<At> = of_files.filter(|(_, node)| is_scalar(node)).cloned().collect();
        if unit.layers.iter().any(|layer| layer.kind != LayerKind::File) {
            let of_flag = |node: &Node| unit.files().all(|(layer, _)| layer.id != node.origin.layer);
            scalars.extend(merged.nodes.iter().filter(|(_, node)| is_scalar(node) && of_flag(node)).cloned());
        }
        let flags = unit.flags.iter().map(|(layer, root)| (*layer, root, Values::of(root))).collect();
        Views { merged, files, flags, scalars }
    }
}

impl<'a> Values<'a> {
    /// Those below `root`.
    pub fn of(root: &'a Node) -> Values<'a> {
        Values::sharing(root, std::iter::empty())
    }

    /// The same with copies of `paths`, which are nearly the same paths in the same order, as far as they fit: to make
    /// a path costs several times as much as to compare it.
    fn sharing<'p>(root: &'a Node, paths: impl Iterator<Item = &'p KeyPath>) -> Values<'a> {
        let mut values = Values::default();
        values.below(&KeyPath::root(), root, false, &mut paths.peekable());
        values
    }

    fn below<'p, Paths: Iterator<Item = &'p KeyPath>>(
        &mut self,
        path: &KeyPath,
        node: &'a Node,
        in_list: bool,
        paths: &mut Peekable<Paths>,
    ) {
        match &node.value {
            Value::Map(entries) => {
                for (key, node) in entries {
                    let shared = paths.next_if(|shared| shared.last_key() == Some(key) && shared.is_right_below(path));
                    let path = shared.cloned().unwrap_or_else(|| path.key(key.as_str()));
                    self.add(path, node, in_list, paths);
                }
            }
            Value::List(items) => {
                for (index, node) in items.iter().enumerate() {
                    let step = Segment::Index(index);
                    let shared = paths.next_if(|shared| shared.last() == Some(&step) && shared.is_right_below(path));
                    let path = shared.cloned().unwrap_or_else(|| path.index(index));
                    self.add(path, node, true, paths);
                }
            }
            _ => {}
        }
    }

    fn add<'p, Paths: Iterator<Item = &'p KeyPath>>(
        &mut self,
        path: KeyPath,
        node: &'a Node,
        in_list: bool,
        paths: &mut Peekable<Paths>,
    ) {
        self.nodes.push((path.clone(), node));
        self.below(&path, node, in_list, paths);
        if !in_list && !matches!(&node.value, Value::Map(entries) if !entries.is_empty()) {
            self.leaves.push((path, node));
        }
    }
}
