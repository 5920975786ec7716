//! The proof of an edit: the text before and after, read as Helm reads them, differ only where they should.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::original::Original;
use crate::helm::json::to_json;
use crate::helm::read::{Note, Reading, read, versions_agree};
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::yaml::edit::{Edit, apply};
use crate::yaml::error::SyntaxError;
use crate::yaml::path::KeyPath;
use crate::yaml::source::Source;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, Tree};

/// A text as both versions of Helm read it.
#[derive(Debug)]
pub struct Meaning {
    source: Source,
    older: Map<String, Json>,
    newer: Newer,
    comments: Vec<Span>,
    repeated: usize,
    /// What Helm passes over or reads by chance, and where.
    ignored: Option<(Span, &'static str)>,
}

/// What Helm 4 reads.
#[derive(Debug)]
enum Newer {
    Same,
    Other(Map<String, Json>),
    Refused(SyntaxError),
}

impl Meaning {
    /// Reads `text`.
    ///
    /// # Errors
    /// Why Helm 3 refuses it.
    pub fn of(text: &str) -> Result<Meaning, SyntaxError> {
        let source = Source::from_text("", text);
        Ok(Meaning::read(&source, &read(&source, LayerId(0), HelmVersion::V3)?))
    }

    /// The same of a text of which `reading` is what Helm made, 3 or 4.
    ///
    /// # Errors
    /// Why Helm 3 refuses it.
    pub fn of_file(source: &Source, reading: &Reading) -> Result<Meaning, SyntaxError> {
        match versions_agree(source.text(), reading) {
            true => Ok(Meaning::read(source, reading)),
            false => Meaning::of(source.text()),
        }
    }

    /// The same of a text of which `reading` is what Helm 3 made.
    pub fn read(source: &Source, reading: &Reading) -> Meaning {
        let older = values(reading);
        let newer = match versions_agree(source.text(), reading) {
            true => Newer::Same,
            false => match read(source, LayerId(0), HelmVersion::V4).map(|newer| values(&newer)) {
                Ok(newer) if newer == older => Newer::Same,
                Ok(newer) => Newer::Other(newer),
                Err(error) => Newer::Refused(error),
            },
        };
        let why = |note: &Note| match note {
            Note::IgnoredDocuments { .. } => Some("the file holds more than one document"),
            Note::IgnoredContent { .. } => Some("Helm does not read what is from here on"),
            Note::CollidingKeys(_) => Some("two keys are one, and Helm keeps one of them by chance"),
            Note::HelmHeading { .. } => None,
        };
        Meaning {
            source: source.clone(),
            older,
            newer,
            comments: reading.tree.comments.iter().map(|comment| comment.span).collect(),
            repeated: repeated(&reading.tree),
            ignored: reading.notes.iter().find_map(|note| Some((note.span(), why(note)?))),
        }
    }

    /// What Helm 3 reads.
    pub fn values(&self) -> &Map<String, Json> {
        &self.older
    }

    /// Why the text has more than one meaning, and where.
    pub fn doubt(&self) -> Option<(Span, String)> {
        match (&self.ignored, &self.newer) {
            (Some((span, why)), _) => Some((*span, (*why).to_owned())),
            (None, Newer::Same) => None,
            (None, Newer::Other(_)) => Some((Span::new(0, 0), "Helm 3 and Helm 4 read different values".to_owned())),
            (None, Newer::Refused(error)) => Some((error.span, format!("Helm 4 refuses the file: {}", error.message))),
        }
    }

    /// Whether `after` may take the place of this text: it holds the `expected` values, but for empty maps, which set
    /// nothing; no comment is lost outside of the spans `gone`; no doubt comes up.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub fn becomes(&self, after: &Meaning, expected: &Map<String, Json>, gone: &[Span]) -> Result<(), String> {
        if !(covers(after.values(), expected) && covers(expected, after.values())) {
            return Err("another value would change with it".to_owned());
        }
        if after.doubt().is_some() && self.doubt().is_none() {
            return Err("Helm 3 and Helm 4 would read different values".to_owned());
        }
        self.is_kept_in(after, gone)
    }

