//! Carrying an entry to another key path, with its comments.

use super::block::{Block, block, comments_in, indented, tied};
use super::insert::insertion;
use super::original::Original;
use super::proof::certain;
use super::target::Target;
use crate::helm::entries::Entry;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, Node, Style};

/// What becomes of the value on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Same,
    /// It becomes the one item of a list.
    Item,
}

/// A way to carry an entry.
pub struct Relocation {
    pub edits: Vec<Edit>,
    /// Whether it needs no proof.
    pub certain: bool,
}

/// The edits that carry the entry at `from` to `to`, where nothing is yet.
///
/// # Errors
/// Why it cannot be done, as the end of a sentence.
pub fn relocation(original: &Original, from: &KeyPath, to: &KeyPath, shape: Shape) -> Result<Relocation, String> {
    if to.starts_with(from) {
        return Err("its new place is in it".to_owned());
    }
    let number = original.only(from)?;
    let entry = original.entry(number)?;
    let own = block(original, entry)?;
    let target = Target::find(original, to)?;
    // All that goes: the outermost entry that holds nothing else.
    let alone = |entry: &&Entry| entry.map != target.map && original.tree().pairs(entry.map).len() == 1;
    let mut gone = entry;
    for around in original.around(number) {
        if !alone(&gone) {
            break;
        }
        gone = around;
    }
    let (own_lines, around) = (own.whole(original), block(original, gone)?.whole(original));
    tied(original, own_lines)?;
    tied(original, around)?;
    let mut lines = target.opening();
    lines.push_str(&comments_in(original, around, own_lines, target.depth()));
    lines.push_str(&carried(original, &target, entry, own, shape)?);
    // In place, so that the order of the file stays.
    let edits = match gone.map == target.map {
        true => vec![Edit::replace(around, lines)],
        false => {
            let put = insertion(original, target.end(original)?, &lines);
            [Edit::remove(around), put].into_iter().chain(target.hole()).collect()
        }
    };
    let plainly = original.survey().simple && target.hole().is_none() && moves_plainly(original, own.lines);
    let certain = plainly && certain(original, &edits);
    Ok(Relocation { edits, certain })
}

/// Whether the lines in `span` read alike at any depth and before any other line: all but texts in blocks do.
fn moves_plainly(original: &Original, span: Span) -> bool {
    let is_block = |node: &Node| matches!(node.kind, Kind::Scalar { style: Style::Literal | Style::Folded, .. });
    let mut inside = original.tree().backwards_from(span.end).take_while(|node| node.span.start >= span.start);
    original.source.slice(span).ends_with('\n') && !inside.any(is_block)
}

/// The lines of the entry as they stand at the target, with the comment above.
fn carried(original: &Original, target: &Target, entry: &Entry, own: Block, shape: Shape) -> Result<String, String> {
    let (source, indent) = (original.source, target.depth());
    let at_depth =
        |span: Span| indented(source.slice(span), own.indent, indent).ok_or("its lines are not as deep as its key");
    let mut out = at_depth(Span::new(own.whole(original).start, own.lines.start))?;
    let key_end = original.tree().node(entry.pair.key).span.end;
    let first_end = source.line_span(source.position(key_end).line).end.min(own.lines.end);
    let behind = source.slice(Span::new(key_end, first_end));
    out.push_str(&format!("{:indent$}{}", "", target.name()));
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
