//! Where a new entry goes.

use super::block::{block, line_end};
use super::original::Original;
use crate::helm::quote::quote;
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, NodeId, Pair};

/// The innermost map that is there for a path, and the keys still to be written in it.
pub struct Target {
    pub map: NodeId,
    /// How deep the keys of the map stand.
    pub indent: usize,
    pub keys: Vec<String>,
    /// The pair whose value the map is; none for the root.
    above: Option<Pair>,
    hole: Option<Hole>,
}

/// `{}`, where a block goes.
struct Hole {
    braces: Span,
    line_end: usize,
}

impl Target {
    /// The place for `to`.
    ///
    /// # Errors
    /// Where it is there already, and where a key on the way holds no map that lines can be added to.
    pub fn find(original: &Original, to: &KeyPath) -> Result<Target, String> {
        let [root] = original.reading.roots.as_slice() else { return Err("the file holds no map".to_owned()) };
        let tree = original.tree();
        let (mut map, mut above): (NodeId, Option<Pair>) = (*root, None);
        for (depth, segment) in to.segments().iter().enumerate() {
            let Segment::Key(name) = segment else { return Err(format!("`{to}` is in a list")) };
            let here = || to.first(depth);
            let keys = || -> Vec<String> {
                let rest = to.segments().iter().skip(depth);
                rest.filter_map(|step| if let Segment::Key(key) = step { Some(key.to_string()) } else { None })
                    .collect()
            };
            let pairs = match &tree.node(map).kind {
                Kind::Map { pairs, flow: false } => pairs,
                Kind::Map { pairs, flow: true } if pairs.is_empty() => {
                    let hole = above.and_then(|pair| hole(original, pair.key, map));
                    let (hole, indent) = hole.ok_or_else(|| format!("`{}` is written in braces", here()))?;
                    return Ok(Target { map, indent, keys: keys(), above, hole: Some(hole) });
                }
                Kind::Map { .. } => return Err(format!("`{}` is written in braces", here())),
                Kind::Alias { .. } => return Err(format!("`{}` is an alias", here())),
                _ => return Err(format!("`{}` holds no map", here())),
            };
            match original.pair(map, name) {
                Some(pair) => (map, above) = (pair.value, Some(*pair)),
                None => {
                    let first = pairs.first().ok_or_else(|| format!("`{}` holds no map", here()))?;
                    let start = tree.node(first.key).span.start;
                    let source = original.source;
                    let indent = start - source.line_span(source.position(start).line).start;
                    return Ok(Target { map, indent, keys: keys(), above, hole: None });
                }
            }
        }
        Err(format!("`{to}` is there already"))
    }

    /// How deep the last of the keys stands.
    pub fn depth(&self) -> usize {
        self.indent + 2 * self.keys.len().saturating_sub(1)
    }

    /// The lines of the keys around the last one.
    pub fn opening(&self) -> String {
        let around = self.keys.iter().take(self.keys.len().saturating_sub(1)).enumerate();
        around.map(|(depth, key)| format!("{:1$}{2}:\n", "", self.indent + 2 * depth, quote(key))).collect()
    }

    /// The last key as it is written.
    pub fn name(&self) -> String {
        self.keys.last().map(|key| quote(key).into_owned()).unwrap_or_default()
    }

    /// The byte behind the last line of the map.
    ///
    /// # Errors
    /// Where the last entry of the map does not have its lines for itself.
    pub fn end(&self, original: &Original) -> Result<usize, String> {
        if let Some(hole) = &self.hole {
            return Ok(hole.line_end);
        }
        let tree = original.tree();
        let entry = |pair: &Pair| original.entries.get(original.at_key(tree.node(pair.key).span)?);
        let last = tree.pairs(self.map).iter().rev().find_map(entry).ok_or("the map it belongs to has no key")?;
        Ok(block(original, last)?.lines.end)
    }

    /// The byte before the first line of the map; behind its last line where it is the root.
    ///
    /// # Errors
    /// Where something else than a comment stands behind the key of the map.
    pub fn start(&self, original: &Original) -> Result<usize, String> {
        let (Some(above), None) = (self.above, &self.hole) else { return self.end(original) };
        let (tree, text) = (original.tree(), original.text());
        let key = tree.node(above.key).span;
        let end = line_end(text, key.end);
        let behind = text.get(key.end..end).unwrap_or_default().trim_start().strip_prefix(':').unwrap_or("?").trim();
        let first = tree.pairs(self.map).first().map_or(0, |pair| tree.node(pair.key).span.start);
        match end <= first && (behind.is_empty() || behind.starts_with('#')) {
            true => Ok(end),
            false => Err("its map does not begin on a line of its own".to_owned()),
        }
    }

    /// The edit that makes room where `{}` stands.
    pub fn hole(&self) -> Option<Edit> {
        self.hole.as_ref().map(|hole| Edit::remove(hole.braces))
    }
}

/// `{}` behind a key, with nothing else on its line than a comment; and how deep what fills it stands.
fn hole(original: &Original, key: NodeId, map: NodeId) -> Option<(Hole, usize)> {
    let (tree, source) = (original.tree(), original.source);
    let (key, braces) = (tree.node(key).span, tree.node(map).span);
    let line = source.line_span(source.position(key.start).line);
    let indent = key.start - line.start;
    let between = source.slice(Span::new(key.end, braces.start));
    let plain = source.slice(Span::new(line.start, key.start)).chars().all(|char| char == ' ')
        && between.trim() == ":"
        && tree.node(map).properties.is_none();
    // The blanks before the braces go with them.
    let gone = Span::new(key.end + between.trim_end().len(), braces.end);
    let hole = Hole { braces: gone, line_end: line_end(original.text(), braces.end) };
    (plain && braces.end <= line.end).then_some((hole, indent + 2))
}
