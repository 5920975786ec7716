//! The edits of fixes, made by [`crate::edit`] for one file of a unit.

use super::absent::home;
use super::context::{Context, File};
use super::fix::Fix;
use super::walk::Entry;
use crate::edit::original::Original;
use crate::edit::proof::{Meaning, certain};
use crate::edit::relocate::{Shape, relocation as carried};
use crate::edit::remove::{Comments, removals, twin};
use crate::edit::{MOST_BYTES, append, block, insert, scalar};
use crate::helm::chain::LayerKind;
use crate::helm::value::Node;
use crate::leaf;
use crate::yaml::edit::{Edit, alike, apply};
use crate::yaml::path::KeyPath;
use crate::yaml::quick::QuickMap;
use crate::yaml::span::Span;

/// An edit of one path that is not certain is proven by reading the whole file anew, so that a rule should ask for
/// this many in a file at most.
pub const MOST_FIXES: usize = 64;

impl<'a> File<'a> {
    /// The file as edits want it.
    fn original(&self) -> Original<'a> {
        Original {
            source: &self.layer.source,
            reading: self.reading,
            entries: &self.view.entries,
            survey: &self.view.survey,
        }
    }
}

/// The whole lines of an entry, line break included. None where something else stands on them.
pub fn entry_lines(file: &File, entry: &Entry) -> Option<Span> {
    block::entry_lines(&file.original(), entry).ok()
}

/// Takes the entry away that a later one with the same key makes void. Its comments stay.
pub fn remove_entry(file: &File, entry: &Entry) -> Option<Edit> {
    let original = file.original();
    twin(&original, original.at_key(original.tree().node(entry.pair.key).span)?).ok()
}

/// Takes the entry at `path` away, with the maps around it that hold nothing else. Its comments stay. None where that
/// is not certain.
pub fn removal(file: &File, path: &KeyPath) -> Option<Edit> {
    let original = file.original();
    let edit = removed(&original, original.only(path).ok()?)?;
    settled(&original, certain(&original, std::slice::from_ref(&edit)), std::slice::from_ref(&edit), path, None)
        .then_some(edit)
}

/// The edit that takes entry `number` away.
fn removed(original: &Original, number: usize) -> Option<Edit> {
    removals(original, &[number], Comments::Stay).into_iter().next()?.ok()
}

/// Carries the entry at `from` to `to`, with its comments. None where `to` is set already, and where it is not
/// certain.
pub fn relocation(file: &File, from: &KeyPath, to: &KeyPath) -> Option<Vec<Edit>> {
    let original = file.original();
    let found = carried(&original, from, to, Shape::Same).ok()?;
    settled(&original, found.certain, &found.edits, from, Some(to)).then_some(found.edits)
}

/// Whether the edits say what they should. Where that is `certain` the whole file is not read anew for it; `--fix`
/// proves it once more. Builds for tests hold the one to the other.
fn settled(original: &Original, certain: bool, edits: &[Edit], from: &KeyPath, to: Option<&KeyPath>) -> bool {
    if original.text().len() > MOST_BYTES {
        return false;
    }
    let proven = || {
        let before = Meaning::of_file(original.source, original.reading).ok()?;
        let after = Meaning::of(&apply(original.text(), &alike(original.text(), edits)).ok()?).ok()?;
        let mut expected = before.values().clone();
        let value = leaf::get(&expected, from)?.clone();
        leaf::remove(&mut expected, from);
        to.into_iter().for_each(|to| leaf::put(&mut expected, to, value.clone()));
        before.becomes(&after, &expected, &[]).ok()
    };
    debug_assert!(!certain || proven().is_some(), "{from} in {:?}", original.text());
    certain || proven().is_some()
}

/// The edits that take each of `leaves` away where the file itself holds it, not through an alias or a merge key. A
/// map of which every entry goes, goes as a whole, so leaves of one map may have the same edit. What has a comment
/// stays: somebody had a reason for it.
pub fn leaf_removals(file: &File, leaves: &[(KeyPath, &Node)]) -> QuickMap<KeyPath, Edit> {
    let original = file.original();
    let written = |(path, node): &(KeyPath, &Node)| {
        let number = original.at_key(node.origin.key?)?;
        let entry = original.entries.get(number)?;
        let here = entry.path == *path && original.tree().node(entry.pair.value).span == node.origin.value;
        (here && !entry.twice).then_some(number)
    };
    let wanted: Vec<(usize, &KeyPath)> = leaves.iter().filter_map(|leaf| Some((written(leaf)?, &leaf.0))).collect();
    let numbers: Vec<usize> = wanted.iter().map(|(number, _)| *number).collect();
    let mut edits = QuickMap::default();
    edits.reserve(wanted.len());
    let made = wanted.into_iter().zip(removals(&original, &numbers, Comments::Hold));
    edits.extend(made.filter_map(|((_, path), edit)| Some((path.clone(), edit.ok()?))));
    edits
}

impl<'a> Context<'a> {
    /// Writes `text`, which needs no quotes, in place of a scalar, in the quotes that it has. None for the value of
    /// a flag, an alias, a value with tag or anchor, and a scalar over several lines.
    pub fn rewrite(&self, node: &Node, text: &str) -> Option<Edit> {
        let layer = self.unit.layers.iter().find(|layer| layer.id == node.origin.layer)?;
        scalar::rewrite(&layer.source, node.origin.value, text).filter(|_| layer.kind == LayerKind::File)
    }

    /// Takes the entry of `node` at `path` away, with the maps around it that hold nothing else. Its comments stay.
    /// None for a flag and for what came through an alias. `--fix` proves it.
    pub fn removal(&self, path: &KeyPath, node: &Node) -> Option<Edit> {
        let file = self.file_of(node)?;
        let original = file.original();
        let number = original.at_key(node.origin.key?)?;
        original.entries.get(number).filter(|entry| entry.path == *path)?;
        removed(&original, number)
    }

    fn file_of(&self, node: &Node) -> Option<File<'_>> {
        self.files().find(|file| file.layer.id == node.origin.layer)
    }
}

/// A fix for review that makes `path` hold `text` (YAML as it is to stand there) in the chain: in the file whose
/// value wins, or as a new entry in the user's own file. None where it is set by a flag, or cannot be done plainly.
pub fn set(cx: &Context, title: impl Into<String>, path: &KeyPath, text: &str) -> Option<Fix> {
    let file = match cx.set(path) {
        Some(node) => cx.file_of(node)?,
        None => home(cx)?,
    };
    Some(Fix::unsafe_(title, file.layer.id, set_in_file(&file, path, text)?).touching(path))
}

/// The edits that make `path` hold `text` in one file.
pub fn set_in_file(file: &File, path: &KeyPath, text: &str) -> Option<Vec<Edit>> {
    insert::set(&file.original(), path, text).ok()
}

/// The edit that adds `text` (YAML as it is to stand there) to the list at `path` in one file.
pub fn item(file: &File, path: &KeyPath, text: &str) -> Option<Edit> {
    append::item(&file.original(), path, text)
}
