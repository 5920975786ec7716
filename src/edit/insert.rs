//! Writing new entries into the maps where they belong, and values over those that are there.

use std::cmp::Reverse;

use serde_json::{Map, Value};

use super::original::Original;
use super::target::Target;
use crate::helm::quote::quote;
use crate::leaf;
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::tree::{Kind, Node, NodeId};

/// The edits that write every leaf of `additions` into a file that holds `values`, at the end of the innermost map
/// that is there for it.
///
/// # Errors
/// Why it cannot be done, as the end of a sentence.
pub fn additions(
    original: &Original,
    values: &Map<String, Value>,
    additions: &Map<String, Value>,
) -> Result<Vec<Edit>, String> {
    if values.is_empty() {
        return Ok(vec![insertion(original, original.text().len(), &lines(additions, 0))]);
    }
    // Where lines go, with the map they are for: of maps that end at the same byte the deeper comes first.
    let mut groups: Vec<(usize, Reverse<NodeId>, String)> = Vec::new();
    let mut edits = Vec::new();
    let mut open = vec![(KeyPath::root(), additions)];
    while let Some((path, map)) = open.pop() {
        for (key, value) in map {
            let here = path.key(key.as_str());
            match (leaf::get(values, &here), value) {
                (Some(Value::Object(there)), Value::Object(below)) if !there.is_empty() => open.push((here, below)),
                _ => {
                    let target = Target::find(original, &here)?;
                    let name = target.keys.last().cloned().unwrap_or_default();
                    let entry = [(name, value.clone())].into_iter().collect();
                    let written = target.opening() + &lines(&entry, target.depth());
                    edits.extend(target.hole());
                    match groups.iter_mut().find(|(_, map, _)| map.0 == target.map) {
                        Some((.., all)) => all.push_str(&written),
                        None => groups.push((target.end(original)?, Reverse(target.map), written)),
                    }
                }
            }
        }
    }
    groups.sort();
    for group in groups.chunk_by(|one, next| one.0 == next.0) {
        let written: String = group.iter().map(|(.., written)| written.as_str()).collect();
        edits.extend(group.first().map(|(place, ..)| insertion(original, *place, &written)));
    }
    edits.sort();
    edits.dedup();
    Ok(edits)
}

/// The edits that make `path` hold `text`, YAML as it is to stand there, in one line: over the scalar that is there,
/// or as a new entry, first in its map.
///
/// # Errors
/// Why it cannot be done, as the end of a sentence.
pub fn set(original: &Original, path: &KeyPath, text: &str) -> Result<Vec<Edit>, String> {
    let [.., root] = original.reading.roots.as_slice() else { return Err("the file holds no map".to_owned()) };
    let there = path.segments().iter().try_fold(*root, |map, step| match step {
        Segment::Key(name) => original.pair(map, name).map(|pair| pair.value),
        Segment::Index(_) => None,
    });
    match there.map(|value| original.tree().node(value)) {
        Some(Node { kind: Kind::Scalar { .. }, span, .. }) => {
            let gap = if span.start == span.end { " " } else { "" };
            Ok(vec![Edit::replace(*span, format!("{gap}{text}"))])
        }
        Some(_) => Err(format!("`{path}` holds no single value")),
        None => {
            let target = Target::find(original, path)?;
            let place = target.start(original)?;
            if original.is_behind_block_text(place) {
                return Err("a text in a block stands before it".to_owned());
            }
            let lines = format!("{}{:2$}{3}: {text}\n", target.opening(), "", target.depth(), target.name());
            Ok(target.hole().into_iter().chain([insertion(original, place, &lines)]).collect())
        }
    }
}

/// `lines` as new lines at byte `place`, which is the start of a line or the end of the text.
pub fn insertion(original: &Original, place: usize, lines: &str) -> Edit {
    let starts_line = original.text().get(..place).is_some_and(|before| before.is_empty() || before.ends_with('\n'));
    Edit::insert(place, if starts_line { lines.to_owned() } else { format!("\n{lines}") })
}

/// `values` as lines of YAML. Lists stand as JSON, which Helm reads as the YAML it nearly is.
fn lines(values: &Map<String, Value>, indent: usize) -> String {
    let mut out = String::new();
    for (key, value) in values {
        out.push_str(&format!("{:indent$}{}:", "", quote(key)));
        match value {
            Value::Object(map) if !map.is_empty() => {
                out.push('\n');
                out.push_str(&lines(map, indent + 2));
            }
            Value::String(text) => out.push_str(&format!(" {}\n", quote(text))),
            other => out.push_str(&format!(" {other}\n")),
        }
    }
    out
}
