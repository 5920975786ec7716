//! Key paths: `platform.ng-manager.java.memory`, `extraFlags[0]`.

use std::fmt;
use std::str::FromStr;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    Key(String),
    /// From 0.
    Index(usize),
}

/// The way from a document's root to a value. The empty path is the root, written `.`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath {
    segments: Vec<Segment>,
}

impl KeyPath {
    /// The root.
    pub fn root() -> KeyPath {
        KeyPath::default()
    }

    /// A path of keys only, each taken as it is.
    pub fn of<Name: Into<String>>(keys: impl IntoIterator<Item = Name>) -> KeyPath {
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
    pub fn key(&self, key: impl Into<String>) -> KeyPath {
        self.with(Segment::Key(key.into()))
    }

    /// This path and one list index more.
    #[must_use]
    pub fn index(&self, index: usize) -> KeyPath {
        self.with(Segment::Index(index))
    }

    /// The path without its last step; none for the root.
    pub fn parent(&self) -> Option<KeyPath> {
        let (_, rest) = self.segments.split_last()?;
        Some(KeyPath { segments: rest.to_vec() })
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

    /// Adds a step at the end, in place.
    pub fn push(&mut self, segment: Segment) {
        self.segments.push(segment);
    }

    /// Takes the last step away, in place.
    pub fn pop(&mut self) -> Option<Segment> {
        self.segments.pop()
    }

    fn with(&self, segment: Segment) -> KeyPath {
        let mut segments = self.segments.clone();
        segments.push(segment);
        KeyPath { segments }
    }
}

impl fmt::Display for KeyPath {
    /// Dots, backslashes and opening brackets inside a key get a backslash; an empty key is `""`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return formatter.write_str(".");
        }
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

/// Why a text is no key path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// Two dots in a row, or a dot at the start or the end.
    EmptyKey,
    /// `[` without a whole number and `]`.
    BadIndex,
    /// Something other than `.` or `[` after `]`.
    AfterIndex,
}

impl fmt::Display for PathError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            PathError::EmptyKey => "a key is missing between two dots (a dot inside a key is written `\\.`)",
            PathError::BadIndex => "a list index is a whole number in brackets, like `[0]`",
            PathError::AfterIndex => "after `]` comes a dot, another index, or the end",
        })
    }
}

impl std::error::Error for PathError {}

impl FromStr for KeyPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<KeyPath, PathError> {
        let mut path = KeyPath::root();
        if text == "." {
            return Ok(path);
        }
        let mut rest = text;
        let mut key_expected = true;
        while !rest.is_empty() || key_expected {
            if let Some(inside) = rest.strip_prefix('[') {
                if key_expected && !path.is_root() {
                    return Err(PathError::EmptyKey);
                }
                let (digits, after) = inside.split_once(']').ok_or(PathError::BadIndex)?;
                if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(PathError::BadIndex);
                }
                path.push(Segment::Index(digits.parse().map_err(|_| PathError::BadIndex)?));
                rest = after;
            } else if key_expected {
                let (key, after) = take_key(rest)?;
                path.push(Segment::Key(key));
                rest = after;
            } else {
                return Err(PathError::AfterIndex);
            }
            key_expected = false;
            if let Some(after) = rest.strip_prefix('.') {
                rest = after;
                key_expected = true;
            }
        }
        Ok(path)
    }
}

/// One key from the start of `text`, unescaped, and what follows it.
fn take_key(text: &str) -> Result<(String, &str), PathError> {
    if let Some(after) = text.strip_prefix("\"\"")
        && (after.is_empty() || after.starts_with(['.', '[']))
    {
        return Ok((String::new(), after));
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
            // A backslash at the very end is itself.
            '\\' => key.push(characters.next().map_or('\\', |(_, escaped)| escaped)),
            _ => key.push(character),
        }
    }
    if end == 0 || text.is_empty() {
        return Err(PathError::EmptyKey);
    }
    Ok((key, text.get(end..).unwrap_or("")))
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
            (KeyPath::of(["a[0]", "c\\"]), "a\\[0].c\\\\"),
            (KeyPath::root().index(2).index(3).key("x"), "[2][3].x"),
            (KeyPath::of(["", "\"\""]), "\"\".\\\"\""),
            (KeyPath::root(), "."),
        ];
        for (path, text) in cases {
            assert_eq!(path.to_string(), text);
            assert_eq!(text.parse(), Ok(path), "{text}");
        }
    }

    #[test]
    fn broken_paths_say_why() {
        for (text, error) in [
            ("", PathError::EmptyKey),
            ("a..b", PathError::EmptyKey),
            ("a.", PathError::EmptyKey),
            (".a", PathError::EmptyKey),
            ("a.[0]", PathError::EmptyKey),
            ("a[", PathError::BadIndex),
            ("a[x]", PathError::BadIndex),
            ("a[]", PathError::BadIndex),
            ("a[99999999999999999999999]", PathError::BadIndex),
            ("a[0]b", PathError::AfterIndex),
        ] {
            assert_eq!(text.parse::<KeyPath>(), Err(error), "{text}");
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
