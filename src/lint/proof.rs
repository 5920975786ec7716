//! The proof of a fix: the text before and after, read as Helm reads them, differ only where the fix says.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::helm::json::to_json;
use crate::helm::read::{Reading, read};
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::yaml::path::KeyPath;
use crate::yaml::source::Source;
use crate::yaml::tree::{Kind, Tree};

/// A text as both versions of Helm read it.
pub struct Meaning {
    text: String,
    newer: Option<Json>,
    older: Json,
    comments: BTreeMap<String, usize>,
    repeated: usize,
}

impl Meaning {
    /// Reads `text`.
    ///
    /// # Errors
    /// Why Helm 3 refuses it. What only Helm 4 refuses has no newer meaning.
    pub fn of(text: &str) -> Result<Meaning, String> {
        let source = Source::from_text("", text);
        let reading = read(&source, LayerId(0), HelmVersion::V3).map_err(|error| error.message)?;
        let newer = read(&source, LayerId(0), HelmVersion::V4).ok();
        let value = |reading: &Reading| to_json(&reading.root.value);
        let mut comments = BTreeMap::new();
        for comment in &reading.tree.comments {
            *comments.entry(source.slice(comment.span).trim_end().to_owned()).or_default() += 1;
        }
        Ok(Meaning {
            text: text.to_owned(),
            newer: newer.as_ref().map(value),
            older: value(&reading),
            comments,
            repeated: repeated(&reading.tree),
        })
    }

    /// Whether `after` may take the place of this text: the same but for values at or below `allowed`, no comment lost,
    /// no key written twice that was not.
    ///
    /// # Errors
    /// What else it changes, in a few words.
    pub fn allows(&self, after: &str, allowed: &[KeyPath]) -> Result<(), String> {
        if after == self.text {
            return Err("it changes nothing".to_owned());
        }
        let after = Meaning::of(after).map_err(|why| format!("the result cannot be read: {why}"))?;
        let newer = match (&self.newer, &after.newer) {
            (Some(_), None) => return Err("Helm 4 could not read the result".to_owned()),
            (before, after) => before.as_ref().zip(after.as_ref()),
        };
        for (before, after) in [Some((&self.older, &after.older)), newer].into_iter().flatten() {
            if let Some(path) = Changes::between(before, after, allowed).unintended(allowed) {
                return Err(format!("it would change `{path}` too"));
            }
        }
        let lost = |(comment, count): &(&String, &usize)| after.comments.get(*comment).is_none_or(|kept| kept < count);
        if self.comments.iter().any(|entry| lost(&entry)) {
            return Err("a comment would be lost".to_owned());
        }
        if after.repeated > self.repeated {
            return Err("a key would be set twice".to_owned());
        }
        Ok(())
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
    fn between(before: &'v Json, after: &'v Json, allowed: &[KeyPath]) -> Changes<'v> {
        let mut changes = Changes(Vec::new());
        changes.collect(KeyPath::root(), Some(before), Some(after), allowed);
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
        Meaning::of(before).expect(before).allows(after, &allowed)
    }

    #[test]
    fn intended_changes_pass() {
        for (before, after, path) in [
            ("a: 1\nb: 2\n", "a: 3\nb: 2\n", "a"),
            ("a: 1\nb: 2\n", "b: 2\n", "a"),
            ("a: {x: 1, z: 2}\nb: 2\n", "b: 2\n", "a"),
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
