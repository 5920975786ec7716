//! Words and characters that all reports share.

use serde_json::Value;

use crate::lint::finding::Severity;
use crate::lint::outcome::Outcome;

/// What a terminal, a log or a page may be given: a tab as four blanks, control characters and invisible marks (those
/// that turn the direction of text, and those without width) as `?`. Nothing is longer than four characters for one.
pub fn printable(text: &str) -> String {
    // Nearly every text, and many times as fast; to look at every byte is faster than to stop at the first.
    if text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => out.push_str("    "),
            '\u{FEFF}' | '\u{2028}'..='\u{202E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2069}' => out.push('?'),
            control if control.is_control() => out.push('?'),
            other => out.push(other),
        }
    }
    out
}

/// A JSON document, ended by a line break, without any control character but line breaks: JSON lets some stand in
/// strings, a terminal may obey them.
pub fn json_text(document: &Value) -> String {
    let text = format!("{document:#}\n");
    let strange = |character: char| character.is_control() && character != '\n';
    // Nearly every document.
    if !text.contains(strange) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            control if strange(control) => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => out.push(other),
        }
    }
    out
}

/// `1 error`, `2 errors`.
pub fn counted(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// The run in one line: `2 errors, 35 warnings, 19 infos in 1 file; 1 waived`, or `no findings in 3 files`.
pub fn summary(outcome: &Outcome) -> String {
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let counts: Vec<String> = severities
        .iter()
        .map(|severity| (outcome.count(*severity), severity.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    let counts = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    let waived = if outcome.waived > 0 { format!("; {} waived", outcome.waived) } else { String::new() };
    let files = match outcome.files().len() {
        0 => "the values flags".to_owned(),
        count => counted(count, "file"),
    };
    format!("{counts} in {files}{waived}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_no_control_characters() {
        let value = serde_json::json!({"a": "\u{7F}\u{9B}\u{1B}é\n"});
        let text = json_text(&value);
        assert_eq!(text, "{\n  \"a\": \"\\u007f\\u009b\\u001bé\\n\"\n}\n");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn nothing_reaches_a_terminal_that_moves_its_cursor() {
        assert_eq!(printable("a\tb\u{1B}[31m\u{9B}\u{202E}\u{200D}é\r\n"), "a    b?[31m???é??");
    }
}
