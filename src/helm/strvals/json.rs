//! JSON with places, as Go's `encoding/json` reads it into plain values: every number is a float,
//! the last of two equal keys wins, half a surrogate pair becomes U+FFFD.

use crate::helm::value::{LayerId, Node, NodeMap, Number, Origin, Value};
use crate::yaml::error::SyntaxError;
use crate::yaml::span::Span;

/// Levels of nesting that are read, as many as in YAML. Go stops at 10,000; no values come near either.
const MAX_DEPTH: usize = 128;

const HELP: &str = "values of `--set-json` are JSON: texts and keys in double quotes, no comma at the end";

/// Reads a text that is one JSON value and nothing else.
pub fn read_document(text: &str, layer: LayerId) -> Result<Node, SyntaxError> {
    let mut reader = Reader { text, position: 0, layer };
    let node = reader.value(None, 0)?;
    reader.skip_space();
    if reader.position < text.len() {
        return Err(reader.error("unexpected text after the JSON value"));
    }
    Ok(node)
}

/// Reads one JSON value that starts at byte `start` of `text`, and gives the byte after it.
/// What follows is not looked at: `1,b=2` is the value 1.
pub(super) fn read_prefix(
    text: &str,
    start: usize,
    key: Option<Span>,
    layer: LayerId,
) -> Result<(Node, usize), SyntaxError> {
    let mut reader = Reader { text, position: start, layer };
    let node = reader.value(key, 0)?;
    Ok((node, reader.position))
}

struct Reader<'a> {
    text: &'a str,
    position: usize,
    layer: LayerId,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.position += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.position += 1;
        }
        found
    }

    fn value(&mut self, key: Option<Span>, depth: usize) -> Result<Node, SyntaxError> {
        self.skip_space();
        let start = self.position;
        let value = match self.peek() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                return Err(self.error("JSON is nested too deep"));
            }
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            Some(_) => return Err(self.error("this is not JSON (texts need double quotes)")),
            None => return Err(self.error("the JSON value ends too early")),
        };
        let origin = Origin { layer: self.layer, key, value: Span::new(start, self.position) };
        Ok(Node { value, origin, losers: Vec::new() })
    }

    fn object(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut entries = NodeMap::default();
        self.position += 1;
        self.skip_space();
        if self.take(b'}') {
            return Ok(Value::Map(entries));
        }
        loop {
            self.skip_space();
            let start = self.position;
            if self.peek() != Some(b'"') {
                return Err(self.error("a JSON key must be in double quotes"));
            }
            let key = self.string()?;
            let key_span = Span::new(start, self.position);
            self.skip_space();
            if !self.take(b':') {
                return Err(self.error("a JSON key needs `:` and a value"));
            }
            let node = self.value(Some(key_span), depth + 1)?;
            entries.insert(key, node);
            self.skip_space();
            if self.take(b'}') {
                return Ok(Value::Map(entries));
            }
            if !self.take(b',') {
                return Err(self.error("expected `,` or `}` in a JSON object"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut items = Vec::new();
        self.position += 1;
        self.skip_space();
        if self.take(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(None, depth + 1)?);
            self.skip_space();
            if self.take(b']') {
                return Ok(Value::List(items));
            }
            if !self.take(b',') {
                return Err(self.error("expected `,` or `]` in a JSON list"));
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, SyntaxError> {
        let rest = self.text.get(self.position..).unwrap_or("");
        if !rest.starts_with(word) {
            return Err(self.error("this is not JSON (texts need double quotes)"));
        }
        self.position += word.len();
        Ok(value)
    }

    fn digits(&mut self) -> Result<(), SyntaxError> {
        let start = self.position;
        while let Some(b'0'..=b'9') = self.peek() {
            self.position += 1;
        }
        if start == self.position { Err(self.error("a digit is missing in a JSON number")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Value, SyntaxError> {
        let start = self.position;
        self.take(b'-');
        // A leading zero stands alone: `01` is the number 0, and then a 1 that does not belong to it.
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let text = self.text.get(start..self.position).unwrap_or("");
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Number(Number::Float(number))),
            _ => Err(SyntaxError::new(Span::new(start, self.position), "the JSON number is too large", HELP)),
        }
    }

    fn string(&mut self) -> Result<String, SyntaxError> {
        let mut text = String::new();
        self.position += 1;
        loop {
            let Some(character) = self.text.get(self.position..).and_then(|rest| rest.chars().next()) else {
                return Err(self.error("a JSON text is not closed"));
            };
            match character {
                '"' => {
                    self.position += 1;
                    return Ok(text);
                }
                '\\' => {
                    self.position += 1;
                    text.push(self.escape()?);
                }
                control if control < ' ' => {
                    return Err(self.error("a JSON text cannot hold a bare control character"));
                }
                character => {
                    self.position += character.len_utf8();
                    text.push(character);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let letter = self.peek();
        let character = match letter {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.error("unknown escape in a JSON text")),
        };
        self.position += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, SyntaxError> {
        let first = self.code_unit(self.position)?;
        self.position += 5;
        if let 0xD800..=0xDBFF = first
            && self.peek() == Some(b'\\')
            && self.text.as_bytes().get(self.position + 1) == Some(&b'u')
            && let Ok(second @ 0xDC00..=0xDFFF) = self.code_unit(self.position + 1)
        {
            self.position += 6;
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// The four hexadecimal digits after the `u` at byte `at`.
    fn code_unit(&self, at: usize) -> Result<u32, SyntaxError> {
        let digits = self.text.get(at + 1..at + 5).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.error("`\\u` in a JSON text needs four hexadecimal digits"))
    }

    fn error(&self, message: &str) -> SyntaxError {
        let end = match self.text.get(self.position..).and_then(|rest| rest.chars().next()) {
            Some(character) => self.position + character.len_utf8(),
            None => self.position,
        };
        SyntaxError::new(Span::new(self.position, end), message, HELP)
    }
}
