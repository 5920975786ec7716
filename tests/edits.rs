//! Edits of random values files: the result reads as meant, nothing else of the text changes, no comment is lost.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};
use smpgen::edit::insert::{additions, set};
use smpgen::edit::original::{Original, Survey};
use smpgen::edit::proof::{Meaning, certain};
use smpgen::edit::relocate::{Shape, relocation};
use smpgen::edit::remove::{Comments, removals, twin};
use smpgen::helm::entries::{Entry, entries};
use smpgen::helm::read::{Reading, read};
use smpgen::helm::value::LayerId;
use smpgen::helm::version::HelmVersion;
use smpgen::leaf;
use smpgen::upgrade::text::Text;
use smpgen::yaml::edit::{Edit, alike, apply};
use smpgen::yaml::path::KeyPath;
use smpgen::yaml::source::Source;

/// How many files each test looks at.
const FILES: u64 = 1500;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn pick<'p, T>(&mut self, from: &'p [T]) -> &'p T {
        &from[self.roll(from.len())]
    }
}

/// A values file with what is hard about editing one: comments in every place, anchors, aliases, merge keys, flow
/// style, texts in blocks, keys written twice, no last line break, CR LF, a byte order mark.
struct Writer {
    dice: Dice,
    out: String,
    comments: usize,
    anchors: Vec<(String, bool)>,
}

impl Writer {
    fn file(seed: u64) -> String {
        let mut writer = Writer { dice: Dice(seed), out: String::new(), comments: 0, anchors: Vec::new() };
        writer.dice.roll(2);
        if writer.dice.one_in(3) {
            writer.comment(0);
        }
        writer.map(0, 0);
        if writer.dice.one_in(4) {
            writer.comment(0);
        }
        let mut text = writer.out;
        if writer.dice.one_in(4) {
            text.truncate(text.trim_end().len());
        }
        if writer.dice.one_in(4) {
            text = text.replace('\n', "\r\n");
        }
        if writer.dice.one_in(10) { format!("\u{feff}{text}") } else { text }
    }

    fn comment(&mut self, indent: usize) {
        self.comments += 1;
        self.out.push_str(&format!("{:indent$}# comment {}\n", "", self.comments));
    }

    /// The end of a line, sometimes with a comment.
    fn end(&mut self) {
        if self.dice.one_in(5) {
            self.comments += 1;
            self.out.push_str(&format!(" # comment {}", self.comments));
        }
        self.out.push('\n');
    }

    fn map(&mut self, indent: usize, depth: usize) {
        let mut keys = vec!["a", "b", "c", "d", "'true'", "f-g"];
        for _ in 0..1 + self.dice.roll(4) {
            let at = self.dice.roll(keys.len());
            let key = if self.dice.one_in(40) { keys[at] } else { keys.remove(at) };
            if self.dice.one_in(5) {
                self.comment(indent);
            }
            if self.dice.one_in(10) {
                self.out.push('\n');
            }
            let maps: Vec<String> =
                self.anchors.iter().filter(|(_, is_map)| *is_map).map(|(name, _)| name.clone()).collect();
            if !maps.is_empty() && self.dice.one_in(15) {
                let name = self.dice.pick(&maps).clone();
                self.out.push_str(&format!("{:indent$}<<: *{name}\n", ""));
            }
            self.out.push_str(&format!("{:indent$}{key}:", ""));
            self.value(indent, depth);
            if self.dice.one_in(12) {
                self.comment(indent + 2);
            }
        }
    }

    fn value(&mut self, indent: usize, depth: usize) {
        if !self.anchors.is_empty() && self.dice.one_in(12) {
            let (name, _) = self.dice.pick(&self.anchors).clone();
            self.out.push_str(&format!(" *{name}"));
            return self.end();
        }
        let is_map = depth < 3 && self.dice.roll(5) < 3;
        let anchor = self.dice.one_in(10).then(|| format!("n{}", self.anchors.len()));
        if let Some(name) = &anchor {
            self.out.push_str(&format!(" &{name}"));
        }
        if is_map {
            self.end();
            let wider = 2 * self.dice.roll(2);
            self.map(indent + 2 + wider, depth + 1);
        } else {
            self.leaf(indent);
        }
        self.anchors.extend(anchor.map(|name| (name, is_map)));
    }

