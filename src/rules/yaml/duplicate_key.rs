//! Two keys with the same name in one mapping: Helm keeps the last and drops the first whole.

use crate::helm::decode::decode;
use crate::helm::json::to_json;
use crate::lint::context::{Context, File};
use crate::lint::edits::remove_entry;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::walk::{Entry, entries};

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
        let entries = entries(&file);
        for (index, last) in entries.iter().enumerate() {
            let twin = |other: &&Entry| other.map == last.map && other.path == last.path;
            let Some(first) = entries[..index].iter().rev().find(twin) else { continue };
            let tree = &file.reading.tree;
            let at = |entry: &Entry| file.at(tree.node(entry.pair.key).span);
            let mut finding = RULE
                .at(at(last), format!("`{}` is set twice", last.path))
                .path(&last.path)
                .related(at(first), "Helm drops this block whole")
                .help("merge the two into one: Helm keeps the last and says nothing");
            if let Some(edit) = remove_entry(&file, first) {
                let (title, layer) = ("remove the block that Helm drops", file.layer.id);
                finding = finding.fix(match same(&file, first, last) {
                    true => Fix::safe(title, layer, vec![edit]),
                    false => Fix::unsafe_(title, layer, vec![edit]),
                });
            }
            out.push(finding);
        }
    }
}

/// Whether both hold the same values, so that nothing was lost.
fn same(file: &File, first: &Entry, last: &Entry) -> bool {
    let value = |entry: &Entry| {
        decode(&file.reading.tree, entry.pair.value, file.layer.id).map(|(node, _)| to_json(&node.value)).ok()
    };
    value(first) == value(last)
}
