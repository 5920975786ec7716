//! What Helm takes a plain scalar for: YAML 1.1 words and numbers, as go-yaml v2 resolves them.
//!
//! Source: `resolve.go` of go-yaml v2.4 (the decoder inside sigs.k8s.io/yaml v1.6.0, Helm 3.21.4 and 4.2.4).

use super::{base64, number};
use crate::yaml::tree::Style;

/// What a scalar stands for. `Text` is the scalar's own text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    /// A whole number above the range of `Int`.
    Unsigned(u64),
    /// May be infinite or no number: `.inf`, `.nan`.
    Float(f64),
    Text,
}

/// Resolves an unquoted scalar without a tag.
pub fn resolve(text: &str) -> Scalar {
    if let Some(word) = word(text) {
        return word;
    }
    match text.as_bytes().first() {
        Some(b'.') => go_float(text).map_or(Scalar::Text, Scalar::Float),
        Some(b'0'..=b'9' | b'+' | b'-') if text.contains('_') => {
            numeric(&text.replace('_', "")).unwrap_or(Scalar::Text)
        }
        Some(b'0'..=b'9' | b'+' | b'-') => numeric(text).unwrap_or(Scalar::Text),
        _ => Scalar::Text,
    }
}

/// Exact spellings only: `tRUE` and `nULL` are texts.
fn word(text: &str) -> Option<Scalar> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => return None,
    })
}

fn numeric(digits: &str) -> Option<Scalar> {
    integer(digits).or_else(|| float(digits).map(Scalar::Float)).or_else(|| signed_binary(digits))
}

/// Go's `strconv.ParseInt(text, 0, 64)`, then `ParseUint`: a leading 0 means octal, `0x`, `0o` and `0b` as usual.
fn integer(text: &str) -> Option<Scalar> {
    let (sign, rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.get(..1), rest),
        None => (None, text),
    };
    let (radix, digits) = match rest.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, rest.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, rest.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, rest.get(2..)?),
        [b'0', _, ..] => (8, rest.get(1..)?),
        _ => (10, rest),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    let value = if sign == Some("-") { -i128::from(magnitude) } else { i128::from(magnitude) };
    match i64::try_from(value) {
        Ok(small) => Some(Scalar::Int(small)),
        // ParseUint takes no sign.
        Err(_) if sign.is_none() => Some(Scalar::Unsigned(magnitude)),
        Err(_) => None,
    }
}