    fn leaf(&mut self, indent: usize) {
        let deeper = " ".repeat(indent + 2);
        match self.dice.roll(14) {
            0 => self.out.push_str(" {}"),
            1 => self.out.push_str(" {a: 1, b: {c: 2}}"),
            2 => self.out.push_str(" [1, x]"),
            3 => {
                self.end();
                self.out.push_str(&format!("{deeper}- 1\n"));
                if self.dice.one_in(2) {
                    self.comment(indent + 2);
                }
                self.out.push_str(&format!("{deeper}- a: 1\n{deeper}  b: 2"));
            }
            4 => {
                let head = *self.dice.pick(&["|", "|-", "|+", ">", ">+"]);
                self.out.push_str(&format!(" {head}\n{deeper}text\n\n{deeper}# no comment\n"));
                if self.dice.one_in(2) {
                    self.out.push('\n');
                }
                return;
            }
            5 => self.out.push_str(" \"two\\\n    lines\""),
            6 => {}
            other => {
                let plain = [" 1", " x y", " 'q'", " true", " 2Gi", " \"\"", " null"];
                self.out.push_str(plain[other - 7]);
            }
        }
        self.end();
    }
}

/// A file and what is read of it.
struct Doc {
    source: Source,
    reading: Reading,
    entries: Vec<Entry>,
    survey: OnceLock<Survey>,
    meaning: Meaning,
}

impl Doc {
    /// None for what Helm refuses.
    fn read(text: &str) -> Option<Doc> {
        let source = Source::from_text("", text);
        let reading = read(&source, LayerId(0), HelmVersion::V3).ok()?;
        let (entries, _) = entries(&reading);
        let meaning = Meaning::read(&source, &reading);
        Some(Doc { source, reading, entries, survey: OnceLock::new(), meaning })
    }

    fn original(&self) -> Original<'_> {
        Original { source: &self.source, reading: &self.reading, entries: &self.entries, survey: &self.survey }
    }

    fn values(&self) -> Map<String, Value> {
        self.meaning.values().clone()
    }

    fn comments(&self) -> BTreeMap<String, usize> {
        let mut out = BTreeMap::new();
        for comment in &self.reading.tree.comments {
            *out.entry(self.source.slice(comment.span).trim_end().to_owned()).or_default() += 1;
        }
        out
    }
}

/// Every file that can be read, with dice to choose what to do with it.
fn each(mut look: impl FnMut(Doc, &mut Dice)) {
    for seed in 0..FILES {
        if let Some(doc) = Doc::read(&Writer::file(seed)) {
            look(doc, &mut Dice(seed + FILES));
        }
    }
}

/// What is wrong with `edits`, which should make `expected` of the file and lose no comment.
fn wrong(doc: &Doc, edits: &[Edit], expected: &Map<String, Value>) -> Option<String> {
    let text = doc.source.text();
    let new = match apply(text, &alike(text, edits)) {
        Ok(new) => new,
        Err(error) => return Some(error.to_string()),
    };
    let Some(after) = Doc::read(&new) else { return Some(format!("{new:?} cannot be read")) };
    let pruned = |mut values: Map<String, Value>| {
        leaf::prune(&mut values);
        values
    };
    if pruned(after.values()) != pruned(expected.clone()) {
        return Some(format!("{new:?} is {}", Value::Object(after.values())));
    }
    if after.comments() != doc.comments() {
        return Some(format!("{new:?} has other comments"));
    }
    let bare = |line: &str| line.matches('\n').count() - line.matches("\r\n").count();
    let kept_ends = !text.contains("\r\n") || bare(&new) <= bare(text);
    // Lines that stay are in their order, and are what they were.
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let is_comment = |line: &str| line.starts_with('#');
    let removing = edits.iter().all(|edit| edit.text.lines().all(|line| is_comment(line.trim())));
    let in_order = |line: &str| is_comment(line) || lines.any(|old| old == line);
    if !kept_ends || (removing && !new.trim_start_matches('\u{feff}').lines().map(str::trim).all(in_order)) {
        return Some(format!("{new:?} has other lines"));
    }
    None
}

