//! Key paths: `platform.ng-manager.java.memory`, `extraFlags[0]`.

use std::fmt;
use std::str::FromStr;

/// One step of a key path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    Key(String),
    Index(usize),
}

/// The way from the root of a document to one of its nodes. The empty path is the root.
///
/// Written as Helm's `--set` writes it: keys joined by dots, a dot or backslash inside a key escaped
/// with a backslash, list items as `[0]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath(Vec<Segment>);

impl KeyPath {
    /// The path to the root.
    pub fn root() -> KeyPath {
        KeyPath::default()
    }

    /// The steps from the root on.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// This path, one key further.
    pub fn key(&self, key: &str) -> KeyPath {
        let mut segments = self.0.clone();
        segments.push(Segment::Key(key.to_owned()));
        KeyPath(segments)
    }

    /// This path, one list item further.
    pub fn index(&self, index: usize) -> KeyPath {
        let mut segments = self.0.clone();
        segments.push(Segment::Index(index));
        KeyPath(segments)
    }

    /// Whether this path is `other` or lies below it.
    pub fn starts_with(&self, other: &KeyPath) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl FromStr for KeyPath {
    type Err = String;

    fn from_str(text: &str) -> Result<KeyPath, String> {
        let mut segments = Vec::new();
        let mut key = String::new();
        let mut key_open = true;
        let mut chars = text.chars();
        while let Some(char) = chars.next() {
            match char {
                '\\' => key.push(chars.next().ok_or_else(|| format!("key path `{text}` ends in a backslash"))?),
                '.' => {
                    if key_open && !key.is_empty() {
                        segments.push(Segment::Key(std::mem::take(&mut key)));
                    } else if key_open {
                        return Err(format!("key path `{text}` has an empty key"));
                    }
                    key_open = true;
                }
                '[' => {
                    if key_open && !key.is_empty() {
                        segments.push(Segment::Key(std::mem::take(&mut key)));
                    }
                    key_open = false;
                    let digits: String = chars.by_ref().take_while(|char| *char != ']').collect();
                    let index = digits.parse().map_err(|_| format!("`[{digits}]` in `{text}` is not a list index"))?;
                    segments.push(Segment::Index(index));
                }
                other if key_open => key.push(other),
                _ => return Err(format!("key path `{text}` has text after a `]`")),
            }
        }
        match (key_open, key.is_empty()) {
            (true, false) => segments.push(Segment::Key(key)),
            (true, true) if !text.is_empty() => return Err(format!("key path `{text}` has an empty key")),
            _ => {}
        }
        Ok(KeyPath(segments))
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) => {
                    if position > 0 {
                        f.write_str(".")?;
                    }
                    f.write_str(&key.replace('\\', "\\\\").replace('.', "\\.").replace('[', "\\["))?;
                }
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_same_text() {
        for text in ["", "a", "platform.ng-manager.java.memory", "a.extraFlags[0]", "a[1][2].b", r"x\.y.z", "[3]"] {
            assert_eq!(text.parse::<KeyPath>().unwrap().to_string(), text);
        }
        for wrong in [".", "a.", "a..b", "a[x]", "a[0]b", "a\\"] {
            assert!(wrong.parse::<KeyPath>().is_err(), "{wrong}");
        }
    }
}
