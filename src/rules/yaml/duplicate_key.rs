//! Two keys with the same name in one mapping: Helm keeps the last and drops the first whole.

use std::collections::HashSet;

use crate::helm::decode::decode;
use crate::helm::json::to_json;
use crate::helm::read::Note;
use crate::lint::context::{Context, File};
use crate::lint::edits::remove_entry;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::walk::{Entry, entries};
use crate::yaml::path::KeyPath;
use crate::yaml::quick::QuickMap;
use crate::yaml::span::Span;
use crate::yaml::tree::NodeId;

pub const RULE: Rule = Rule {
    id: "duplicate-key",
    family: "yaml",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("duplicate_key.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for file in cx.files() {
        // Nearly every file.
        if !file.reading.repeats {
            continue;
        }
        let entries = entries(&file);
        let by_chance = collisions(&file);
        let mut last_of: QuickMap<(NodeId, &KeyPath), &Entry> = QuickMap::default();
        last_of.reserve(entries.len());
        for last in entries {
            let Some(first) = last_of.insert((last.map, &last.path), last) else { continue };
            let tree = &file.reading.tree;
            let at = |entry: &Entry| file.at(tree.node(entry.pair.key).span);
            let by_chance = by_chance.contains(&tree.node(last.pair.key).span);
            let (message, dropped, help) = match by_chance {
                true => (
                    format!(
                        "`{}` is set twice, as a text and as a number or boolean: Helm keeps one by chance",
                        last.path
                    ),
                    "Helm keeps this block or the other, differently from run to run",
                    "merge the two into one, with the key in quotes",
                ),
                false => (
                    format!("`{}` is set twice", last.path),
                    "Helm drops this block whole",
                    "merge the two into one: Helm keeps the last and says nothing",
                ),
            };
            let mut finding = RULE.at(at(last), message).path(&last.path).related(at(first), dropped).help(help);
            if let Some(edit) = remove_entry(&file, first) {
                let title = if by_chance { "remove the first block" } else { "remove the block that Helm drops" };
                finding = finding.fix(match same(&file, first, last) {
                    true => Fix::safe(title, file.layer.id, vec![edit]),
                    false => Fix::unsafe_(title, file.layer.id, vec![edit]),
                });
            }
            out.push(finding);
        }
    }
}

/// The keys that are one with an earlier one only on the way to JSON, such as `1` and `'1'`.
fn collisions(file: &File) -> HashSet<Span> {
    let notes = file.reading.notes.iter();
    notes
        .filter_map(|note| match note {
            Note::CollidingKeys(collision) => Some(collision.second),
            _ => None,
        })
        .collect()
}

/// Whether both hold the same values, so that nothing was lost.
fn same(file: &File, first: &Entry, last: &Entry) -> bool {
    let value = |entry: &Entry| {
        decode(&file.reading.tree, entry.pair.value, file.layer.id).map(|decoded| to_json(&decoded.node.value)).ok()
    };
    value(first) == value(last)
}
