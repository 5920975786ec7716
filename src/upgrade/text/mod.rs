//! A values file whose text is changed step by step. Each change is proved before it is taken: the new text is read
//! as Helm reads it, and must hold what was expected; no comment may be lost that was not meant to go.

mod block;
mod insert;
mod relocate;
mod remove;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::helm::chain::{Layer, LayerKind};
use crate::helm::json::to_json;
use crate::helm::read::{Note, Reading, read};
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::leaf;
use crate::lint::context::File;
use crate::lint::unit::Role;
use crate::lint::walk::{Entry, entries};
use crate::yaml::edit::{Edit, apply};
use crate::yaml::error::SyntaxError;
use crate::yaml::path::KeyPath;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// Values files are two orders of magnitude smaller; every step reads the whole of it anew.
const MOST_BYTES: usize = 512 * 1024;

/// How many bytes may be read in all steps together: half a second of work on a slow machine.
const MOST_WORK: usize = 48 * 1024 * 1024;

static USER: Role = Role::User;

/// A text, what Helm reads of it, and how much work is left for changing it.
#[derive(Debug)]
pub struct Text {
    layer: Layer,
    reading: Reading,
    values: Map<String, Value>,
    work_left: usize,
}

impl Text {
    /// Reads the text of one values file.
    ///
    /// # Errors
    /// What Helm refuses.
    pub fn read(name: &str, text: &str) -> Result<Text, SyntaxError> {
        let source = Source::from_text(name, text);
        let layer = Layer { id: LayerId(0), kind: LayerKind::File, source };
        let reading = read(&layer.source, layer.id, HelmVersion::V3)?;
        let values = values(&reading);
        Ok(Text { layer, reading, values, work_left: MOST_WORK })
    }

    /// Why this text is not changed at all, and where: what Helm passes over or reads by chance, in it.
    pub fn refusal(&self) -> Option<(Span, String)> {
        if self.as_str().len() > MOST_BYTES {
            return Some((Span::new(0, 0), format!("the file is larger than {} KiB", MOST_BYTES / 1024)));
        }
        let why = |note: &Note| match note {
            Note::IgnoredDocuments { .. } => Some("the file holds more than one document"),
            Note::IgnoredContent { .. } => Some("Helm does not read what is from here on"),
            Note::CollidingKeys(_) => Some("two keys are one, and Helm keeps one of them by chance"),
            Note::HelmHeading { .. } => None,
        };
        if let Some(found) = self.reading.notes.iter().find_map(|note| Some((note.span(), why(note)?.to_owned()))) {
            return Some(found);
        }
        let newer = read(&self.layer.source, self.layer.id, HelmVersion::V4);
        match newer {
            Ok(newer) if Value::Object(values(&newer)) == Value::Object(self.values.clone()) => None,
            Ok(_) => Some((Span::new(0, 0), "Helm 3 and Helm 4 read different values".to_owned())),
            Err(error) => Some((error.span, format!("Helm 4 refuses the file: {}", error.message))),
        }
    }

    /// The text as it stands now.
    pub fn as_str(&self) -> &str {
        self.layer.source.text()
    }

    /// The text with its lines.
    pub fn source(&self) -> &Source {
        &self.layer.source
    }

    /// What Helm reads.
    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// The key of the entry at `path`, or of the nearest one above it that is written.
    pub fn place(&self, path: &KeyPath) -> Span {
        let mut path = Some(path.clone());
        while let Some(here) = path.filter(|path| !path.is_root()) {
            let found = self.reading.roots.first().and_then(|root| self.reading.tree.find(*root, &here));
            if let Some(found) = found {
                return self.reading.tree.node(found.key.unwrap_or(found.value)).span;
            }
            path = here.parent();
        }
        Span::new(0, 0)
    }

    /// The line (from 1) of the entry at `path`; none where it is not written there.
    pub fn line(&self, path: &KeyPath) -> Option<usize> {
        let root = self.reading.roots.first()?;
        let found = self.reading.tree.find(*root, path)?;
        let span = self.reading.tree.node(found.key.unwrap_or(found.value)).span;
        Some(self.source().position(span.start).line)
    }

    /// Carries the block at `from` to `to`, where nothing is yet.
    ///
    /// # Errors
    /// Why it cannot be done, as the end of a sentence; then nothing has changed.
    pub fn relocate(&mut self, from: &KeyPath, to: &KeyPath) -> Result<(), String> {
        let value = leaf::get(&self.values, from).cloned().ok_or("it is not there")?;
        let edits = relocate::edits(self, from, to, relocate::Shape::Same)?;
        let mut expected = self.values.clone();
        leaf::remove(&mut expected, from);
        leaf::put(&mut expected, to, value);
        self.change(&edits, &expected, &[])
    }

    /// Carries the scalar at `from` to `to`, as the one item of a new list.
    ///
    /// # Errors
    /// As for [`Text::relocate`].
    pub fn into_list(&mut self, from: &KeyPath, to: &KeyPath) -> Result<(), String> {
        let value = leaf::get(&self.values, from).cloned().ok_or("it is not there")?;
        if value.is_object() || value.is_array() || value.is_null() {
            return Err("it is no single value".to_owned());
        }
        let edits = relocate::edits(self, from, to, relocate::Shape::Item)?;
        let mut expected = self.values.clone();
        leaf::remove(&mut expected, from);
        leaf::put(&mut expected, to, Value::Array(vec![value]));
        self.change(&edits, &expected, &[])
    }

