//! Where scalars stand, in the cases in which the parser's own place is not what a reader or an edit needs.

use super::span::Span;

/// Where an absent value stands: after the colon that follows its `key` if there is one, else after the key.
/// The parser says before the colon, or somewhere behind.
pub(super) fn after_colon(text: &str, part: Span, key: Span) -> Span {
    let rest = text.get(key.end..part.end).unwrap_or("");
    let after_blanks = rest.trim_start();
    let colon = key.end + rest.len() - after_blanks.len();
    let place = if after_blanks.starts_with(':') { colon + 1 } else { key.end };
    Span::new(place, place)
}

/// A block scalar from its `|` or `>` to its last character. The parser gives the `content` only; the header is
/// behind byte `from`, the end of the token before it.
pub(super) fn block_scalar(text: &str, part: Span, from: usize, content: Span) -> Span {
    let mut start = content.start;
    let mut in_property = false;
    for (offset, character) in text.get(from..part.end).unwrap_or("").char_indices() {
        match character {
            '!' | '&' => in_property = true,
            '|' | '>' if !in_property => {
                start = from + offset;
                break;
            }
            _ if character.is_whitespace() => in_property = false,
            _ => {}
        }
    }
    let start = start.min(content.start);
    let body = text.get(start..content.end).unwrap_or("");
    Span::new(start, start + body.trim_end().len())
}

/// Whether the parser has added a line break to a block scalar (given as read in `value`) that ends the text
/// without one. Helm 3 does not, as libyaml does not.
pub(super) fn line_break_is_invented(text: &str, part: Span, content: Span, value: &str) -> bool {
    let Some(read) = value.strip_suffix('\n') else { return false };
    let before_end = text.get(part.start..content.end).unwrap_or("");
    let written = before_end.rsplit(['\n', '\r']).next().unwrap_or("");
    if !written.trim().is_empty() {
        return true;
    }
    // A last line of blanks is content where it goes beyond the indentation.
    let last_read = read.rsplit('\n').next().unwrap_or("");
    if !last_read.is_empty() {
        return written.ends_with(last_read);
    }
    // `|+` and one line of blanks: no line has ended, so there is no line break to keep.
    let header_and_blanks = text.get(content.start..content.end).unwrap_or("");
    read.is_empty()
        && !written.is_empty()
        && header_and_blanks.starts_with(['|', '>'])
        && header_and_blanks.lines().count() == 2
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::super::tree::Kind;

    /// Every scalar's text and the bytes at its place.
    fn scalars(text: &str) -> Vec<(String, String)> {
        let tree = parse(text).expect(text);
        let scalar = |kind: &Kind| match kind {
            Kind::Scalar { text, .. } => Some(text.clone()),
            _ => None,
        };
        tree.nodes()
            .filter_map(|(_, node)| Some((scalar(&node.kind)?, text[node.span.start..node.span.end].to_string())))
            .collect()
    }

    fn pair(text: &str, place: &str) -> (String, String) {
        (text.to_string(), place.to_string())
    }

    #[test]
    fn block_scalars_reach_from_their_header_to_their_last_character() {
        assert_eq!(scalars("a: !x &y |-  # >\n  b\n  c\n\nd: >\n e\n")[1], pair("b\nc", "|-  # >\n  b\n  c"));
        assert_eq!(scalars("a: |")[1], pair("", "|"));
        assert_eq!(scalars("- - >+\n\n   x\n\n")[0], pair("\nx\n\n", ">+\n\n   x"));
        assert_eq!(scalars("x-y: |\n  &a > b\n")[1], pair("&a > b\n", "|\n  &a > b"));
    }

    #[test]
    fn a_missing_final_line_break_stays_missing() {
        for (text, value) in [
            ("a: |\n  x", "x"),
            ("a: |+\n ", ""),
            ("a: |+\n\n ", "\n"),
            ("a: |+\n x\n  ", "x\n "),
            ("a: |+\n x\n ", "x\n"),
            ("a: >\n x\n y", "x y"),
        ] {
            assert_eq!(scalars(text)[1].0, value, "{text:?}");
        }
    }

    #[test]
    fn an_absent_value_stands_behind_its_colon() {
        for (text, place) in [
            ("a :\nb: 1", 3),
            ("a:\n  # c\nb: 1", 2),
            ("{a: , b}", 3),
            ("? a\n: \nb: 1", 5),
            ("\"a\":", 4),
            ("? a\nb: 1", 3),
        ] {
            let tree = parse(text).expect(text);
            let value = tree.pairs(tree.documents[0].root)[0].value;
            let span = tree.node(value).span;
            assert_eq!((span.start, span.end), (place, place), "{text:?}");
        }
    }
}
