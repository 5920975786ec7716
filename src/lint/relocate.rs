//! Edits that take an entry out of a values file, or carry it to another key path, and nothing else.

use super::context::File;
use super::edits::entry_lines;
use super::views::Values;
use super::walk::{Entry, entries, key};
use crate::helm::json::to_json;
use crate::helm::read::read;
use crate::helm::value::{Node, Value};
use crate::helm::version::HelmVersion;
use crate::yaml::edit::{Edit, apply};
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::source::Source;
use crate::yaml::span::Span;
use crate::yaml::style::quote;
use crate::yaml::tree::{Kind, NodeId};

/// Each edit here is proven by reading the whole file anew, so that a rule should ask for this many in a file at most.
pub const MOST_FIXES: usize = 64;

/// Larger files get no such edits: five times the largest values file of the chart.
const MOST_BYTES: usize = 512 * 1024;

/// Takes the entry at `path` away, with the maps around it that hold nothing else. None where that is not certain:
/// in flow style, among duplicates, with anchors or aliases inside.
pub fn removal(file: &File, path: &KeyPath) -> Option<Edit> {
    if file.layer.source.text().len() > MOST_BYTES {
        return None;
    }
    let entries = entries(file);
    let entry = outermost(entries, only(entries, path)?, file, None);
    let edit = Edit::remove(plain_lines(file, entry)?);
    proven(file, std::slice::from_ref(&edit), path, None).then_some(edit)
}

/// Carries the entry at `from` to `to`. None where `to` is set already, and where it is not certain.
pub fn relocation(file: &File, from: &KeyPath, to: &KeyPath) -> Option<Vec<Edit>> {
    if file.layer.source.text().len() > MOST_BYTES {
        return None;
    }
    let entries = entries(file);
    let entry = only(entries, from)?;
    let target = Target::find(file, to)?;
    let lines = plain_lines(file, entry)?;
    let text = target.block(file, entry, lines)?;
    let edits = if target.map == entry.map {
        vec![Edit::replace(lines, text)]
    } else {
        let last = entries.iter().rfind(|other| other.map == target.map)?;
        let end = entry_lines(file, last)?.end;
        let ends_line = file.layer.source.text().get(..end)?.ends_with('\n');
        let text = if ends_line { text } else { format!("\n{text}") };
        let gone = outermost(entries, entry, file, Some(target.map));
        vec![Edit::remove(plain_lines(file, gone)?), Edit::insert(end, text)]
    };
    proven(file, &edits, from, Some(to)).then_some(edits)
}

/// The one entry at `path`; none where the key is written twice.
fn only<'e>(entries: &'e [Entry], path: &KeyPath) -> Option<&'e Entry> {
    let mut found = entries.iter().filter(|entry| entry.path == *path);
    found.next().filter(|_| found.next().is_none())
}

/// The outermost entry that holds nothing but `entry`, within `keep`.
fn outermost<'e>(entries: &'e [Entry], entry: &'e Entry, file: &File, keep: Option<NodeId>) -> &'e Entry {
    let mut entry = entry;
    while file.reading.tree.pairs(entry.map).len() == 1 && Some(entry.map) != keep {
        let Some(around) = entries.iter().find(|other| other.pair.value == entry.map) else { break };
        entry = around;
    }
    entry
}

/// The lines of an entry without anchors and aliases, indented with spaces.
fn plain_lines(file: &File, entry: &Entry) -> Option<Span> {
    let lines = entry_lines(file, entry)?;
    let inside = |span: Span| lines.start <= span.start && span.start < lines.end;
    let tied = file
        .reading
        .tree
        .nodes()
        .any(|(_, node)| inside(node.span) && (node.anchor().is_some() || matches!(node.kind, Kind::Alias { .. })));
    let text = file.layer.source.text().get(lines.start..lines.end)?;
    (!tied && !text.lines().any(|line| line.trim_start_matches(' ').starts_with('\t'))).then_some(lines)
}

