//! Adding an item to a list.

use super::original::Original;
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, Style};

/// The edit that adds `text` (YAML as it is to stand there, in one line) behind the last item of the list at `path`.
/// None below aliases, where the list is not in this file, and where its last item is no plain scalar.
pub fn item(original: &Original, path: &KeyPath, text: &str) -> Option<Edit> {
    let (tree, source) = (original.tree(), original.source);
    let mut here = *original.reading.roots.last()?;
    for segment in path.segments() {
        let Segment::Key(name) = segment else { return None };
        here = original.pair(here, name)?.value;
    }
    let Kind::List { items, flow } = &tree.node(here).kind else { return None };
    let Some(last) = items.last().map(|item| tree.node(*item)) else {
        return flow.then(|| Edit::insert(tree.node(here).span.start + 1, text));
    };
    let Kind::Scalar { style, .. } = &last.kind else { return None };
    if matches!(style, Style::Literal | Style::Folded) || last.span.start == last.span.end {
        return None;
    }
    if *flow {
        return Some(Edit::insert(last.span.end, format!(", {text}")));
    }
    let start = source.line_span(source.position(last.span.start).line).start;
    let dash = source.slice(Span::new(start, last.span.start));
    let end = source.line_span(source.position(last.span.end).line).end;
    (dash.trim() == "-").then(|| Edit::insert(end, format!("\n{dash}{text}")))
}
