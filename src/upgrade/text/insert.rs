//! Writing new entries into the maps where they belong.

use serde_json::{Map, Value};

use super::Text;
use super::relocate::{Target, end_of_map};
use crate::helm::quote::quote;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;
use crate::yaml::tree::NodeId;

/// The edits that write every leaf of `additions`, at the end of the innermost map that is there for it.
pub fn edits(text: &Text, additions: &Map<String, Value>) -> Result<Vec<Edit>, String> {
    if text.values().is_empty() {
        let end = text.as_str().len();
        let gap = if end == 0 || text.as_str().ends_with('\n') { "" } else { "\n" };
        return Ok(vec![Edit::insert(end, format!("{gap}{}", lines(additions, 0)))]);
    }
    let mut groups: Vec<(NodeId, usize, String)> = Vec::new();
    let mut edits = Vec::new();
    let mut open = vec![(KeyPath::root(), additions)];
    while let Some((path, map)) = open.pop() {
        for (key, value) in map {
            let here = path.key(key.as_str());
            match (crate::leaf::get(text.values(), &here), value) {
                (Some(Value::Object(there)), Value::Object(below)) if !there.is_empty() => open.push((here, below)),
                _ => {
                    let target = Target::find(text, &here)?;
                    let mut nested = value.clone();
                    for key in target.keys.iter().skip(1).rev() {
                        nested = Value::Object([(key.clone(), nested)].into_iter().collect());
                    }
                    let first = target.keys.first().ok_or("it is there already")?;
                    let written = lines(&[(first.clone(), nested)].into_iter().collect(), target.indent);
                    if let Some(hole) = &target.hole {
                        edits.push(Edit::remove(hole.braces));
                    }
                    let end = match &target.hole {
                        Some(hole) => hole.line_end,
                        None => end_of_map(text, target.map)?,
                    };
                    match groups.iter_mut().find(|(map, ..)| *map == target.map) {
                        Some((.., all)) => all.push_str(&written),
                        None => groups.push((target.map, end, written)),
                    }
                }
            }
        }
    }
    // Of maps that end at the same byte the deeper comes first.
    groups.sort_by_key(|(map, end, _)| (*end, std::cmp::Reverse(*map)));
    let mut last: Option<(usize, String)> = None;
    for (_, end, written) in groups {
        match &mut last {
            Some((at, all)) if *at == end => all.push_str(&written),
            _ => edits.extend(last.replace((end, written)).map(|(at, all)| insertion(text, at, &all))),
        }
    }
    edits.extend(last.map(|(at, all)| insertion(text, at, &all)));
    edits.sort();
    edits.dedup();
    Ok(edits)
}

fn insertion(text: &Text, at: usize, lines: &str) -> Edit {
    let ends_line = text.as_str().get(..at).is_some_and(|before| before.ends_with('\n'));
    Edit::insert(at, if ends_line { lines.to_owned() } else { format!("\n{lines}") })
}

/// `values` as lines of YAML. Lists stand as JSON, which Helm reads as the YAML it nearly is.
pub fn lines(values: &Map<String, Value>, indent: usize) -> String {
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
