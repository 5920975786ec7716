//! A values file whose text is changed step by step. Each change is proved before it is taken: the new text is read
//! as Helm reads it, and must hold what was expected; no comment may be lost that was not meant to go.

use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::edit::MOST_BYTES;
use crate::edit::insert::additions;
use crate::edit::original::{Original, Survey};
use crate::edit::proof::Meaning;
use crate::edit::relocate::{Shape, relocation};
use crate::edit::remove::{Comments, removals};
use crate::helm::entries::{Entry, entries};
use crate::helm::read::{Reading, read};
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::leaf;
use crate::yaml::edit::{Edit, alike, apply};
use crate::yaml::error::SyntaxError;
use crate::yaml::path::KeyPath;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// How many bytes may be read in all steps together: half a second of work on a slow machine.
const MOST_WORK: usize = 48 * 1024 * 1024;

const TOO_MUCH: &str = "the file is too large for so many changes";

/// A text, what Helm reads of it, and how much work is left for changing it.
#[derive(Debug)]
pub struct Text {
    source: Source,
    reading: Reading,
    entries: Vec<Entry>,
    survey: OnceLock<Survey>,
    meaning: Meaning,
    work_left: usize,
}

impl Text {
    /// Reads the text of one values file.
    ///
    /// # Errors
    /// What Helm refuses.
    pub fn read(name: &str, text: &str) -> Result<Text, SyntaxError> {
        let source = Source::from_text(name, text);
        let reading = read(&source, LayerId(0), HelmVersion::V3)?;
        let (entries, _) = entries(&reading);
        let meaning = Meaning::read(&source, &reading);
        Ok(Text { source, reading, entries, survey: OnceLock::new(), meaning, work_left: MOST_WORK })
    }

