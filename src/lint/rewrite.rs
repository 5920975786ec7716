//! Edits of single values by their node: another scalar in its place, its entry taken away.

use super::context::Context;
use super::edits::remove_entry;
use super::walk::entries;
use crate::helm::chain::LayerKind;
use crate::helm::value::Node;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;

impl Context<'_> {
    /// Writes `text`, which needs no quotes, in place of a scalar, in the quotes that it has. None for the value of
    /// a flag, an alias, a value with tag or anchor, and a scalar over several lines.
    pub fn rewrite(&self, node: &Node, text: &str) -> Option<Edit> {
        let span = node.origin.value;
        let layer = self.unit.layers.iter().find(|layer| layer.id == node.origin.layer)?;
        let written = layer.source.slice(span);
        if layer.kind != LayerKind::File || written.contains('\n') {
            return None;
        }
        let text = match written.chars().next()? {
            '*' | '&' | '!' | '|' | '>' => return None,
            quote @ ('"' | '\'') => format!("{quote}{text}{quote}"),
            _ => text.to_owned(),
        };
        Some(Edit::replace(span, text))
    }

    /// Takes the entry at `path` away with its lines. None for a flag, and for what [`remove_entry`] leaves alone.
    pub fn removal(&self, path: &KeyPath, node: &Node) -> Option<Edit> {
        let file = self.files().find(|file| file.layer.id == node.origin.layer)?;
        let written = entries(&file);
        let entry = written.iter().find(|entry| {
            entry.path == *path && Some(file.reading.tree.node(entry.pair.key).span) == node.origin.key
        })?;
        remove_entry(&file, entry)
    }
}
