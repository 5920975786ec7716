//! What Helm's YAML reader (libyaml 1.1 rules, in Go) refuses and our parser lets pass.

use super::causes::Cause;
use super::lines::BOM;
use super::span::Span;

/// The first character of `part` that may stand nowhere, and why. A byte order mark may open the part.
///
/// NEL, U+2028 and U+2029 are line breaks in YAML 1.1 and plain characters in 1.2: a text with one of them
/// reads differently in Helm than it looks in an editor, so we refuse them everywhere.
pub(super) fn forbidden_character(text: &str, part: Span) -> Option<(usize, Cause)> {
    let slice = text.get(part.start..part.end)?;
    for (offset, character) in slice.char_indices() {
        let cause = match character {
            '\t' | '\n' | '\r' | ' '..='~' => continue,
            '\u{85}' | '\u{2028}' | '\u{2029}' => Cause::LineSeparator(character),
            BOM if offset == 0 => continue,
            BOM => Cause::InnerByteOrderMark,
            '\u{A0}'..='\u{FFFD}' | '\u{10000}'.. => continue,
            _ => Cause::ControlCharacter(character),
        };
        return Some((part.start + offset, cause));
    }
    None
}

/// The first escape of a double-quoted text (given with its quotes) that Helm refuses: offset in the text, and why.
pub(super) fn bad_escape(quoted: &str) -> Option<(usize, Cause)> {
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        if character != '\\' {
            continue;
        }
        let (_, escaped) = characters.next()?;
        match escaped {
            '0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'e' | ' ' | '"' | '\\' | 'N' | '_' | 'L' | 'P' => {}
            '\n' | '\r' | 'x' => {}
            'u' | 'U' => {
                let width = if escaped == 'u' { 4 } else { 8 };
                let digits = quoted.get(at + 2..at + 2 + width)?;
                if u32::from_str_radix(digits, 16).is_ok_and(|code| (0xD800..0xE000).contains(&code)) {
                    return Some((at, Cause::SurrogateEscape));
                }
            }
            other => return Some((at, Cause::UnknownEscape(other))),
        }
    }
    None
}

/// Whether a tab stands in the indentation before `start`, in block context: after a line break, or after a
/// dash or question mark that opens an entry. `token_end` is the end of the scalar before `start`, whose own
/// dashes are text.
pub(super) fn tab_before(text: &str, part: Span, start: usize, token_end: usize) -> bool {
    let Some(before) = text.get(part.start..start) else { return false };
    let kept = before.trim_end_matches([' ', '\t']);
    let blanks = before.get(kept.len()..).unwrap_or("");
    if !blanks.contains('\t') {
        return false;
    }
    let opens_entry = kept.ends_with(['-', '?']) && part.start + kept.len() > token_end;
    kept.is_empty() || kept.ends_with(['\n', '\r', BOM]) || opens_entry
}

/// The first line between two tokens in block context that is blank but starts with a tab.
pub(super) fn blank_line_with_tab(text: &str, gap: Span) -> Option<usize> {
    let slice = text.get(gap.start..gap.end)?;
    let mut from = 0;
    while let Some(found) = slice.get(from..)?.find(['\n', '\r']) {
        from += found + 1;
        let line = slice.get(from..)?;
        let blank = line.split(['\n', '\r']).next().unwrap_or("");
        if blank.starts_with('\t') && blank.trim_matches([' ', '\t']).is_empty() {
            return Some(gap.start + from);
        }
    }
    None
}

/// The place of a `...` line that comes before any content: Helm refuses it, the parser takes it as nothing.
pub(super) fn lone_document_end(text: &str, part: Span) -> Option<usize> {
    let slice = text.get(part.start..part.end)?;
    let mut start = part.start;
    for line in slice.split_inclusive(['\n', '\r']) {
        let content = line.trim_start_matches(BOM).trim();
        if !content.is_empty() && !content.starts_with('#') {
            let lone = content.strip_prefix("...").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
            return (lone && line.trim_start_matches(BOM).starts_with("...")).then_some(start);
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_json_are_found_with_their_place() {
        assert_eq!(bad_escape(r#""a\n\"\x41""#), None);
        assert_eq!(bad_escape(r#""http:\/\/x""#), Some((6, Cause::UnknownEscape('/'))));
        assert_eq!(bad_escape(r#""\ud83d\ude00""#), Some((1, Cause::SurrogateEscape)));
        assert_eq!(bad_escape(r#""\u00e9""#), None);
        assert_eq!(bad_escape(r#""\\/""#), None, "an escaped backslash, then a slash");
        assert_eq!(bad_escape(r#""\"#), None, "cut short");
    }

    #[test]
    fn characters_that_helm_takes_as_line_breaks_are_refused() {
        let whole = |text: &str| forbidden_character(text, Span::new(0, text.len()));
        assert_eq!(whole("\u{FEFF}a: é\t\r\n\u{1F600}"), None);
        assert_eq!(whole("a\u{FEFF}"), Some((1, Cause::InnerByteOrderMark)));
        assert_eq!(whole("a\u{85}"), Some((1, Cause::LineSeparator('\u{85}'))));
        assert_eq!(whole("ab\u{7F}"), Some((2, Cause::ControlCharacter('\u{7F}'))));
        assert_eq!(whole("\0"), Some((0, Cause::ControlCharacter('\0'))));
    }
}
