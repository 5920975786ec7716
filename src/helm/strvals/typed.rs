//! The type that `--set` gives to a text.

use crate::helm::value::{Number, Value};

/// Reads one value of `--set`: `true`, `false` and `null` in any case, and whole numbers of 64 bits
/// that do not start with `0` (but `0` itself). Everything else is text: `1.5`, `007`, `0x10`, `yes`.
pub(super) fn typed_value(text: &str) -> Value {
    if equals_folded(text, "true") {
        return Value::Bool(true);
    }
    if equals_folded(text, "false") {
        return Value::Bool(false);
    }
    if equals_folded(text, "null") {
        return Value::Null;
    }
    if text == "0" {
        return Value::Number(Number::Int(0));
    }
    if !text.starts_with('0')
        && let Ok(number) = text.parse::<i64>()
    {
        return Value::Number(Number::Int(number));
    }
    Value::String(text.to_string())
}

/// Go's `strings.EqualFold` for these words: case is ignored, and the long s counts as an s.
fn equals_folded(text: &str, word: &str) -> bool {
    text.chars().count() == word.len()
        && text.chars().zip(word.chars()).all(|(character, expected)| match character {
            '\u{17F}' => expected == 's',
            character => character.to_ascii_lowercase() == expected,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_numbers_and_three_words_are_typed() {
        let text = |text: &str| Value::String(text.to_string());
        let int = |number| Value::Number(Number::Int(number));
        let cases = [
            ("1", int(1)),
            ("+5", int(5)),
            ("-007", int(-7)),
            ("0", int(0)),
            ("-0", int(0)),
            ("007", text("007")),
            ("1.5", text("1.5")),
            ("1e3", text("1e3")),
            ("0x10", text("0x10")),
            ("1_000", text("1_000")),
            ("9223372036854775807", int(i64::MAX)),
            ("9223372036854775808", text("9223372036854775808")),
            ("yes", text("yes")),
            ("TrUe", Value::Bool(true)),
            ("FALſE", Value::Bool(false)),
            ("NULL", Value::Null),
            ("~", text("~")),
            ("", text("")),
            (" 1", text(" 1")),
        ];
        for (input, expected) in cases {
            assert_eq!(typed_value(input), expected, "{input}");
        }
    }
}
