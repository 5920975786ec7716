//! How a string is written so that every YAML reader gives it back, whatever version of YAML it reads.

use std::borrow::Cow;

/// `text` as a YAML scalar, as key or value, in block or flow: plain where no reader could take it for
/// anything but this string, else in double quotes.
pub fn quote(text: &str) -> Cow<'_, str> {
    if is_name(text) || is_quantity(text) { Cow::Borrowed(text) } else { Cow::Owned(double_quoted(text)) }
}

/// Words that YAML 1.1 reads as a boolean or null, in any case.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Letters first, then what names, hosts and paths are made of.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "_-./".contains(char))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Suffixes of Kubernetes quantities that no number syntax of YAML uses.
const SUFFIXES: [&str; 12] = ["m", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "k", "M", "G", "T", "P"];

fn is_quantity(text: &str) -> bool {
    let digits_end = text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits_end);
    let mut parts = number.split('.');
    let whole = |part: Option<&str>| part.is_some_and(|part| !part.is_empty());
    let number_ok = whole(parts.next()) && parts.next().is_none_or(|part| !part.is_empty()) && parts.next().is_none();
    number_ok && SUFFIXES.contains(&suffix)
}

/// `text` in double quotes. Escapes that YAML 1.1 and 1.2 share; no `\/` and no surrogate pairs: Helm's reader refuses both.
pub fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            ' '..='~' => out.push(char),
            other if (other as u32) <= 0xff => out.push_str(&format!("\\x{:02x}", other as u32)),
            other if other.is_alphabetic() => out.push(other),
            other if (other as u32) <= 0xffff => out.push_str(&format!("\\u{:04x}", other as u32)),
            other => out.push_str(&format!("\\U{:08x}", other as u32)),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_where_it_is_safe_and_quoted_elsewhere() {
        for plain in ["logs", "128m", "1.5Gi", "2048m", "ng-manager", "a.b/c"] {
            assert_eq!(quote(plain), plain);
        }
        for quoted in ["", "yes", "Off", "1024", "1e3", "0x1F", "12E", "-1", "--flag=0.5", "a: b", ".5Gi", "~", "1."] {
            assert_eq!(quote(quoted), format!("\"{quoted}\""));
        }
        assert_eq!(quote("a\"b\\\n\u{85}é"), r#""a\"b\\\n\x85\xe9""#);
    }
}
