//! Small changes to a text, everything else kept byte for byte.

use super::span::Span;

/// Replace the bytes of `span` by `text`; an empty span inserts, an empty text removes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Edit {
        Edit { span, text: text.into() }
    }

    /// Puts `text` before the byte at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Edit {
        Edit::replace(Span::new(offset, offset), text)
    }

    /// Takes `span` away.
    pub fn remove(span: Span) -> Edit {
        Edit::replace(span, "")
    }
}

/// `edits` with new lines that end as in Windows where a line of `text` does: nothing else of a text is touched.
pub fn alike(text: &str, edits: &[Edit]) -> Vec<Edit> {
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let alike = |text: &str| text.replace("\r\n", "\n").replace('\n', line_break);
    edits.iter().map(|edit| Edit::replace(edit.span, alike(&edit.text))).collect()
}

/// Why a set of edits cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// Two edits touch the same bytes, or insert at the same place.
    Overlap(Span, Span),
    /// A span is outside the text or cuts a character.
    OutOfText(Span),
}

impl std::fmt::Display for EditError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EditError::Overlap(first, second) => {
                write!(
                    formatter,
                    "edits at bytes {}..{} and {}..{} overlap",
                    first.start, first.end, second.start, second.end
                )
            }
            EditError::OutOfText(span) => {
                write!(formatter, "edit at bytes {}..{} is not in the text", span.start, span.end)
            }
        }
    }
}

impl std::error::Error for EditError {}

/// The text with all edits applied, in any order given. All or nothing.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.span);
    for (first, second) in ordered.iter().zip(ordered.iter().skip(1)) {
        if second.span.start < first.span.end || first.span == second.span {
            return Err(EditError::Overlap(first.span, second.span));
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in ordered {
        let kept = text.get(done..edit.span.start).ok_or(EditError::OutOfText(edit.span))?;
        text.get(edit.span.start..edit.span.end).ok_or(EditError::OutOfText(edit.span))?;
        out.push_str(kept);
        out.push_str(&edit.text);
        done = edit.span.end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span::new(start, end)
    }

    #[test]
    fn edits_apply_in_any_order_and_touch_nothing_else() {
        let edits = [Edit::replace(span(6, 7), "two"), Edit::insert(0, "# c\n"), Edit::remove(span(3, 4))];
        assert_eq!(apply("a: 1\nb2", &edits), Ok("# c\na: \nbtwo".to_string()));
        assert_eq!(apply("same", &[]), Ok("same".to_string()));
    }

    #[test]
    fn overlaps_and_foreign_spans_change_nothing() {
        let overlap = [Edit::remove(span(0, 3)), Edit::remove(span(2, 4))];
        assert_eq!(apply("abcdef", &overlap), Err(EditError::Overlap(span(0, 3), span(2, 4))));
        let twice = [Edit::insert(1, "x"), Edit::insert(1, "y")];
        assert_eq!(apply("abc", &twice), Err(EditError::Overlap(span(1, 1), span(1, 1))));
        assert_eq!(apply("abc", &[Edit::remove(span(2, 9))]), Err(EditError::OutOfText(span(2, 9))));
        assert_eq!(apply("é", &[Edit::remove(span(1, 2))]), Err(EditError::OutOfText(span(1, 2))));
    }
}