/// go-yaml strips `0b` and parses the rest with a sign of its own: `0b+101` is 5.
fn signed_binary(text: &str) -> Option<Scalar> {
    let rest = text.strip_prefix("0b")?;
    let digits = rest.strip_prefix(['-', '+'])?;
    if digits.is_empty() || !digits.bytes().all(|digit| matches!(digit, b'0' | b'1')) {
        return None;
    }
    i64::from_str_radix(rest, 2).ok().map(Scalar::Int)
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`; a number too large for 64 bits is a text.
fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_ok = digits(whole)
        && fraction.is_none_or(digits)
        && (!whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty()));
    let exponent_ok = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    if !mantissa_ok || !exponent_ok {
        return None;
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Go's `strconv.ParseFloat` for a text that starts with a dot: underscores between two digits, so `.5_1` is 0.51
/// and `._5` a text.
fn go_float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    if (0..bytes.len()).any(|at| bytes.get(at) == Some(&b'_') && !between(at)) {
        return None;
    }
    float(&text.replace('_', ""))
}

/// What a scalar is after style and tag are looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    Scalar(Scalar),
    /// Decoded from `!!binary`; bytes that are no UTF-8 become U+FFFD, as in Go's JSON.
    Decoded(String),
}

/// Why a tag and its scalar do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagError {
    /// `!!int abc`
    WrongContent,
    /// `!!binary` without valid base64
    Base64,
}

const CORE: &str = "tag:yaml.org,2002:";

/// Resolves a scalar with its style and tag (full name, as in the tree).
///
/// Only the tags of YAML 1.1's scalar types mean something; any other tag makes a text of the scalar.
pub fn resolve_node(text: &str, style: Style, tag: Option<&str>) -> Result<Resolved, TagError> {
    let Some(tag) = tag else {
        return Ok(Resolved::Scalar(if style == Style::Plain { resolve(text) } else { Scalar::Text }));
    };
    // With one of these tags a quoted scalar is resolved like a plain one: `!!int "5"` is 5.
    let scalar = match (tag.strip_prefix(CORE), resolve(text)) {
        (Some("binary"), _) => {
            return base64::decode(text).map(|bytes| Resolved::Decoded(go_text(&bytes))).ok_or(TagError::Base64);
        }
        (Some("null"), Scalar::Null) => Scalar::Null,
        (Some("bool"), value @ Scalar::Bool(_)) => value,
        (Some("int"), value @ (Scalar::Int(_) | Scalar::Unsigned(_))) => value,
        (Some("float"), Scalar::Int(value)) => Scalar::Float(value as f64),
        (Some("float"), value @ Scalar::Float(_)) => value,
        (Some("timestamp"), Scalar::Text) if looks_like_date(text) => Scalar::Text,
        (Some("null" | "bool" | "int" | "float" | "timestamp"), _) => return Err(TagError::WrongContent),
        _ => Scalar::Text,
    };
    Ok(Resolved::Scalar(scalar))
}

/// Go keeps a timestamp as text, but with the tag it must be one. We look at the date only.
fn looks_like_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let digits = |part: Option<&str>, most: usize| {
        part.is_some_and(|part| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let year = parts.next();
    year.is_some_and(|year| year.len() == 4)
        && digits(year, 4)
        && digits(parts.next(), 2)
        && parts.next().is_some_and(|day| day.starts_with(|first: char| first.is_ascii_digit()))
}

/// Bytes as Go's JSON encoder writes them: every invalid byte becomes one U+FFFD.
fn go_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// The text of a key that resolves to `scalar` and is written `text`; none where Helm refuses the key.
///
/// Keys pass through 32-bit floats on their way (sigs.k8s.io/yaml `convertToJSONableObject`): `16777217.0` becomes
/// `1.6777216e+07`.
pub fn key_text(scalar: Scalar, text: &str) -> Option<String> {
    Some(match scalar {
        Scalar::Null | Scalar::Unsigned(_) => return None,
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => number::key(value),
        Scalar::Text => text.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resolution_table() {
        let int = |text, value| (text, Scalar::Int(value));
        let float = |text, value| (text, Scalar::Float(value));
        let text = |text| (text, Scalar::Text);
        let cases = [
            ("y", Scalar::Bool(true)),
            ("Off", Scalar::Bool(false)),
            text("oN"),
            ("", Scalar::Null),
            ("Null", Scalar::Null),
            text("nULL"),
            int("0777", 511),
            int("-010", -8),
            int("0_7", 7),
            int("0o17", 15),
            int("0O17", 15),
            float("08", 8.0),
            float("09.5", 9.5),
            float("0800", 800.0),
            int("0x1F", 31),
            int("-0b101", -5),
            int("0b+101", 5),
            int("0b-101", -5),
            text("0x"),
            text("0x1p-2"),
            text("0xZZ"),
            int("1_000", 1000),
            int("1__", 1),
            text("_1"),
            float("1_000.5", 1000.5),
            float("1e3", 1000.0),
            float("1.", 1.0),
            float(".5", 0.5),
            float("+.5", 0.5),
            int("+1", 1),
            text("1e400"),
            text("."),
            text("._5"),
            float(".5_0", 0.5),
            text(".5_"),
            text(".5__0"),
            text("+"),
            text("-"),
            text("1e"),
            text("1e+"),
            text("e5"),
            int("9223372036854775807", i64::MAX),
            ("9223372036854775808", Scalar::Unsigned(1 << 63)),
            float("18446744073709551616", 18446744073709551616.0),
            int("-9223372036854775808", i64::MIN),
            float("-9223372036854775809", -9223372036854775808.0),
            float("+9223372036854775808", 9223372036854775808.0),
            text("1:30"),
            text("2024-01-01"),
            text("1.2.3"),
            float("0e12345", 0.0),
            text("<<"),
            text("1 2"),
            text("١"),
            float("-.inf", f64::NEG_INFINITY),
        ];
        for (written, expected) in cases {
            assert_eq!(resolve(written), expected, "{written:?}");
        }
    }

    #[test]
    fn tags_check_their_content() {
        let tagged = |tag: &str, text: &str| resolve_node(text, Style::Double, Some(&format!("{CORE}{tag}")));
        assert_eq!(tagged("int", "5"), Ok(Resolved::Scalar(Scalar::Int(5))));
        assert_eq!(tagged("float", "5"), Ok(Resolved::Scalar(Scalar::Float(5.0))));
        assert_eq!(tagged("int", "5.5"), Err(TagError::WrongContent));
        assert_eq!(tagged("bool", "maybe"), Err(TagError::WrongContent));
        assert_eq!(tagged("timestamp", "2024-01-01"), Ok(Resolved::Scalar(Scalar::Text)));
        assert_eq!(tagged("timestamp", "soon"), Err(TagError::WrongContent));
        assert_eq!(tagged("binary", "aGk="), Ok(Resolved::Decoded("hi".to_string())));
        assert_eq!(tagged("binary", "/w=="), Ok(Resolved::Decoded("\u{FFFD}".to_string())));
        assert_eq!(tagged("binary", "no base64"), Err(TagError::Base64));
        assert_eq!(tagged("str", "5"), Ok(Resolved::Scalar(Scalar::Text)));
        assert_eq!(resolve_node("5", Style::Plain, Some("!")), Ok(Resolved::Scalar(Scalar::Text)));
        assert_eq!(resolve_node("5", Style::Plain, Some("!foo")), Ok(Resolved::Scalar(Scalar::Text)));
    }

    #[test]
    fn keys_become_texts() {
        for (written, key) in
            [("y", "true"), ("0777", "511"), ("1e3", "1000"), ("1.50", "1.5"), ("16777217.0", "1.6777216e+07")]
        {
            assert_eq!(key_text(resolve(written), written).as_deref(), Some(key));
        }
        assert_eq!(key_text(resolve("~"), "~"), None);
        assert_eq!(key_text(resolve("9223372036854775808"), "9223372036854775808"), None);
    }
}