    /// Whether `after` may take the place of this text: the same but for values at or below `allowed`, no comment lost,
    /// no key written twice that was not.
    ///
    /// # Errors
    /// What else it changes, in a few words.
    pub fn allows(&self, after: &str, allowed: &[KeyPath]) -> Result<(), String> {
        if after == self.source.text() {
            return Err("it changes nothing".to_owned());
        }
        let after = Meaning::of(after).map_err(|why| format!("the result cannot be read: {}", why.message))?;
        let newer = match (self.newer(), after.newer()) {
            (Some(_), None) => return Err("Helm 4 could not read the result".to_owned()),
            (before, after) => before.zip(after),
        };
        let same = matches!((&self.newer, &after.newer), (Newer::Same, Newer::Same));
        for (before, after) in [Some((&self.older, &after.older)), newer.filter(|_| !same)].into_iter().flatten() {
            if let Some(path) = Changes::between(before, after, allowed).unintended(allowed) {
                return Err(format!("it would change `{path}` too"));
            }
        }
        self.is_kept_in(&after, &[])
    }

    /// Whether what is no value is as good as it was.
    fn is_kept_in(&self, after: &Meaning, gone: &[Span]) -> Result<(), String> {
        let kept = after.comments(&[]);
        if self.comments(gone).iter().any(|(comment, count)| kept.get(comment).is_none_or(|kept| kept < count)) {
            return Err("a comment would be lost".to_owned());
        }
        match after.repeated > self.repeated {
            true => Err("a key would be set twice".to_owned()),
            false => Ok(()),
        }
    }

    fn newer(&self) -> Option<&Map<String, Json>> {
        match &self.newer {
            Newer::Same => Some(&self.older),
            Newer::Other(newer) => Some(newer),
            Newer::Refused(_) => None,
        }
    }

    /// How often each comment stands in the text outside of `gone`.
    fn comments(&self, gone: &[Span]) -> BTreeMap<&str, usize> {
        let mut out = BTreeMap::new();
        for comment in &self.comments {
            if !gone.iter().any(|span| span.start <= comment.start && comment.start < span.end) {
                *out.entry(self.source.slice(*comment).trim_end()).or_default() += 1;
            }
        }
        out
    }
}

/// Whether `values` hold all that `other` sets.
fn covers(values: &Map<String, Json>, other: &Map<String, Json>) -> bool {
    let none = Map::new();
    other.iter().all(|(key, other)| match (values.get(key), other) {
        (Some(Json::Object(values)), Json::Object(other)) => covers(values, other),
        (None, Json::Object(other)) => covers(&none, other),
        (value, other) => value == Some(other),
    })
}

/// Whether it is certain without a proof that `edits`, of which each takes the lines of an entry away that can go by
/// itself, or puts such lines in, change no other entry. A proof reads the whole file anew, and a file may hold a
/// thousand keys that have to go.
pub fn certain(original: &Original, edits: &[Edit]) -> bool {
    let behind_text = |edit: &Edit| original.is_behind_block_text(edit.span.start);
    let apart = || edits.len() == 1 || apply(original.text(), edits).is_ok();
    original.survey().plain && !edits.iter().any(behind_text) && apart()
}

fn values(reading: &Reading) -> Map<String, Json> {
    match to_json(&reading.root.value) {
        Json::Object(values) => values,
        _ => Map::new(),
    }
}

/// How many keys are in their map already.
fn repeated(tree: &Tree) -> usize {
    let in_map = |kind: &Kind| match kind {
        Kind::Map { pairs, .. } => {
            let mut names: Vec<&str> = pairs.iter().filter_map(|pair| tree.text(pair.key)).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            all - names.len()
        }
        _ => 0,
    };
    tree.nodes().map(|(_, node)| in_map(&node.kind)).sum()
}

