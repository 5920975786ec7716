//! How Helm 4 cuts a values file into documents, before any YAML is read.
//!
//! Source: `YAMLReader.Read` of k8s.io/apimachinery v0.36 (`pkg/util/yaml/decoder.go`), called by
//! `loader.LoadValues` of Helm 4.2.4.

use crate::yaml::error::SyntaxError;
use crate::yaml::span::Span;

/// The pieces of `text` (from byte `start` on) that Helm 4 reads one by one. Pieces may be empty documents.
///
/// A line that starts with `---` separates, wherever it is, even inside a block text; `...` does not. Lines end
/// at `\n` only.
///
/// # Errors
/// Text after `---` on the same line, other than a comment: Helm 3 takes `--- {a: 1}`, Helm 4 does not.
pub fn split(text: &str, start: usize) -> Result<Vec<Span>, SyntaxError> {
    let rest = text.get(start..).unwrap_or("");
    // Nearly every file is one piece.
    if !rest.is_empty() && !rest.contains("---") {
        return Ok(vec![Span::new(start, text.len())]);
    }
    let mut pieces = Vec::new();
    let mut piece = Span::new(start, start);
    for line in rest.split_inclusive('\n') {
        let line_start = piece.end;
        piece.end += line.len();
        let Some(rest) = line.strip_prefix("---") else { continue };
        let rest = rest.trim();
        if !rest.is_empty() && !rest.starts_with('#') {
            return Err(SyntaxError::new(
                Span::new(line_start, line_start + line.trim_end().len()),
                "Helm 4 allows nothing but a comment after `---`",
                "put the content on the next line",
            ));
        }
        // A separator before any line stays in its piece: it is the document's own start.
        if piece.start < line_start {
            pieces.push(Span::new(piece.start, line_start));
            piece.start = piece.end;
        }
    }
    if piece.start < piece.end {
        pieces.push(piece);
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        split(text, 0).expect("valid separators").iter().map(|span| &text[span.start..span.end]).collect()
    }

    #[test]
    fn separators_cut_and_leading_ones_stay() {
        assert_eq!(pieces("a: 1\n---\nb: 2"), ["a: 1\n", "b: 2"]);
        assert_eq!(pieces("---\na: 1\n--- # c\nb: 2\n"), ["---\na: 1\n", "b: 2\n"]);
        assert_eq!(pieces("---\n---\na: 1"), ["---\n", "a: 1"]);
        assert_eq!(pieces("a: 1\r\n---\r\nb: 2"), ["a: 1\r\n", "b: 2"]);
        assert_eq!(pieces("a: |\n  x\n---\n"), ["a: |\n  x\n"]);
        assert!(pieces("").is_empty());
        assert_eq!(pieces("a\n...\nb"), ["a\n...\nb"]);
    }

    #[test]
    fn text_after_a_separator_is_an_error_with_its_place() {
        for (text, start, end) in [("--- {a: 1}", 0, 10), ("a: 1\n----\n", 5, 9), ("a: 1\n---\rb: 1\n", 5, 13)] {
            let error = split(text, 0).expect_err(text);
            assert_eq!(error.span, Span::new(start, end));
        }
    }
}
