//! Merge keys `<<` that do not do what they look like: Helm merges in the order of the text, and not deep.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use crate::helm::decode::{Decoded, decode};
use crate::helm::json::to_json;
use crate::lint::context::{Context, File};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::walk::key;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;
use crate::yaml::style::quote;
use crate::yaml::tree::{Kind, NodeId, Pair, Style, Tree};

pub const RULE: Rule = Rule {
    id: "surprising-merge-key",
    family: "yaml",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("surprising_merge_key.md"),
    check,
};

/// A map with merge keys, and where it stands.
struct Merging<'f> {
    file: File<'f>,
    path: KeyPath,
    pairs: &'f [Pair],
}

fn check(cx: &Context, out: &mut Findings) {
    for file in cx.files() {
        let tree = &file.reading.tree;
        // Nearly every file has none, and paths take long to make.
        if !tree.nodes().any(|(id, _)| is_merge(tree, id)) {
            continue;
        }
        for root in &file.reading.roots {
            visit(file, *root, &KeyPath::root(), out);
        }
    }
}

fn visit(file: File, id: NodeId, path: &KeyPath, out: &mut Findings) {
    let tree = &file.reading.tree;
    match &tree.node(id).kind {
        Kind::Map { pairs, .. } => {
            if pairs.iter().any(|pair| is_merge(tree, pair.key)) {
                check_map(&Merging { file, path: path.clone(), pairs }, out);
            }
            for pair in pairs {
                if let Some(name) = key(tree, pair.key) {
                    visit(file, pair.value, &path.key(name.as_ref()), out);
                }
            }
        }
        Kind::List { items, .. } => {
            items.iter().enumerate().for_each(|(index, item)| visit(file, *item, &path.index(index), out));
        }
        Kind::Scalar { .. } | Kind::Alias { .. } => {}
    }
}

fn is_merge(tree: &Tree, id: NodeId) -> bool {
    matches!(&tree.node(id).kind, Kind::Scalar { text, style: Style::Plain } if text == "<<")
        && tree.node(id).tag().is_none()
}

fn check_map(map: &Merging, out: &mut Findings) {
    let tree = &map.file.reading.tree;
    // Of a key that is written twice only the last one counts.
    let mut explicit: HashMap<String, (usize, &Pair)> = HashMap::new();
    for (index, pair) in map.pairs.iter().enumerate() {
        if let Some(name) = key(tree, pair.key) {
            explicit.insert(name.into_owned(), (index, pair));
        }
    }
    for (index, merge) in map.pairs.iter().enumerate().filter(|(_, pair)| is_merge(tree, pair.key)) {
        for (name, value) in merged_map(&map.file, merge.value).into_iter().flatten() {
            match explicit.get(&name) {
                Some((above, pair)) if *above < index => overwritten(map, merge, pair, &name, out),
                Some((_, pair)) => replaced(map, merge, pair, &name, &value, out),
                None => {}
            }
        }
    }
}

/// What a merge key brings in. Decoding is Helm's own, with its limits; what it refuses is no unit at all.
fn merged_map(file: &File, value: NodeId) -> Option<serde_json::Map<String, Json>> {
    let tree = &file.reading.tree;
    let decoded = |id| decode(tree, tree.resolve(id), file.layer.id).map(|decoded| to_json(&decoded.node.value)).ok();
    match &tree.node(value).kind {
        Kind::List { items, .. } => {
            let mut all = serde_json::Map::new();
            // The first of a list wins.
            for item in items.iter().rev() {
                if let Some(Json::Object(entries)) = decoded(*item) {
                    all.extend(entries);
                }
            }
            Some(all)
        }
        _ => match decoded(value)? {
            Json::Object(entries) => Some(entries),
            _ => None,
        },
    }
}

