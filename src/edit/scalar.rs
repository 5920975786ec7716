//! Another scalar in the place of one.

use crate::yaml::edit::Edit;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// Writes `text`, which needs no quotes, in place of the scalar at `span`, in the quotes that it has. None for an
/// alias, a value with tag or anchor, and a scalar over several lines.
pub fn rewrite(source: &Source, span: Span, text: &str) -> Option<Edit> {
    let written = source.slice(span);
    let text = match written.chars().next()? {
        _ if written.contains('\n') => return None,
        '*' | '&' | '!' | '|' | '>' => return None,
        quote @ ('"' | '\'') => format!("{quote}{text}{quote}"),
        _ => text.to_owned(),
    };
    Some(Edit::replace(span, text))
}
