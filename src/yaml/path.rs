//! Key paths: `platform.ng-manager.java.memory`, `extraFlags[0]`.

use std::fmt;
use std::iter::once;
use std::str::FromStr;
use std::sync::Arc;

use super::name::Name;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    Key(Name),
    /// From 0.
    Index(usize),
}

/// The way from a document's root to a value. The empty path is the root, written as an empty text.
///
/// A copy shares its steps with the original: rules copy paths many times and change them seldom.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath {
    segments: Arc<[Segment]>,
}

impl KeyPath {
    /// The root.
    pub fn root() -> KeyPath {
        KeyPath::default()
    }

    /// A path of keys only, each taken as it is.
    pub fn of<Key: Into<Name>>(keys: impl IntoIterator<Item = Key>) -> KeyPath {
        KeyPath { segments: keys.into_iter().map(|key| Segment::Key(key.into())).collect() }
    }

    /// The steps from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.segments.is_empty()
    }

    /// This path and one key more.
    #[must_use]
    pub fn key(&self, key: impl Into<Name>) -> KeyPath {
        self.with(Segment::Key(key.into()))
    }

    /// This path and some keys more.
    #[must_use]
    pub fn keys<const COUNT: usize>(&self, keys: [&str; COUNT]) -> KeyPath {
        let more = keys.into_iter().map(|key| Segment::Key(key.into()));
        KeyPath { segments: self.segments.iter().cloned().chain(more).collect() }
    }

    /// This path and one list index more.
    #[must_use]
    pub fn index(&self, index: usize) -> KeyPath {
        self.with(Segment::Index(index))
    }

    /// The path without its last step; none for the root.
    pub fn parent(&self) -> Option<KeyPath> {
        let (_, rest) = self.segments.split_last()?;
        Some(KeyPath { segments: rest.into() })
    }

    /// The last step; none for the root.
    pub fn last(&self) -> Option<&Segment> {
        self.segments.last()
    }

    /// The last step when it is a key.
    pub fn last_key(&self) -> Option<&str> {
        match self.segments.last() {
            Some(Segment::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Whether this path is `other` or lies below it.
    pub fn starts_with(&self, other: &KeyPath) -> bool {
        self.segments.starts_with(&other.segments)
    }

    /// Whether this path is `other` and one step more.
    pub fn is_right_below(&self, other: &KeyPath) -> bool {
        self.segments.split_last().is_some_and(|(_, above)| *above == *other.segments)
    }

    /// The first `length` steps; the whole path where it has no more.
    #[must_use]
    pub fn first(&self, length: usize) -> KeyPath {
        match self.segments.get(..length) {
            Some(first) => KeyPath { segments: first.into() },
            None => self.clone(),
        }
    }

    /// Adds a step at the end, in place.
    pub fn push(&mut self, segment: Segment) {
        *self = self.with(segment);
    }

    /// Takes the last step away, in place.
    pub fn pop(&mut self) -> Option<Segment> {
        let (last, rest) = self.segments.split_last()?;
        let last = last.clone();
        self.segments = rest.into();
        Some(last)
    }

    fn with(&self, segment: Segment) -> KeyPath {
        KeyPath { segments: self.segments.iter().cloned().chain(once(segment)).collect() }
    }
}

impl fmt::Display for KeyPath {
    /// Dots, backslashes and opening brackets inside a key get a backslash; an empty key is `""`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(formatter, "[{index}]")?,
                Segment::Key(key) => {
                    if at > 0 {
                        formatter.write_str(".")?;
                    }
                    if key.is_empty() {
                        formatter.write_str("\"\"")?;
                    }
                    // Nearly every key; messages hold thousands of paths.
                    if !key.starts_with('"') && !key.bytes().any(|byte| matches!(byte, b'.' | b'\\' | b'[')) {
                        formatter.write_str(key)?;
                        continue;
                    }
                    for (place, character) in key.char_indices() {
                        if matches!(character, '.' | '\\' | '[') || (character == '"' && place == 0) {
                            formatter.write_str("\\")?;
                        }
                        write!(formatter, "{character}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl FromStr for KeyPath {
    type Err = String;

    fn from_str(text: &str) -> Result<KeyPath, String> {
        let fail = |problem: &str| format!("key path `{text}` {problem}");
        if text.is_empty() {
            return Ok(KeyPath::root());
        }
        // Nearly every path of the catalog, at a fifth of the cost.
        let is_plain = |key: &str| !key.is_empty() && !key.bytes().any(|byte| matches!(byte, b'\\' | b'[' | b'"'));
        if text.split('.').all(is_plain) {
            return Ok(KeyPath::of(text.split('.')));
        }
        let mut segments = Vec::new();
        let mut rest = text;
        let mut key_expected = true;
        while !rest.is_empty() || key_expected {
            if let Some(inside) = rest.strip_prefix('[') {
                if key_expected && !segments.is_empty() {
                    return Err(fail(EMPTY_KEY));
                }
                let (digits, after) = inside.split_once(']').ok_or_else(|| fail(BAD_INDEX))?;
                let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
                let index = digits.parse().ok().filter(|_| whole).ok_or_else(|| fail(BAD_INDEX))?;
                segments.push(Segment::Index(index));
                rest = after;
            } else if key_expected {
                let (key, after) = take_key(rest).ok_or_else(|| fail(EMPTY_KEY))?;
                segments.push(Segment::Key(key.into()));
                rest = after;
            } else {
                return Err(fail("has text after a `]`"));
            }
            key_expected = false;
            if let Some(after) = rest.strip_prefix('.') {
                rest = after;
                key_expected = true;
            }
        }
        Ok(KeyPath { segments: segments.into() })
    }
}

const EMPTY_KEY: &str = "has an empty key (a dot inside a key is written `\\.`)";
const BAD_INDEX: &str = "has an index that is no whole number in brackets, like `[0]`";

/// One key from the start of `text`, unescaped, and what follows it; none when the key is empty.
fn take_key(text: &str) -> Option<(String, &str)> {
    if let Some(after) = text.strip_prefix("\"\"")
        && (after.is_empty() || after.starts_with(['.', '[']))
    {
        return Some((String::new(), after));
    }
    let mut key = String::new();
    let mut characters = text.char_indices();
    let mut end = text.len();
    while let Some((at, character)) = characters.next() {
        match character {
            '.' | '[' => {
                end = at;
                break;
            }
            // A backslash at the very end escapes nothing.
            '\\' => key.push(characters.next()?.1),
            _ => key.push(character),
        }
    }
    if end == 0 { None } else { Some((key, text.get(end..).unwrap_or(""))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_print_and_parse_back() {
        let cases = [
            (KeyPath::of(["platform", "ng-manager", "java", "memory"]), "platform.ng-manager.java.memory"),
            (KeyPath::of(["extraFlags"]).index(0), "extraFlags[0]"),
            (KeyPath::of(["a.b", "c"]), "a\\.b.c"),
            (KeyPath::root().index(1).keys(["a", "b"]), "[1].a.b"),
            (KeyPath::of(["a[0]", "c\\"]), "a\\[0].c\\\\"),
            (KeyPath::root().index(2).index(3).key("x"), "[2][3].x"),
            (KeyPath::of(["", "\"\""]), "\"\".\\\"\""),
            (KeyPath::root(), ""),
        ];
        for (path, text) in cases {
            assert_eq!(path.to_string(), text);
            assert_eq!(text.parse(), Ok(path), "{text}");
        }
    }

    #[test]
    fn broken_paths_say_why() {
        for text in [
            ".",
            "a..b",
            "a.",
            ".a",
            "a.[0]",
            "a[",
            "a[x]",
            "a[]",
            "a[+1]",
            "a[99999999999999999999999]",
            "a[0]b",
            "a\\",
        ] {
            let error = text.parse::<KeyPath>().expect_err(text);
            assert!(error.starts_with(&format!("key path `{text}` has")), "{error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_path_survives_printing(keys in proptest::collection::vec(".{0,6}", 1..5), index: usize) {
            let path = KeyPath::of(keys).index(index);
            proptest::prop_assert_eq!(path.to_string().parse(), Ok(path));
        }
    }
}