/// A value that is not the same before and after.
struct Change<'v> {
    path: KeyPath,
    before: Option<&'v Json>,
    after: Option<&'v Json>,
}

struct Changes<'v>(Vec<Change<'v>>);

impl<'v> Changes<'v> {
    fn between(before: &'v Map<String, Json>, after: &'v Map<String, Json>, allowed: &[KeyPath]) -> Changes<'v> {
        let mut changes = Changes(Vec::new());
        for key in keys(before, after) {
            changes.collect(KeyPath::of([key]), before.get(key), after.get(key), allowed);
        }
        changes
    }

    fn collect(&mut self, path: KeyPath, before: Option<&'v Json>, after: Option<&'v Json>, allowed: &[KeyPath]) {
        match (before, after) {
            (before, after) if before == after => {}
            (Some(Json::Object(old)), Some(Json::Object(new))) => {
                for key in keys(old, new) {
                    self.collect(path.key(key), old.get(key), new.get(key), allowed);
                }
            }
            (Some(Json::Array(old)), Some(Json::Array(new))) if old.len() == new.len() => {
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    self.collect(path.index(index), Some(old), Some(new), allowed);
                }
            }
            (Some(Json::Array(old)), Some(Json::Array(new))) if without(old, &path, allowed).eq(new) => {}
            (before, after) => self.0.push(Change { path, before, after }),
        }
    }

    /// The first change that is not meant.
    fn unintended(&self, allowed: &[KeyPath]) -> Option<&KeyPath> {
        let below = |path: &KeyPath| allowed.iter().any(|allowed| path.starts_with(allowed));
        let mut moved: BTreeMap<String, usize> = BTreeMap::new();
        for change in self.0.iter().filter(|change| change.after.is_none()) {
            let Some(value) = change.before else { continue };
            leaves_at(&change.path, value, &mut |_, leaf| *moved.entry(leaf.to_string()).or_default() += 1);
        }
        let meant = |change: &Change, moved: &mut BTreeMap<String, usize>| {
            if below(&change.path) {
                return true;
            }
            match (change.before, change.after) {
                // Where nothing stood: a map that holds what is meant, or a value that stood at an intended path.
                (None, Some(new)) => {
                    let mut all = true;
                    leaves_at(&change.path, new, &mut |path, leaf| {
                        if !below(path) {
                            match moved.get_mut(&leaf.to_string()) {
                                Some(left) if *left > 0 => *left -= 1,
                                _ => all = false,
                            }
                        }
                    });
                    all
                }
                // A map that loses all it had, all of it meant. Null in its place would delete the chart's defaults.
                (Some(old), None) => all_below(&change.path, old, &below),
                (Some(old), Some(Json::Object(new))) if new.is_empty() => all_below(&change.path, old, &below),
                _ => false,
            }
        };
        self.0.iter().find(|change| !meant(change, &mut moved)).map(|change| &change.path)
    }
}

fn keys<'m>(old: &'m Map<String, Json>, new: &'m Map<String, Json>) -> impl Iterator<Item = &'m str> {
    let added = new.keys().filter(|key| !old.contains_key(*key));
    old.keys().chain(added).map(String::as_str)
}

/// The items of a list that are not themselves meant to change.
fn without<'v>(old: &'v [Json], path: &KeyPath, allowed: &[KeyPath]) -> impl Iterator<Item = &'v Json> {
    let meant: Vec<bool> = (0..old.len()).map(|index| allowed.contains(&path.index(index))).collect();
    old.iter().zip(meant).filter(|(_, meant)| !meant).map(|(item, _)| item)
}

/// Whether every leaf of `value`, which stands at `path`, is meant to change.
fn all_below(path: &KeyPath, value: &Json, below: &impl Fn(&KeyPath) -> bool) -> bool {
    below(path)
        || match value {
            Json::Object(map) if !map.is_empty() => {
                map.iter().all(|(key, value)| all_below(&path.key(key.as_str()), value, below))
            }
            _ => false,
        }
}