    /// Takes the entry at `path` away, with the maps around it that hold nothing else. Its comments stay as lines of
    /// their own, unless `with_comments` takes them away too.
    ///
    /// # Errors
    /// As for [`Text::relocate`].
    pub fn remove(&mut self, path: &KeyPath, with_comments: bool) -> Result<(), String> {
        let removal = remove::plan(self, std::slice::from_ref(path), with_comments);
        if let Some((_, why)) = removal.refused.into_iter().next() {
            return Err(why);
        }
        let mut expected = self.values.clone();
        leaf::remove(&mut expected, path);
        self.change(&removal.edits, &expected, &removal.gone)
    }

    /// Takes every entry of `paths` away that can go by itself, with maps that are left empty; comments stay. Gives
    /// those that could not go, each with the reason.
    pub fn remove_all(&mut self, paths: &[KeyPath]) -> Vec<(KeyPath, String)> {
        let removal = remove::plan(self, paths, false);
        let mut expected = self.values.clone();
        let kept: Vec<&KeyPath> = removal.refused.iter().map(|(path, _)| path).collect();
        let going: Vec<&KeyPath> = paths.iter().filter(|path| !kept.contains(path)).collect();
        going.iter().for_each(|path| leaf::remove(&mut expected, path));
        if removal.edits.is_empty() {
            return removal.refused;
        }
        match self.change(&removal.edits, &expected, &[]) {
            Ok(()) => removal.refused,
            // All at once did not work: one by one shows which.
            Err(_) => paths.iter().filter_map(|path| Some((path.clone(), self.remove(path, false).err()?))).collect(),
        }
    }

    /// Writes `additions`, of which no leaf is in the text yet, into the maps where they belong.
    ///
    /// # Errors
    /// As for [`Text::relocate`].
    pub fn add(&mut self, additions: &Map<String, Value>) -> Result<(), String> {
        let edits = insert::edits(self, additions)?;
        let mut expected = self.values.clone();
        leaf::merge(&mut expected, additions);
        self.change(&edits, &expected, &[])
    }

    /// Takes the edited text over if it reads as `expected`. Comments in the spans `gone` may be lost.
    fn change(&mut self, edits: &[Edit], expected: &Map<String, Value>, gone: &[Span]) -> Result<(), String> {
        let bytes = self.as_str().len();
        self.work_left = self.work_left.checked_sub(bytes).ok_or("the file takes too many steps")?;
        let mut text = apply(self.as_str(), edits).map_err(|error| error.to_string())?;
        if self.as_str().contains("\r\n") {
            text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        let mut after = Text::read(self.source().name(), &text).map_err(|error| error.message)?;
        if meant(&after.values) != meant(expected) {
            return Err("another value would change with it".to_owned());
        }
        if after.refusal().is_some() {
            return Err("Helm 3 and Helm 4 would read different values".to_owned());
        }
        let kept = after.comments(&[]);
        if self.comments(gone).iter().any(|(comment, count)| kept.get(comment).is_none_or(|kept| kept < count)) {
            return Err("a comment would be lost".to_owned());
        }
        after.work_left = self.work_left;
        *self = after;
        Ok(())
    }

    /// How often each comment stands in the text outside of `gone`.
    fn comments(&self, gone: &[Span]) -> BTreeMap<String, usize> {
        let mut out = BTreeMap::new();
        for comment in &self.reading.tree.comments {
            if !gone.iter().any(|span| span.start <= comment.span.start && comment.span.start < span.end) {
                *out.entry(self.source().slice(comment.span).trim_end().to_owned()).or_default() += 1;
            }
        }
        out
    }

    fn file(&self) -> File<'_> {
        File { layer: &self.layer, reading: &self.reading, role: &USER }
    }

    fn entries(&self) -> Vec<Entry> {
        entries(&self.file())
    }
}

/// The one entry at `path`.
///
/// # Errors
/// Where it or a map around it is written twice, or the file has it through an alias or a merge key only.
fn only<'e>(entries: &'e [Entry], path: &KeyPath) -> Result<&'e Entry, String> {
    let mut here = path.clone();
    let mut found = None;
    while !here.is_root() {
        let mut same = entries.iter().filter(|entry| entry.path == here);
        let first = same.next().ok_or("it comes from an alias or a merge key")?;
        if same.next().is_some() {
            return Err(format!("`{here}` is written twice"));
        }
        found = found.or(Some(first));
        here.pop();
    }
    found.ok_or_else(|| "it is the whole file".to_owned())
}

fn values(reading: &Reading) -> Map<String, Value> {
    match to_json(&reading.root.value) {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Values without empty maps, which set nothing.
fn meant(values: &Map<String, Value>) -> Map<String, Value> {
    let mut values = values.clone();
    leaf::prune(&mut values);
    values
}
