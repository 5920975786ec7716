//! What changes in a file, as a unified diff. Secrets are masked, so a diff of a line with one cannot be applied.

use std::collections::BTreeSet;

use similar::{ChangeTag, TextDiff};

use super::shown::{State, masked_lines};
use crate::helm::read::read;
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::mask::{MASK, holds_secret, masked, masked_line};
use crate::yaml::path::KeyPath;
use crate::yaml::source::Source;
use crate::yaml::tree::{Kind, NodeId, Pair, Tree};

/// The unified diff from `old` to `new`, both texts of the file `name`; empty where they are equal.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    unified_as(name, "fixed", old, new)
}

/// [`unified`], where `word` says what the new text is.
pub fn unified_as(name: &str, word: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let (hidden_old, hidden_new) = (hidden_lines(old), hidden_lines(new));
    let diff = TextDiff::from_lines(old, new);
    let mut out = format!("--- {name}\n+++ {name} ({word})\n");
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        out.push_str(&format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            let hidden = match change.tag() {
                ChangeTag::Insert => change.new_index().is_some_and(|index| hidden_new.contains(&index)),
                _ => change.old_index().is_some_and(|index| hidden_old.contains(&index)),
            };
            let line = change.value();
            let body = line.trim_end_matches(['\n', '\r']);
            let shown = match hidden {
                true => format!("{}{MASK}", " ".repeat(body.len() - body.trim_start().len())),
                false => masked_line(body),
            };
            out.push_str(&format!("{}{shown}\n", change.tag()));
            if !line.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// `text`, a values file, as it may be shown: every secret masked.
pub fn masked_text(text: &str) -> String {
    let hidden = hidden_lines(text);
    let lines = masked_lines(text.lines(), State::Open).into_iter().zip(text.lines()).enumerate();
    let shown = lines.map(|(index, ((masked, _), line))| match hidden.contains(&index) {
        true => format!("{}{MASK}\n", " ".repeat(line.len() - line.trim_start().len())),
        false => masked + "\n",
    });
    shown.collect()
}

/// The lines (from 0) on which a secret of several lines goes on, or that do not tell by their own key that they hold
/// one.
fn hidden_lines(text: &str) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    let source = Source::from_text("", text);
    if let Ok(reading) = read(&source, LayerId(0), HelmVersion::V3) {
        for root in &reading.roots {
            hide(&reading.tree, *root, &KeyPath::root(), &source, &mut lines);
        }
    }
    lines
}

/// As written, so that values which Helm drops are hidden too.
fn hide(tree: &Tree, id: NodeId, path: &KeyPath, source: &Source, lines: &mut BTreeSet<usize>) {
    let node = tree.node(id);
    match &node.kind {
        Kind::Map { pairs, .. } => {
            let key = |pair: &Pair| tree.text(pair.key).unwrap_or_default();
            // An entry of `extraEnvVars`: the name says what the value is.
            let name = pairs.iter().find(|pair| key(pair) == "name").and_then(|pair| tree.text(pair.value));
            let is_secret = name.is_some_and(|name| holds_secret(&KeyPath::root().key(name)));
            for pair in pairs {
                if is_secret && key(pair) == "value" {
                    lines.extend(lines_of(tree, pair.value, source));
                }
                hide(tree, pair.value, &path.key(key(pair)), source, lines);
            }
        }
        Kind::List { items, .. } => {
            items.iter().enumerate().for_each(|(index, item)| hide(tree, *item, &path.index(index), source, lines));
        }
        Kind::Scalar { text, .. } => {
            let place = lines_of(tree, id, source);
            if holds_secret(path) || text.contains("PRIVATE KEY-----") {
                // The first line has the key, and masks itself.
                lines.extend(place.skip(1));
            } else if masked(path, text) == MASK {
                lines.extend(place);
            }
        }
        Kind::Alias { .. } => {}
    }
}

/// The lines (from 0) of a value.
fn lines_of(tree: &Tree, id: NodeId, source: &Source) -> std::ops::Range<usize> {
    let span = tree.node(id).span;
    source.position(span.start).line - 1..source.position(span.end).line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_on_every_line() {
        let old = "a: 1 \npassword: hunter2\nkey: |\n  -----BEGIN PRIVATE KEY-----\n  abc\nx: {}\ntoken: >\n  hunter3\ntoken: x\nb: 1";
        let new = old.replace("1 \n", "1\n").replace("b: 1", "b: 1\n");
        let shown = unified("f.yaml", old, &new);
        assert!(!shown.contains("hunter") && !shown.contains("abc"), "{shown}");
        assert!(shown.contains("-a: 1 \n+a: 1\n password: ***\n key: |\n"), "{shown}");
        assert!(shown.contains("\n-b: 1\n\\ No newline at end of file\n+b: 1\n"), "{shown}");
        assert!(shown.starts_with("--- f.yaml\n+++ f.yaml (fixed)\n@@ -1,"), "{shown}");
        assert_eq!(unified("f.yaml", old, old), "");
        let text = "x:\n- name: DB_PASSWORD\n  value: hunter4\nsecrets:\n  default:\n    ANY: hunter5\nb: 1\n";
        assert_eq!(masked_text(text), "x:\n- name: DB_PASSWORD\n  ***\nsecrets:\n  default:\n    ***\nb: 1\n");
    }
}
