//! A values file whose text is changed step by step. Each change is proved before it is taken: the new text is read
//! as Helm reads it, and must hold what was expected; no comment may be lost that was not meant to go.

mod block;
mod insert;
mod relocate;
mod remove;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use crate::helm::chain::{Layer, LayerKind};
use crate::helm::json::to_json;
use crate::helm::read::{Note, Reading, read};
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::leaf;
use crate::lint::walk::{Entry, entries_of};
use crate::yaml::edit::{Edit, apply};
use crate::yaml::error::SyntaxError;
use crate::yaml::path::KeyPath;
use crate::yaml::source::Source;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, Node};

/// Values files are two orders of magnitude smaller; every step reads the whole of it anew.
const MOST_BYTES: usize = 512 * 1024;

/// How many bytes may be read in all steps together: half a second of work on a slow machine.
const MOST_WORK: usize = 48 * 1024 * 1024;

const TOO_MUCH: &str = "the file is too large for so many changes";

/// A text, what Helm reads of it, and how much work is left for changing it.
#[derive(Debug)]
pub struct Text {
    layer: Layer,
    reading: Reading,
    values: Map<String, Value>,
    entries: Vec<Entry>,
    /// Index of the entry at a path; none where there are several.
    by_path: HashMap<KeyPath, Option<usize>>,
    /// Where anchors and aliases start, sorted.
    ties: Vec<usize>,
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
        let entries = entries_of(&reading);
        let mut by_path = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            by_path.entry(entry.path.clone()).and_modify(|slot| *slot = None).or_insert(Some(index));
        }
        let tie = |node: &Node| match node.kind {
            Kind::Alias { .. } => Some(node.span.start),
            _ => node.anchor().map(|anchor| anchor.span.start),
        };
        let mut ties: Vec<usize> = reading.tree.nodes().filter_map(|(_, node)| tie(node)).collect();
        ties.sort_unstable();
        Ok(Text { layer, reading, values, entries, by_path, ties, work_left: MOST_WORK })
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
        if let Some(Some(entry)) = self.by_path.get(path).map(|index| self.entries.get((*index)?)) {
            return Some(tree.node(entry.pair.key).span);
        }
        // Items of lists, and keys written twice.
        let found = tree.find(*self.reading.roots.first()?, path)?;
        Some(tree.node(found.key.unwrap_or(found.value)).span)
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
    pub fn relocate_into_list(&mut self, from: &KeyPath, to: &KeyPath) -> Result<(), String> {
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
        let removal = remove::plan(self, paths, with_comments);
        if removal.edits.is_empty() {
            return removal.refused;
        }
        let kept: HashSet<&KeyPath> = removal.refused.iter().map(|(path, _)| path).collect();
        let mut expected = self.values.clone();
        paths.iter().filter(|path| !kept.contains(path)).for_each(|path| leaf::remove(&mut expected, path));
        match self.change(&removal.edits, &expected, &removal.gone) {
            Ok(()) => removal.refused,
            Err(why) if paths.len() == 1 => paths.iter().map(|path| (path.clone(), why.clone())).collect(),
            // All at once did not work: one by one shows which.
            Err(_) => {
                let one = |path: &KeyPath| self.remove_all(std::slice::from_ref(path), with_comments);
                paths.iter().flat_map(one).collect()
            }
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
        let (values, gone) = (self.values.clone(), [Span::new(0, text.len())]);
        if !edits.is_empty() {
            // Blank lines inside of a text are part of it: then they all stay.
            let _ = self.change(&edits, &values, &gone);
        }
    }

    /// Takes the edited text over if it reads as `expected`. Comments in the spans `gone` may be lost.
    fn change(&mut self, edits: &[Edit], expected: &Map<String, Value>, gone: &[Span]) -> Result<(), String> {
        let bytes = self.as_str().len();
        self.work_left = self.work_left.checked_sub(bytes).ok_or(TOO_MUCH)?;
        // New lines end as the others do; nothing else is touched.
        let windows = self.as_str().contains("\r\n");
        let ends = |edit: &Edit| {
            let plain = edit.text.replace("\r\n", "\n");
            Edit::replace(edit.span, if windows { plain.replace('\n', "\r\n") } else { edit.text.clone() })
        };
        let edits: Vec<Edit> = edits.iter().map(ends).collect();
        let text = apply(self.as_str(), &edits).map_err(|error| error.to_string())?;
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

    /// The one entry at `path`.
    ///
    /// # Errors
    /// Where it or a map around it is written twice, or the file has it through an alias or a merge key only.
    fn only(&self, path: &KeyPath) -> Result<&Entry, String> {
        let mut here = path.clone();
        while !here.is_root() {
            match self.by_path.get(&here) {
                Some(Some(_)) => here.pop(),
                Some(None) => return Err(format!("`{here}` is written twice")),
                None => return Err("it comes from an alias or a merge key".to_owned()),
            };
        }
        let index = self.by_path.get(path).copied().flatten();
        index.and_then(|index| self.entries.get(index)).ok_or_else(|| "it is the whole file".to_owned())
    }
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