/// Every leaf of `value`, which stands at `path`, with its own path.
fn leaves_at(path: &KeyPath, value: &Json, each: &mut dyn FnMut(&KeyPath, &Json)) {
    match value {
        Json::Object(map) if !map.is_empty() => {
            map.iter().for_each(|(key, value)| leaves_at(&path.key(key.as_str()), value, each));
        }
        _ => each(path, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(before: &str, after: &str, allowed: &[&str]) -> Result<(), String> {
        let allowed: Vec<KeyPath> = allowed.iter().map(|path| path.parse().expect(path)).collect();
        Meaning::of(before).expect("it reads").allows(after, &allowed)
    }

    #[test]
    fn intended_changes_pass() {
        for (before, after, path) in [
            ("a: 1\nb: 2\n", "a: 3\nb: 2\n", "a"),
            ("a: 1\nb: 2\n", "b: 2\n", "a"),
            ("a: {x: 1, z: 2}\nb: 2\n", "b: 2\n", "a"),
            ("b: 2\n", "b: 2\na: {x: {z: 1}}\n", "a.x.z"),
            ("a: {x: {z: 1}}\n", "a: {}\n", "a.x"),
            ("a: {x: {z: 1}}\nb: 1\n", "b: 1\n", "a.x.z"),
            ("l: [1, 2, 3]\n", "l: [1, 3]\n", "l[1]"),
            ("l: [1, 2, 3]\n", "l: [1, 4, 3]\n", "l[1]"),
            ("s:\n  h: {m: 2}\n", "s:\n  m: 2\n  h: {}\n", "s.h.m"),
            ("old: {x: 1, z: a}\n", "new: {x: 1, z: a}\n", "old"),
            ("a: 1 \n# c\n", "a: 1\n# c\n", "none"),
            ("a: 1\n", "a: 1\nb: {c: 2}\n", "b.c"),
            ("a: {b: 1}\na: {b: 2}\n", "a: {b: 2}\n", "none"),
        ] {
            assert_eq!(judged(before, after, &[path]), Ok(()), "{before:?} {after:?}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for (before, after, path, why) in [
            ("a: 1\nb: 2\n", "a: 1\nb: 3\n", "a", "`b`"),
            ("a: 1\nb: 2\n", "a: 1\n", "a", "`b`"),
            ("a: 1\n", "a: 1\nb: 3\n", "a", "`b`"),
            ("a: 1\n", "a: 1\nb: {c: 2, d: 3}\n", "b.c", "`b`"),
            ("b: 2\n", "b: 2\na: {x: {z: 1}, c: 2}\n", "a.x.z", "`a`"),
            ("s: {h: {m: 2}}\n", "s: {h: {}, m: 3}\n", "s.h.m", "`s.m`"),
            ("s: {h: {m: 2}, m: 1}\n", "s: {h: {}, m: 2}\n", "s.h.m", "`s.m`"),
            ("a: {x: 1}\n", "a:\n", "a.x", "`a`"),
            ("a: {x: 1, z: 2}\nb: 1\n", "b: 1\n", "a.x", "`a`"),
            ("l: [1, 2, 3]\n", "l: [1, 2]\n", "l[1]", "`l`"),
            ("a: '1'\n", "a: 1\n", "b", "`a`"),
            ("a: 1 # c\nb: 1\n", "b: 1\n", "a", "comment"),
            ("a: 1\nb: 1\n", "a: 1\na: 1\nb: 1\n", "a", "twice"),
            ("a: 1\n", "a: [\n", "a", "cannot be read"),
            ("a: 1\n", "a: 1\n", "a", "nothing"),
            ("a: 1\n---\nb: 1\n", "a: 1\n---\nb: 2\n", "a", "`b`"),
        ] {
            let refused = judged(before, after, &[path]).expect_err(after);
            assert!(refused.contains(why), "{before:?} {after:?}: {refused}");
        }
    }
}