/// Whether only a text in a block, which takes in the blank lines that come behind it, can have been in the way.
fn is_behind_text(doc: &Doc, edits: &[Edit]) -> bool {
    edits.iter().any(|edit| doc.original().is_behind_block_text(edit.span.start))
}

#[test]
fn what_is_taken_away_takes_nothing_else_along() {
    let (mut done, mut refused, mut unsure) = (0, 0, 0);
    each(|doc, dice| {
        let original = doc.original();
        let some = 1 + dice.roll(3);
        let mut wanted: Vec<usize> = Vec::new();
        for _ in 0..some {
            let number = dice.roll(doc.entries.len());
            let path = &doc.entries[number].path;
            let related = |other: &usize| {
                let other = &doc.entries[*other].path;
                other.starts_with(path) || path.starts_with(other)
            };
            // What a merge key overrides is not what Helm reads there.
            match original.only(path) {
                Ok(there) if there == number && !wanted.iter().any(related) => wanted.push(number),
                Ok(_) => {}
                Err(_) => refused += 1,
            }
        }
        let mut expected = doc.values();
        let mut edits = Vec::new();
        for (number, edit) in wanted.iter().zip(removals(&original, &wanted, Comments::Stay)) {
            match edit {
                Ok(edit) => {
                    leaf::remove(&mut expected, &doc.entries[*number].path);
                    edits.push(edit);
                }
                Err(_) => refused += 1,
            }
        }
        edits.sort();
        edits.dedup();
        let Some(why) = wrong(&doc, &edits, &expected) else {
            done += edits.len();
            return;
        };
        assert!(!certain(&original, &edits), "{:?}: {why}", doc.source.text());
        assert!(is_behind_text(&doc, &edits), "{:?}: {why}", doc.source.text());
        unsure += 1;
    });
    assert!(done > 1000 && refused > 100 && unsure < 20, "{done} done, {refused} refused, {unsure} left to the proof");
}

#[test]
fn a_commented_entry_holds_and_its_comments_can_go() {
    let (mut held, mut gone) = (0, 0);
    each(|doc, dice| {
        let original = doc.original();
        let number = dice.roll(doc.entries.len());
        let one = |comments| removals(&original, &[number], comments).remove(0);
        let (Ok(stay), Ok(go)) = (one(Comments::Stay), one(Comments::Go)) else { return };
        let hold = one(Comments::Hold);
        assert!(hold.as_ref().is_ok_and(|edit| *edit == stay) || !stay.text.is_empty(), "{stay:?}");
        held += usize::from(hold.is_err());
        // What goes is the entry with its comments, and comments above it.
        assert!(go.text.is_empty() && go.span.start <= stay.span.start && go.span.end == stay.span.end);
        let above = &doc.source.text()[go.span.start..stay.span.start];
        assert!(above.lines().all(|line| line.trim().starts_with('#')), "{above:?}");
        gone += usize::from(!above.is_empty());
    });
    assert!(held > 100 && gone > 50, "{held} held, {gone} gone");
}

/// A path that may be free.
fn new_path(doc: &Doc, dice: &mut Dice) -> KeyPath {
    let near = &doc.entries[dice.roll(doc.entries.len())].path;
    match dice.roll(3) {
        0 => near.key("new"),
        1 => near.parent().unwrap_or_default().key("off").key("m n"),
        _ => KeyPath::of(["e", "e"]),
    }
}

