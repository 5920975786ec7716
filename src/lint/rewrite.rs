//! Edits of single values by their node: another scalar in its place, its entry taken away.

use super::context::{Context, File};
use super::edits::remove_entry;
use super::walk::{Entry, entries};
use crate::helm::chain::LayerKind;
use crate::helm::value::{LayerId, Node};
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;
use crate::yaml::quick::QuickMap;
use crate::yaml::span::Span;

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
}

/// The entries of every file by the place of their key, to find the one behind a node. Built once per check: a walk
/// per finding would take hours on a hostile file.
pub struct Entries<'a> {
    files: Vec<File<'a>>,
    by_key: QuickMap<(LayerId, Span), &'a Entry>,
}

impl<'a> Entries<'a> {
    /// All entries of the files of `cx`.
    pub fn new(cx: &'a Context) -> Entries<'a> {
        let files: Vec<File> = cx.files().collect();
        let mut by_key = QuickMap::default();
        by_key.reserve(files.iter().map(|file| entries(file).len()).sum());
        for file in &files {
            for entry in entries(file) {
                let key = file.reading.tree.node(entry.pair.key).span;
                by_key.insert((file.layer.id, key), entry);
            }
        }
        Entries { files, by_key }
    }

    /// Takes the entry of `node` at `path` away with its lines. None for a flag, for what came through an alias, and
    /// for what [`remove_entry`] leaves alone.
    pub fn removal(&self, path: &KeyPath, node: &Node) -> Option<Edit> {
        let file = self.files.iter().find(|file| file.layer.id == node.origin.layer)?;
        let entry = self.by_key.get(&(file.layer.id, node.origin.key?)).filter(|entry| entry.path == *path)?;
        remove_entry(file, entry)
    }
}
