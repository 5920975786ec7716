//! Every scalar value of a values file as it is written, with the path that Helm gives it.

use super::context::File;
use super::walk::key;
use crate::yaml::path::KeyPath;
use crate::yaml::tree::{Kind, NodeId, Style, Tree};

/// One scalar value, not a key.
#[derive(Clone, Debug)]
pub struct Scalar<'f> {
    pub path: KeyPath,
    pub node: NodeId,
    /// After quotes, escapes and folding.
    pub text: &'f str,
    pub style: Style,
}

/// Every scalar value that Helm reads of `file`, in order; what an alias stands for is visited once, at its anchor.
pub fn scalars<'f>(file: &File<'f>) -> &'f [Scalar<'f>] {
    &file.view.scalars
}

/// Adds the scalars below one root.
pub(super) fn walk_scalars<'f>(tree: &'f Tree, root: NodeId, out: &mut Vec<Scalar<'f>>) {
    walk(tree, root, &KeyPath::root(), out);
}

fn walk<'f>(tree: &'f Tree, id: NodeId, path: &KeyPath, out: &mut Vec<Scalar<'f>>) {
    match &tree.node(id).kind {
        Kind::Map { pairs, .. } => {
            for pair in pairs {
                match key(tree, pair.key) {
                    Some(name) => walk(tree, pair.value, &path.key(name), out),
                    // A merge key: what it brings in is written inside it only when it is no alias.
                    None => walk(tree, pair.value, path, out),
                }
            }
        }
        Kind::List { items, .. } => {
            for (index, item) in items.iter().enumerate() {
                walk(tree, *item, &path.index(index), out);
            }
        }
        Kind::Scalar { text, style } => out.push(Scalar { path: path.clone(), node: id, text, style: *style }),
        Kind::Alias { .. } => {}
    }
}