    fn original(&self) -> Original<'_> {
        Original { source: &self.source, reading: &self.reading, entries: &self.entries, survey: &self.survey }
    }

    /// Why this text is not changed at all, and where: what Helm passes over or reads by chance, in it.
    pub fn refusal(&self) -> Option<(Span, String)> {
        if self.as_str().len() > MOST_BYTES {
            return Some((Span::new(0, 0), format!("the file is larger than {} KiB", MOST_BYTES / 1024)));
        }
        self.meaning.doubt()
    }

    /// The text as it stands now.
    pub fn as_str(&self) -> &str {
        self.source.text()
    }

    /// The text with its lines.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What Helm reads.
    pub fn values(&self) -> &Map<String, Value> {
        self.meaning.values()
    }

    /// The key of the entry at `path`, or of the nearest one above it that is written.
    pub fn place(&self, path: &KeyPath) -> Span {
        let mut path = Some(path.clone());
        while let Some(here) = path.filter(|path| !path.is_root()) {
            if let Some(span) = self.written(&here) {
                return span;
            }
            path = here.parent();
        }
        Span::new(0, 0)
    }

    /// The line (from 1) of the entry at `path`; none where it is not written there.
    pub fn line(&self, path: &KeyPath) -> Option<usize> {
        Some(self.source().position(self.written(path)?.start).line)
    }

    fn written(&self, path: &KeyPath) -> Option<Span> {
        let tree = &self.reading.tree;
        if let Some(entry) = self.original().at_path(path).and_then(|number| self.entries.get(number)) {
            return Some(tree.node(entry.pair.key).span);
        }
        // Items of lists, and what aliases bring in.
        let found = tree.find(*self.reading.roots.first()?, path)?;
        Some(tree.node(found.key.unwrap_or(found.value)).span)
    }

    /// Carries the block at `from` to `to`, where nothing is yet.
    ///
    /// # Errors
    /// Why it cannot be done, as the end of a sentence; then nothing has changed.
    pub fn relocate(&mut self, from: &KeyPath, to: &KeyPath) -> Result<(), String> {
        let value = leaf::get(self.values(), from).cloned().ok_or("it is not there")?;
        self.carry(from, to, Shape::Same, value)
    }

    /// Carries the scalar at `from` to `to`, as the one item of a new list.
    ///
    /// # Errors
    /// As for [`Text::relocate`].
    pub fn relocate_into_list(&mut self, from: &KeyPath, to: &KeyPath) -> Result<(), String> {
        let value = leaf::get(self.values(), from).cloned().ok_or("it is not there")?;
        if value.is_object() || value.is_array() || value.is_null() {
            return Err("it is no single value".to_owned());
        }
        self.carry(from, to, Shape::Item, Value::Array(vec![value]))
    }

    fn carry(&mut self, from: &KeyPath, to: &KeyPath, shape: Shape, value: Value) -> Result<(), String> {
        let edits = relocation(&self.original(), from, to, shape)?.edits;
        let mut expected = self.values().clone();
        leaf::remove(&mut expected, from);
        leaf::put(&mut expected, to, value);
        self.change(&edits, &expected, &[])
    }

    /// Takes the entry at `path` away, with the maps around it that hold nothing else. Its comments stay as lines of
    /// their own.
    ///
    /// # Errors
    /// As for [`Text::relocate`].
    pub fn remove(&mut self, path: &KeyPath) -> Result<(), String> {
        let refused = self.remove_all(std::slice::from_ref(path), false);
        refused.into_iter().next().map_or(Ok(()), |(_, why)| Err(why))
    }

    /// Takes every entry of `paths` away that can go by itself, with maps that are left empty. Comments stay as lines of
    /// their own, unless `with_comments` takes them away too. Gives those that could not go, each with the reason.
    pub fn remove_all(&mut self, paths: &[KeyPath], with_comments: bool) -> Vec<(KeyPath, String)> {
        if self.work_left < self.as_str().len() {
            return paths.iter().map(|path| (path.clone(), TOO_MUCH.to_owned())).collect();
        }
        let original = self.original();
        let (mut wanted, mut refused) = (Vec::new(), Vec::new());
        for path in paths {
            match original.only(path) {
                Ok(number) => wanted.push((path, number)),
                Err(why) => refused.push((path.clone(), why)),
            }
        }
        let numbers: Vec<usize> = wanted.iter().map(|(_, number)| *number).collect();
        let comments = if with_comments { Comments::Go } else { Comments::Stay };
        let mut expected = self.values().clone();
        let mut edits = Vec::new();
        for ((path, _), edit) in wanted.into_iter().zip(removals(&original, &numbers, comments)) {
            match edit {
                Ok(edit) => {
                    leaf::remove(&mut expected, path);
                    edits.push(edit);
                }
                Err(why) => refused.push((path.clone(), why)),
            }
        }
        if edits.is_empty() {
            return refused;
        }
        edits.sort();
        edits.dedup();
        let gone: Vec<Span> = edits.iter().filter(|_| with_comments).map(|edit| edit.span).collect();
        match self.change(&edits, &expected, &gone) {
            Ok(()) => refused,
            Err(why) if paths.len() == 1 => paths.iter().map(|path| (path.clone(), why.clone())).collect(),
            // All at once did not work: one by one shows which.
            Err(_) => {
                let one = |path: &KeyPath| self.remove_all(std::slice::from_ref(path), with_comments);
                paths.iter().flat_map(one).collect()
            }
        }
    }

    /// Writes `more`, of which no leaf is in the text yet, into the maps where they belong.
    ///
    /// # Errors
    /// As for [`Text::relocate`].
    pub fn add(&mut self, more: &Map<String, Value>) -> Result<(), String> {
        let edits = additions(&self.original(), self.values(), more)?;
        let mut expected = self.values().clone();
        leaf::merge(&mut expected, more);
        self.change(&edits, &expected, &[])
    }

    /// Takes away what a text of which much was removed is left with: blank lines after blank lines, and the header of a
    /// rendered file, which says what the text no longer is. Does nothing where a value would change by it.
    pub fn tidy(&mut self) {
        let mut edits = Vec::new();
        let text = self.as_str();
        let header = text.lines().take_while(|line| line.starts_with('#'));
        let is_rendered = header.clone().any(|line| line.starts_with("# digest: sha256:"));
        let start = if is_rendered { header.count() } else { 0 };
        let mut at = text.split_inclusive('\n').take(start).map(str::len).sum::<usize>();
        if at > 0 {
            edits.push(Edit::remove(Span::new(0, at)));
        }
        let mut blank = true;
        for line in text.split_inclusive('\n').skip(start) {
            let is_blank = line.trim().is_empty();
            if is_blank && blank {
                edits.push(Edit::remove(Span::new(at, at + line.len())));
            }
            (blank, at) = (is_blank, at + line.len());
        }
        let (values, gone) = (self.values().clone(), [Span::new(0, text.len())]);
        if !edits.is_empty() {
            // Blank lines inside of a text are part of it: then they all stay.
            let _ = self.change(&edits, &values, &gone);
        }
    }

    /// Takes the edited text over if it reads as `expected`. Comments in the spans `gone` may be lost.
    fn change(&mut self, edits: &[Edit], expected: &Map<String, Value>, gone: &[Span]) -> Result<(), String> {
        let bytes = self.as_str().len();
        self.work_left = self.work_left.checked_sub(bytes).ok_or(TOO_MUCH)?;
        let text = apply(self.as_str(), &alike(self.as_str(), edits)).map_err(|error| error.to_string())?;
        let mut after = Text::read(self.source().name(), &text).map_err(|error| error.message)?;
        self.meaning.becomes(&after.meaning, expected, gone)?;
        after.work_left = self.work_left;
        *self = after;
        Ok(())
    }
}