fn overwritten(map: &Merging, merge: &Pair, explicit: &Pair, name: &str, out: &mut Findings) {
    let (file, tree) = (&map.file, &map.file.reading.tree);
    let path = map.path.key(name);
    let at = |id| file.at(tree.node(id).span);
    let mut finding = RULE
        .at(at(explicit.key), format!("the `<<` below overwrites `{path}`: Helm merges in the order of the text"))
        .path(&path)
        .related(at(merge.key), "this merge comes later and wins")
        .help("put `<<` first in its map");
    if let Some(edits) = move_first(map, merge) {
        finding = finding.fix(Fix::unsafe_("put `<<` first", file.layer.id, edits));
    }
    out.push(finding);
}

/// Moves the line of `<<` before the first key of its map.
fn move_first(map: &Merging, merge: &Pair) -> Option<Vec<Edit>> {
    let (source, tree) = (&map.file.layer.source, &map.file.reading.tree);
    let first = tree.node(map.pairs.first()?.key).span;
    let (key, value) = (tree.node(merge.key).span, tree.node(merge.value).span);
    let line = source.line_span(source.position(key.start).line);
    let first_line = source.line_span(source.position(first.start).line);
    let blank = |span| source.slice(span).chars().all(|char| char == ' ');
    let alone = blank(Span::new(line.start, key.start)) && value.end <= line.end;
    if !alone || !blank(Span::new(first_line.start, first.start)) {
        return None;
    }
    let text = source.slice(Span::new(line.start, value.end));
    let end = source.text().get(line.end..)?.find('\n').map_or(line.end, |at| line.end + at + 1);
    Some(vec![Edit::insert(first_line.start, format!("{text}\n")), Edit::remove(Span::new(line.start, end))])
}

fn replaced(map: &Merging, merge: &Pair, explicit: &Pair, name: &str, value: &Json, out: &mut Findings) {
    let (file, tree) = (&map.file, &map.file.reading.tree);
    let Json::Object(merged) = value else { return };
    let Kind::Map { pairs, flow } = &tree.node(explicit.value).kind else { return };
    let Ok(Decoded { node: own, .. }) = decode(tree, explicit.value, file.layer.id) else { return };
    let own = to_json(&own.value);
    let kept: HashSet<&String> = own.as_object().into_iter().flat_map(|entries| entries.keys()).collect();
    let lost: Vec<(&String, &Json)> = merged.iter().filter(|(key, _)| !kept.contains(key)).collect();
    if lost.is_empty() {
        return;
    }
    let path = map.path.key(name);
    let names: Vec<String> = lost.iter().map(|(key, _)| format!("`{key}`")).collect();
    let mut finding = RULE
        .at(
            file.at(tree.node(explicit.key).span),
            format!("`{path}` replaces the merged map of that name whole, and {} is lost", names.join(", ")),
        )
        .path(&path)
        .related(file.at(tree.node(merge.key).span), "this merge brings the map in; merges are not deep")
        .help("repeat the keys that should stay");
    if let Some(edit) = written_out(map, pairs, *flow, &lost) {
        finding = finding.fix(Fix::unsafe_("write the lost keys out", file.layer.id, vec![edit]));
    }
    out.push(finding);
}

/// The lost keys as lines before the first key of the map. JSON is YAML, so their values are written as they are.
fn written_out(map: &Merging, pairs: &[Pair], flow: bool, lost: &[(&String, &Json)]) -> Option<Edit> {
    let (source, tree) = (&map.file.layer.source, &map.file.reading.tree);
    let first = tree.node(pairs.first()?.key).span;
    if flow {
        let entries: String = lost.iter().map(|(key, value)| format!("{}: {value}, ", quote(key))).collect();
        return Some(Edit::insert(first.start, entries));
    }
    let line = source.line_span(source.position(first.start).line);
    let indent = source.slice(Span::new(line.start, first.start));
    if !indent.chars().all(|char| char == ' ') {
        return None;
    }
    let lines: String = lost.iter().map(|(key, value)| format!("{indent}{}: {value}\n", quote(key))).collect();
    Some(Edit::insert(line.start, lines))
}
