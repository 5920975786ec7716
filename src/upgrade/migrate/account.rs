//! The account of a migration: what became of every value of the file.

use serde::Serialize;
use serde_json::Value;

use crate::yaml::path::KeyPath;

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It stands where it stood, and the chart reads it there as before.
    Kept,
    /// It stands at another place.
    Moved,
    /// It stands there still, or was carried along, and nothing reads it.
    Unread,
    /// It stands there still, and left the chart's values: somebody should think about it.
    Review,
    /// It is gone, on purpose.
    Dropped,
    /// It should be elsewhere, but somebody has to do it: a finding says why.
    Stuck,
}

impl Fate {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Kept => "kept",
            Fate::Moved => "moved",
            Fate::Unread => "unread",
            Fate::Review => "review",
            Fate::Dropped => "dropped",
            Fate::Stuck => "by hand",
        }
    }
}

/// What became of one value of the file. A list item is a value of its own.
#[derive(Clone, Debug)]
pub struct Line {
    pub old: KeyPath,
    pub value: Value,
    /// Where it stands now; none where it was dropped.
    pub new: Option<KeyPath>,
    pub fate: Fate,
    /// Why, as a sentence without a full stop; empty for what is kept.
    pub reason: String,
    /// The block with which it moved, was dropped or is unread: its old path and its new one.
    pub block: (KeyPath, KeyPath),
    /// The line of `old` in the old text and that of `new` in the new one, from 1.
    pub old_line: Option<usize>,
    pub new_line: Option<usize>,
}

impl Line {
    /// A value that has not been touched yet.
    pub fn new(path: KeyPath, value: Value) -> Line {
        Line {
            new: Some(path.clone()),
            value,
            fate: Fate::Kept,
            reason: String::new(),
            block: (path.clone(), path.clone()),
            old: path,
            old_line: None,
            new_line: None,
        }
    }

    /// Whether it now stands at or below `path`.
    pub fn is_below(&self, path: &KeyPath) -> bool {
        self.new.as_ref().is_some_and(|new| new.starts_with(path))
    }

    /// It goes along from `from` to `to`, which may have another shape (`hosts[0]`).
    pub fn carry(&mut self, from: &KeyPath, to: &KeyPath) {
        let Some(new) = &self.new else { return };
        let touched = self.block.0 != self.old || self.block.1 != self.old;
        self.block = match touched {
            false => (cut(&self.old, new, from), to.clone()),
            true if from.starts_with(&self.block.1) => (onto(from, &self.block.1, &self.block.0), to.clone()),
            true => (self.block.0.clone(), onto(&self.block.1, from, to)),
        };
        self.new = Some(onto(new, from, to));
        if self.fate == Fate::Kept {
            self.fate = Fate::Moved;
        }
    }
}

/// `path`, which is at or below `from`, as it is at or below `to`.
pub fn onto(path: &KeyPath, from: &KeyPath, to: &KeyPath) -> KeyPath {
    let mut out = to.clone();
    path.segments().iter().skip(from.segments().len()).for_each(|step| out.push(step.clone()));
    out
}

/// The part of `old` that `from` was, where `new`, which is at or below `from`, is what `old` became.
pub fn cut(old: &KeyPath, new: &KeyPath, from: &KeyPath) -> KeyPath {
    let mut out = old.clone();
    for _ in from.segments().len()..new.segments().len() {
        out.pop();
    }
    out
}

/// Lines of one block as one row.
#[derive(Clone, Debug)]
pub struct Row {
    pub old: KeyPath,
    pub old_line: Option<usize>,
    pub new: Option<KeyPath>,
    pub new_line: Option<usize>,
    pub fate: Fate,
    pub reason: String,
    /// How many values it has.
    pub values: usize,
}

/// The lines by block, but for what is merely kept.
pub fn rows(
    lines: &[Line],
    old_line: impl Fn(&KeyPath) -> Option<usize>,
    new_line: impl Fn(&KeyPath) -> Option<usize>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut by_block: std::collections::HashMap<(KeyPath, KeyPath, &'static str, String), usize> = Default::default();
    for line in lines.iter().filter(|line| line.fate != Fate::Kept) {
        let key = (line.block.0.clone(), line.block.1.clone(), line.fate.word(), line.reason.clone());
        let at = *by_block.entry(key).or_insert_with(|| {
            let new = line.new.is_some().then(|| line.block.1.clone());
            rows.push(Row {
                old: line.block.0.clone(),
                old_line: old_line(&line.block.0),
                new_line: new.as_ref().and_then(&new_line),
                new,
                fate: line.fate,
                reason: line.reason.clone(),
                values: 0,
            });
            rows.len() - 1
        });
        if let Some(row) = rows.get_mut(at) {
            row.values += 1;
        }
    }
    rows
}