fn key_name(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Key(key) => Some(key),
        Segment::Index(_) => None,
    }
}

/// Where an entry goes: the innermost map that is there, and the keys still to be written in it.
struct Target {
    map: NodeId,
    indent: usize,
    keys: Vec<String>,
}

impl Target {
    fn find(file: &File, to: &KeyPath) -> Option<Target> {
        let [root] = file.reading.roots.as_slice() else { return None };
        let tree = &file.reading.tree;
        let names: Vec<&str> = to.segments().iter().map(key_name).collect::<Option<_>>()?;
        let mut map = *root;
        for (depth, name) in names.iter().enumerate() {
            let Kind::Map { pairs, flow: false } = &tree.node(map).kind else { return None };
            match pairs.iter().rev().find(|pair| key(tree, pair.key).as_deref() == Some(*name)) {
                Some(pair) => map = pair.value,
                None => {
                    let first = tree.node(pairs.first()?.key).span.start;
                    let source = &file.layer.source;
                    let indent = first - source.line_span(source.position(first).line).start;
                    let keys = names.get(depth..)?.iter().map(|name| (*name).to_owned()).collect();
                    return Some(Target { map, indent, keys });
                }
            }
        }
        // It is there already.
        None
    }

    /// The lines of `entry` as they stand at the target.
    fn block(&self, file: &File, entry: &Entry, lines: Span) -> Option<String> {
        let text = file.layer.source.text();
        let old_key = file.reading.tree.node(entry.pair.key).span;
        let old_indent = old_key.start - lines.start;
        let (name, around) = self.keys.split_last()?;
        let mut out = String::new();
        for (depth, key) in around.iter().enumerate() {
            out.push_str(&format!("{:1$}{2}:\n", "", self.indent + 2 * depth, quote(key)));
        }
        let indent = self.indent + 2 * around.len();
        out.push_str(&format!("{:indent$}{}", "", quote(name)));
        for (number, line) in text.get(old_key.end..lines.end)?.split_inclusive('\n').enumerate() {
            if number == 0 || line.trim().is_empty() {
                out.push_str(line);
            } else {
                let spaces = line.len() - line.trim_start_matches(' ').len();
                let wanted = (spaces + indent).checked_sub(old_indent)?;
                out.push_str(&format!("{:wanted$}{}", "", line.get(spaces..)?));
            }
        }
        if !out.ends_with('\n') {
            out.push('\n');
        }
        Some(out)
    }
}

/// Whether the edited file says the same, but for what was at `from`, which is at `to` or gone.
fn proven(file: &File, edits: &[Edit], from: &KeyPath, to: Option<&KeyPath>) -> bool {
    let Ok(text) = apply(file.layer.source.text(), edits) else { return false };
    let Ok(after) = read(&Source::from_text("edited", text.as_str()), file.layer.id, HelmVersion::V3) else {
        return false;
    };
    let moved = |path: KeyPath| -> Option<KeyPath> {
        if !path.starts_with(from) {
            return Some(path);
        }
        let mut moved = to?.clone();
        path.segments().iter().skip(from.segments().len()).for_each(|step| moved.push(step.clone()));
        Some(moved)
    };
    let mut expected: Vec<_> =
        leaves(&file.reading.root).into_iter().filter_map(|(path, value)| Some((moved(path)?, value))).collect();
    let mut found = leaves(&after.root);
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    found.sort_by(|a, b| a.0.cmp(&b.0));
    expected == found
}

fn leaves(root: &Node) -> Vec<(KeyPath, serde_json::Value)> {
    let is_leaf = |node: &&(KeyPath, &Node)| match &node.1.value {
        Value::Map(entries) => entries.is_empty(),
        _ => !node.0.segments().iter().any(|step| matches!(step, Segment::Index(_))),
    };
    let nodes = Values::of(root).nodes;
    nodes.iter().filter(is_leaf).map(|(path, node)| (path.clone(), to_json(&node.value))).collect()
}
