//! Carrying an entry to another key path, with its comments.

use super::Text;
use super::block::{Block, block, comments_in, indented, outermost, tied};
use crate::helm::quote::quote;
use crate::lint::walk::{Entry, key};
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, NodeId};

/// What becomes of the value on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Same,
    /// It becomes the one item of a list.
    Item,
}

/// The edits that carry the entry at `from` to `to`, where nothing is yet.
pub fn edits(text: &Text, from: &KeyPath, to: &KeyPath, shape: Shape) -> Result<Vec<Edit>, String> {
    let entry = text.only(from)?;
    let own = block(text, entry)?;
    tied(text, own.whole())?;
    let target = Target::find(text, to)?;
    let gone = outermost(text, entry, target.map);
    let around = block(text, gone)?;
    tied(text, around.whole())?;
    let lines = target.lines(text, entry, own, around, shape)?;
    // In place, so that the order of the file stays.
    if gone.map == target.map {
        return Ok(vec![Edit::replace(around.whole(), lines)]);
    }
    let end = match &target.hole {
        Some(hole) => hole.line_end,
        None => end_of_map(text, target.map)?,
    };
    let lines = if text.as_str().get(..end).is_some_and(|before| before.ends_with('\n')) {
        lines
    } else {
        format!("\n{lines}")
    };
    let mut edits = vec![Edit::remove(around.whole()), Edit::insert(end, lines)];
    edits.extend(target.hole.map(|hole| Edit::remove(hole.braces)));
    Ok(edits)
}

/// The end of the last line of a map.
pub fn end_of_map(text: &Text, map: NodeId) -> Result<usize, String> {
    let last = text.entries.iter().rfind(|entry| entry.map == map).ok_or("the map it belongs to has no key")?;
    Ok(block(text, last)?.lines.end)
}

/// `{}`, where a block goes.
pub struct Hole {
    pub braces: Span,
    pub line_end: usize,
}

/// Where an entry goes: the innermost map that is there, and the keys still to be written in it.
pub struct Target {
    pub map: NodeId,
    pub indent: usize,
    pub keys: Vec<String>,
    pub hole: Option<Hole>,
}

impl Target {
    /// The place for `to`.
    ///
    /// # Errors
    /// Where a key on the way holds no map that lines can be added to.
    pub fn find(text: &Text, to: &KeyPath) -> Result<Target, String> {
        let [root] = text.reading.roots.as_slice() else { return Err("the file holds no map".to_owned()) };
        let tree = &text.reading.tree;
        let name = |segment: &Segment| match segment {
            Segment::Key(key) => Some(key.as_str().to_owned()),
            Segment::Index(_) => None,
        };
        let names: Vec<String> = to.segments().iter().filter_map(name).collect();
        let (mut map, mut above) = (*root, None);
        for (depth, name) in names.iter().enumerate() {
            let here = KeyPath::of(names.iter().take(depth).map(String::as_str));
            let keys = || names.iter().skip(depth).cloned().collect::<Vec<_>>();
            let pairs = match &tree.node(map).kind {
                Kind::Map { pairs, flow: false } => pairs,
                Kind::Map { pairs, flow: true } if pairs.is_empty() => {
                    let hole = above.and_then(|pair| hole(text, pair, map));
                    let (hole, indent) = hole.ok_or_else(|| format!("`{here}` is written in braces"))?;
                    return Ok(Target { map, indent, keys: keys(), hole: Some(hole) });
                }
                Kind::Map { .. } => return Err(format!("`{here}` is written in braces")),
                Kind::Alias { .. } => return Err(format!("`{here}` is an alias")),
                _ => return Err(format!("`{here}` holds no map")),
            };
            match pairs.iter().rev().find(|pair| key(tree, pair.key).as_deref() == Some(name)) {
                Some(pair) => (map, above) = (pair.value, Some(pair.key)),
                None => {
                    let first = pairs.first().ok_or_else(|| format!("`{here}` holds no map"))?;
                    let start = tree.node(first.key).span.start;
                    let source = text.source();
                    let indent = start - source.line_span(source.position(start).line).start;
                    return Ok(Target { map, indent, keys: keys(), hole: None });
                }
            }
        }
        Err(format!("`{to}` is there already"))
    }

    /// The lines of the entry as they stand at the target, comments included. `around` is all that goes away.
    fn lines(&self, text: &Text, entry: &Entry, own: Block, around: Block, shape: Shape) -> Result<String, String> {
        let source = text.source();
        let (name, parents) = self.keys.split_last().ok_or("it is there already")?;
        let indent = self.indent + 2 * parents.len();
        let mut out = String::new();
        for (depth, key) in parents.iter().enumerate() {
            out.push_str(&format!("{:1$}{2}:\n", "", self.indent + 2 * depth, quote(key)));
        }
        out.push_str(&comments_in(text, around.whole(), own.whole(), indent));
        let at_depth =
            |span: Span| indented(source.slice(span), own.indent, indent).ok_or("its lines are not as deep as its key");
        out.push_str(&at_depth(Span::new(own.above, own.lines.start))?);
        let key_end = text.reading.tree.node(entry.pair.key).span.end;
        let first_end = source.line_span(source.position(key_end).line).end.min(own.lines.end);
        let behind = source.slice(Span::new(key_end, first_end));
        out.push_str(&format!("{:indent$}{}", "", quote(name)));
        match shape {
            Shape::Same => out.push_str(behind),
            Shape::Item => {
                let value = behind.trim_start().strip_prefix(':').ok_or("its value does not follow its key")?;
                if value.trim_start().starts_with(['|', '>', '#']) || value.trim().is_empty() {
                    return Err("its value is not on the line of its key".to_owned());
                }
                out.push_str(&format!(":\n{:indent$}  - {}", "", value.trim_start()));
            }
        }
        out.push_str(&at_depth(Span::new(first_end, own.lines.end))?);
        if !out.ends_with('\n') {
            out.push('\n');
        }
        Ok(out)
    }
}

/// `{}` behind a key, with nothing else on its line than a comment; and how deep what fills it stands.
fn hole(text: &Text, key: NodeId, map: NodeId) -> Option<(Hole, usize)> {
    let tree = &text.reading.tree;
    let (key, braces) = (tree.node(key).span, tree.node(map).span);
    let source = text.source();
    let line = source.line_span(source.position(key.start).line);
    let indent = key.start - line.start;
    let between = source.slice(Span::new(key.end, braces.start));
    let plain = source.slice(Span::new(line.start, key.start)).chars().all(|char| char == ' ')
        && between.trim() == ":"
        && tree.node(map).properties.is_none();
    let line_end = text.as_str().get(braces.end..)?.find('\n').map_or(text.as_str().len(), |at| braces.end + at + 1);
    // The blanks before the braces go with them.
    let gone = Span::new(key.end + between.trim_end().len(), braces.end);
    (plain && braces.end <= line.end).then_some((Hole { braces: gone, line_end }, indent + 2))
}