#[test]
fn what_is_carried_arrives_with_its_comments() {
    let (mut done, mut refused, mut unsure) = (0, 0, 0);
    each(|doc, dice| {
        let from = doc.entries[dice.roll(doc.entries.len())].path.clone();
        let to = new_path(&doc, dice);
        let Ok(found) = relocation(&doc.original(), &from, &to, Shape::Same) else {
            refused += 1;
            return;
        };
        let mut expected = doc.values();
        let value = leaf::get(&expected, &from).unwrap().clone();
        leaf::remove(&mut expected, &from);
        leaf::put(&mut expected, &to, value);
        let Some(why) = wrong(&doc, &found.edits, &expected) else {
            done += 1;
            return;
        };
        assert!(!found.certain, "{from} to {to} in {:?}: {why}", doc.source.text());
        unsure += 1;
    });
    assert!(done > 500 && refused > 100 && unsure < 60, "{done} done, {refused} refused, {unsure} left to the proof");
}

#[test]
fn what_is_added_is_all_that_is_added() {
    let (mut done, mut unsure) = (0, 0);
    each(|doc, dice| {
        let mut more = Map::new();
        for value in [json!(1), json!("yes"), json!({"x": [1, "a"], "z": null})] {
            let path = new_path(&doc, dice);
            if leaf::get(&doc.values(), &path).is_none() {
                leaf::put(&mut more, &path, value);
            }
        }
        let Ok(edits) = additions(&doc.original(), &doc.values(), &more) else { return };
        let mut expected = doc.values();
        leaf::merge(&mut expected, &more);
        match wrong(&doc, &edits, &expected) {
            None => done += 1,
            Some(_) => unsure += 1,
        }
    });
    assert!(done > 300 && unsure < done / 5, "{done} done, {unsure} left to the proof");
}

#[test]
fn what_is_set_is_all_that_is_set() {
    let (mut done, mut unsure) = (0, 0);
    each(|doc, dice| {
        let there = doc.entries[dice.roll(doc.entries.len())].path.clone();
        let path = if dice.one_in(2) { there } else { new_path(&doc, dice) };
        let Ok(edits) = set(&doc.original(), &path, "7") else { return };
        let mut expected = doc.values();
        leaf::put(&mut expected, &path, json!(7));
        match wrong(&doc, &edits, &expected) {
            None => done += 1,
            Some(_) => unsure += 1,
        }
    });
    assert!(done > 500 && unsure < done / 10, "{done} done, {unsure} left to the proof");
}

#[test]
fn a_proved_step_holds_what_was_meant_or_changes_nothing() {
    let mut changed = 0;
    each(|doc, dice| {
        let Ok(mut text) = Text::read("", doc.source.text()) else { return };
        assert!(text.remove_all(&[], false).is_empty());
        assert_eq!(text.as_str(), doc.source.text());
        for _ in 0..4 {
            let (before, values) = (text.as_str().to_owned(), text.values().clone());
            let paths: Vec<KeyPath> = leaf::leaves(&values).into_iter().map(|(path, _)| path).collect();
            if paths.is_empty() {
                return;
            }
            let path = dice.pick(&paths).clone();
            let to = KeyPath::of(["g", "h"]).key(format!("k{}", dice.roll(50)));
            let mut expected = values.clone();
            leaf::remove(&mut expected, &path);
            let done = match dice.one_in(2) {
                true => text.remove(&path),
                false => {
                    leaf::put(&mut expected, &to, leaf::get(&values, &path).unwrap().clone());
                    text.relocate(&path, &to)
                }
            };
            match done {
                Ok(()) => {
                    let mut after = text.values().clone();
                    leaf::prune(&mut after);
                    leaf::prune(&mut expected);
                    assert_eq!(after, expected, "{path} in {before:?}");
                    let comments = |text: &str| Doc::read(text).unwrap().comments();
                    assert_eq!(comments(text.as_str()), comments(&before), "{path} in {before:?}");
                    changed += 1;
                }
                Err(_) => assert_eq!(text.as_str(), before),
            }
        }
    });
    assert!(changed > 2000, "{changed}");
}

