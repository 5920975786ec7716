//! Edits that take an entry out of a values file, or carry it to another key path, and nothing else.

use super::context::File;
use super::edits::entry_lines;
use super::views::Values;
use super::walk::{Entry, entries, key};
use crate::helm::json::to_json;
use crate::helm::read::read;
use crate::helm::value::{self, Value};
use crate::helm::version::HelmVersion;
use crate::yaml::edit::{Edit, apply};
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::quick::QuickSet;
use crate::yaml::source::Source;
use crate::yaml::span::Span;
use crate::yaml::style::quote;
use crate::yaml::tree::{Kind, Node, NodeId, Style};

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
    let lines = plain_lines(file, entry)?;
    let edit = Edit::remove(lines);
    let simple = is_simple(file) && goes_alone(file, path, lines);
    settled(simple, file, std::slice::from_ref(&edit), path, None).then_some(edit)
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
    let mut simple = is_simple(file) && goes_alone(file, from, lines) && is_one_line(file, entry);
    let edits = if target.map == entry.map {
        vec![Edit::replace(lines, text)]
    } else {
        let last = entries.iter().rfind(|other| other.map == target.map)?;
        let end = entry_lines(file, last)?.end;
        let ends_line = file.layer.source.text().get(..end)?.ends_with('\n');
        let text = if ends_line { text } else { format!("\n{text}") };
        let gone = plain_lines(file, outermost(entries, entry, file, Some(target.map)))?;
        simple = simple && goes_alone(file, from, gone) && !is_behind_block_text(file, end);
        vec![Edit::remove(gone), Edit::insert(end, text)]
    };
    settled(simple, file, &edits, from, Some(to)).then_some(edits)
}

/// Whether the edits say what they should. Where all is `simple` that is certain, and the whole file is not read anew
/// for it; `--fix` proves it once more. Builds for tests hold the one to the other.
fn settled(simple: bool, file: &File, edits: &[Edit], from: &KeyPath, to: Option<&KeyPath>) -> bool {
    if simple && apply(file.layer.source.text(), edits).is_ok() {
        debug_assert!(proven(file, edits, from, to), "{from} in {:?}", file.layer.source.text());
        return true;
    }
    proven(file, edits, from, to)
}

/// Whether a file is one document of lines in which no entry says anything about another: no anchors, aliases and
/// merge keys, no key written twice, nothing that Helm reads otherwise than it stands. Looked at once per file.
fn is_simple(file: &File) -> bool {
    *file.view.simple.get_or_init(|| {
        let reading = file.reading;
        let tied = |node: &Node| node.properties.is_some() || matches!(node.kind, Kind::Alias { .. });
        let mut paths: QuickSet<&KeyPath> = QuickSet::default();
        reading.notes.is_empty()
            && reading.tree.documents.len() == 1
            && !file.layer.source.text().contains('\r')
            && !reading.tree.nodes().any(|(id, node)| {
                tied(node) || reading.tree.pairs(id).iter().any(|pair| reading.tree.text(pair.key) == Some("<<"))
            })
            && entries(file).iter().all(|entry| paths.insert(&entry.path))
    })
}

/// Whether nothing of what stays reads otherwise when `lines`, which hold the entry at `path`, are gone.
fn goes_alone(file: &File, path: &KeyPath, lines: Span) -> bool {
    let in_list = path.segments().iter().any(|step| matches!(step, Segment::Index(_)));
    !in_list && !is_behind_block_text(file, lines.start)
}

/// Whether the last scalar before `place` is a block text, which would take in blank lines and indented comments.
fn is_behind_block_text(file: &File, place: usize) -> bool {
    let before = file.reading.tree.nodes().filter(|(_, node)| node.span.start < place);
    let scalars = before.filter_map(|(_, node)| match node.kind {
        Kind::Scalar { style, .. } => Some((node.span.start, style)),
        _ => None,
    });
    let last = scalars.max_by_key(|(start, _)| *start);
    last.is_some_and(|(_, style)| matches!(style, Style::Literal | Style::Folded))
}

/// Whether key and value, a scalar, are on one line.
fn is_one_line(file: &File, entry: &Entry) -> bool {
    let (key, value) = (file.reading.tree.node(entry.pair.key), file.reading.tree.node(entry.pair.value));
    let written = file.layer.source.slice(Span::new(key.span.start, value.span.end.max(key.span.end)));
    matches!(value.kind, Kind::Scalar { .. }) && !written.contains('\n')
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

fn leaves(root: &value::Node) -> Vec<(KeyPath, serde_json::Value)> {
    let is_leaf = |node: &&(KeyPath, &value::Node)| match &node.1.value {
        Value::Map(entries) => entries.is_empty(),
        _ => !node.0.segments().iter().any(|step| matches!(step, Segment::Index(_))),
    };
    let nodes = Values::of(root).nodes;
    nodes.iter().filter(is_leaf).map(|(path, node)| (path.clone(), to_json(&node.value))).collect()
}
