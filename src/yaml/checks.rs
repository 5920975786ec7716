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
    // Nearly every text, and looked through at a tenth of the cost: no branch stands between two bytes.
    let is_plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    if slice.as_bytes().chunks(64).all(|bytes| bytes.iter().fold(true, |plain, byte| plain & is_plain(*byte))) {
        return None;
    }
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
            '0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '\\' | 'N' | '_' | 'L' | 'P' => {}
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
    let starts_line =
        text.get(..gap.start).is_some_and(|before| before.is_empty() || before.ends_with(['\n', '\r', BOM]));
    let mut start = gap.start;
    for (number, line) in text.get(gap.start..gap.end)?.split_inclusive(['\n', '\r']).enumerate() {
        if (number > 0 || starts_line) && line.starts_with('\t') && line.trim().is_empty() {
            return Some(start);
        }
        start += line.len();
    }
    None
}

/// What Helm's reader makes of a plain scalar between brackets where YAML 1.2 reads on: it stops at `?`, wants a
/// blank after the colon of a plain key, and takes keys of one line only. `after` is the text behind the scalar.
pub(super) fn plain_in_flow(scalar: &str, after: &str) -> Option<(usize, Cause)> {
    if let Some(at) = scalar.find('?') {
        return Some((at, Cause::QuestionInFlow));
    }
    if scalar.starts_with(':') {
        return Some((0, Cause::ColonSpace));
    }
    let colon = after.trim_start().strip_prefix(':');
    if colon.is_some_and(|rest| rest.starts_with([',', '[', ']', '{', '}'])) {
        return Some((scalar.len(), Cause::ColonSpace));
    }
    None
}

/// Whether a scalar between brackets is a key that does not stand on one line with its colon, which only `? ` allows.
pub(super) fn long_key_in_flow(before: &str, scalar: &str, after: &str) -> bool {
    let rest = after.trim_start();
    let blanks = after.get(..after.len() - rest.len()).unwrap_or("");
    rest.starts_with(':')
        && (scalar.contains(['\n', '\r']) || blanks.contains(['\n', '\r']))
        && !before.trim_end().ends_with('?')
}

/// Whether a tag as written has only the characters that Helm's reader takes, and none that it takes and the parser
/// does not: `[!a, b]` is one entry with the tag `!a,` in Helm.
pub(super) fn is_tag(written: &str) -> bool {
    let tag = written.strip_prefix("!<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(written);
    tag.chars().all(|character| character.is_ascii_alphanumeric() || "_-;/?:@&=+$.!~*'()%".contains(character))
}

/// `text` with the tabs that indent its lines as spaces, when it is one flow collection, such as JSON: inside
/// brackets Helm's reader allows them and the parser does not. Same length, so all places stay.
pub(super) fn without_flow_tabs(text: &str) -> Option<String> {
    let is_flow = text.trim_start_matches([BOM, ' ', '\t', '\n', '\r']).starts_with(['{', '[']);
    if !is_flow || !text.contains('\t') {
        return None;
    }
    let mut in_indent = false;
    let spaced = text.chars().map(|character| {
        in_indent = matches!(character, '\n' | '\r') || (in_indent && matches!(character, ' ' | '\t'));
        if in_indent && character == '\t' { ' ' } else { character }
    });
    Some(spaced.collect())
}

/// The first directive in `gap` other than `%YAML` and `%TAG`: Helm knows no others.
pub(super) fn unknown_directive(text: &str, gap: Span) -> Option<usize> {
    let mut start = gap.start;
    for line in text.get(gap.start..gap.end)?.split_inclusive(['\n', '\r']) {
        let line_text = line.trim_start_matches(BOM);
        let known = ["%YAML", "%TAG"]
            .iter()
            .any(|name| line_text.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '\t'])));
        if line_text.starts_with('%') && !known {
            return Some(start + line.len() - line_text.len());
        }
        start += line.len();
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

    #[test]
    fn plain_text_between_brackets_is_read_as_in_helm() {
        assert_eq!(plain_in_flow("http://x/", "]"), None);
        assert_eq!(plain_in_flow("http://x?y", "]"), Some((8, Cause::QuestionInFlow)));
        assert_eq!(plain_in_flow("a", ":}"), Some((1, Cause::ColonSpace)), "Helm reads the key `a:`");
        assert_eq!(plain_in_flow("a", " :, b"), Some((1, Cause::ColonSpace)), "and here `a :`");
        assert_eq!(plain_in_flow("a", ": b}"), None);
        assert_eq!(plain_in_flow(":30", "]"), Some((0, Cause::ColonSpace)));
        assert!(long_key_in_flow("{", "a\n b", ": c}"));
        assert!(!long_key_in_flow("{? ", "a\n b", ": c}"));
        assert!(!long_key_in_flow("{", "a\n b", "}"));
        assert!(long_key_in_flow("{", "a", "\n : c}"));
    }

    #[test]
    fn tabs_may_indent_json_and_nothing_else() {
        assert_eq!(without_flow_tabs("{\n\t \t\"a\": \"x\ty\"\n}").as_deref(), Some("{\n   \"a\": \"x\ty\"\n}"));
        assert_eq!(without_flow_tabs("a: {\n\tb: 1}"), None);
        let blank = |text: &str| blank_line_with_tab(text, Span::new(0, text.len()));
        assert_eq!(blank("\t"), Some(0));
        assert_eq!(blank(" x\n\t\n"), Some(3));
        assert_eq!(blank(" \t\n  \n"), None, "libyaml takes it after a plain scalar");
    }

    #[test]
    fn only_two_directives_are_known() {
        let first = |text: &str| unknown_directive(text, Span::new(0, text.len()));
        assert_eq!(first("# c\n%YAML 1.1\n%TAG ! x\n"), None);
        assert_eq!(first("# c\n%YAML1.1\n"), Some(4));
        assert_eq!(first("%FOO bar\n"), Some(0));
    }
}