/// What `text` is without the entry at `path`, or why that cannot be.
fn without(text: &str, path: &str) -> Result<String, String> {
    let doc = Doc::read(text).unwrap();
    let original = doc.original();
    let number = original.only(&path.parse().unwrap())?;
    let edit = removals(&original, &[number], Comments::Stay).remove(0)?;
    let new = apply(text, &alike(text, &[edit])).unwrap();
    // What is offered as a fix must pass the proof of `--fix`.
    doc.meaning.allows(&new, &[path.parse().unwrap()])?;
    Ok(new)
}

#[test]
fn each_case_of_a_removal_is_decided() {
    for (text, path, wanted) in [
        // Comments inside, behind and deeper below stay, as deep as the key; others are not touched.
        ("a:\n  b: 1 # why\n  c: 2\n", "a.b", Ok("a:\n  # why\n  c: 2\n")),
        ("a: # 1\n  # 2\n  b:\n    c: 1\n    # 3\n  # 4\n# 5\nd: 1\n", "a.b.c", Ok("# 1\n# 2\n# 3\n# 4\n# 5\nd: 1\n")),
        ("t: |\n  text\na:\n  b: 1\n    # deep\n", "a", Ok("t: |\n  text\n# deep\n")),
        ("# head\n\na: 1\n\n# above\nb: 1\n", "b", Ok("# head\n\na: 1\n\n# above\n")),
        // Ends.
        ("a: 1\nb: 2", "b", Ok("a: 1\n")),
        ("a: 1\nb: 2 # c", "b", Ok("a: 1\n# c\n")),
        ("a: 1\r\nb: 2 # c\r\nd: 1\r\n", "b", Ok("a: 1\r\n# c\r\nd: 1\r\n")),
        ("\u{feff}a: 1\nb: 2\n", "a", Ok("\u{feff}b: 2\n")),
        ("a:\n  b:\n    c: 1\n", "a.b.c", Ok("")),
        // Flow style, lists, keys written twice.
        ("a: {b: 1, c: 2}\n", "a.b", Err("it stands in a map in braces")),
        ("a: {b: 1}\nc: 1\n", "a.b", Ok("c: 1\n")),
        ("a:\n  - b: 1\n    c: 2\n", "a[0].c", Err("it stands in a list")),
        ("a: {b: 1}\na: {b: 2}\n", "a.b", Err("`a` is written twice")),
        // Anchors and merge keys.
        ("a: &x 1\nb: *x\n", "a", Err("others use it through an anchor")),
        ("a: &x 1\nb: 2\n", "a", Ok("b: 2\n")),
        ("a: &x\n  b: 1\n  c: 2\nd: *x\n", "a.b", Err("others use `a` through its anchor")),
        ("a: &x\n  b: 1\n  c: 2\nd: 3\n", "a.b", Ok("a: &x\n  c: 2\nd: 3\n")),
        ("a: &x 1\nb: *x\n", "b", Ok("a: &x 1\n")),
        ("a: &x {m: 1}\nb: {y: *x, z: *x}\nc: 1\n", "b", Ok("a: &x {m: 1}\nc: 1\n")),
        ("a: &x {m: 1}\nb:\n  <<: *x\n  m: 2\n", "b.m", Err("it stands beside a merge key")),
        ("a: &x {m: 1}\nb:\n  <<: *x\n  n: 2\n", "b.m", Err("it comes from an alias or a merge key")),
    ] {
        assert_eq!(without(text, path), wanted.map(str::to_owned).map_err(str::to_owned), "{path} in {text:?}");
    }
}

#[test]
fn the_dropped_twin_goes_and_its_comments_stay() {
    let text = "a:\n  # one\n  b: 1 # two\nc: 1\na:\n  b: 2\n";
    let doc = Doc::read(text).unwrap();
    let edit = twin(&doc.original(), 0).unwrap();
    let new = apply(text, &[edit]).unwrap();
    assert_eq!(new, "# one\n# two\nc: 1\na:\n  b: 2\n");
    assert_eq!(doc.meaning.allows(&new, &["a".parse().unwrap()]), Ok(()));
    let used = Doc::read("a: &x 1\nb: *x\na: 2\n").unwrap();
    assert!(twin(&used.original(), 0).is_err());
}
