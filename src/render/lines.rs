//! Planned values as lines of YAML, for a template to print.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::plan::Comment;
use crate::yaml::path::{KeyPath, Segment};

/// One line: `depth` indentations, `- ` where an item begins, a key, a scalar. A line without a value opens a block.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    pub depth: usize,
    pub item: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<&'a str>,
    /// A scalar, or an empty map or list, which have no block form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a Value>,
    /// Comment lines above this one.
    pub comments: Vec<&'a str>,
    /// A comment behind the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<String>,
}

/// Gives the comment behind the scalar at a path.
pub type Behind<'b> = &'b dyn Fn(&[Segment]) -> Option<String>;

/// The lines of each top-level block of `values`, with `comments` above the keys they belong to and
/// what `behind` says behind scalars.
pub fn blocks<'a>(values: &'a Map<String, Value>, comments: &'a [Comment], behind: Behind) -> Vec<Vec<Line<'a>>> {
    let comments: Vec<(Vec<Segment>, &[String])> = comments
        .iter()
        .filter_map(|comment| Some((comment.path.parse::<KeyPath>().ok()?.segments().to_vec(), &*comment.lines)))
        .collect();
    let block = |(key, value): (&'a String, &'a Value)| {
        let mut writer = Writer { comments: &comments, behind, path: Vec::new(), lines: Vec::new() };
        writer.entry(0, false, key, value);
        writer.lines
    };
    values.iter().map(block).collect()
}

struct Writer<'a, 'c> {
    comments: &'c [(Vec<Segment>, &'a [String])],
    behind: Behind<'c>,
    path: Vec<Segment>,
    lines: Vec<Line<'a>>,
}

impl<'a> Writer<'a, '_> {
    /// `key: value` at `depth`, as the first entry of a list item or not.
    fn entry(&mut self, depth: usize, item: bool, key: &'a str, value: &'a Value) {
        self.path.push(Segment::Key(key.into()));
        let comments = self.comments.iter().filter(|(path, _)| *path == self.path);
        let comments = comments.flat_map(|(_, lines)| lines.iter().map(String::as_str)).collect();
        let value_here = scalar(value);
        let behind = value_here.and_then(|_| (self.behind)(&self.path));
        self.lines.push(Line { depth, item, key: Some(key), value: value_here, comments, behind });
        // The entries of a list item stand two columns further in than its dash.
        let inner = if item { depth + 2 } else { depth + 1 };
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| self.entry(inner, false, key, value)),
            Value::Array(items) => self.items(inner, items),
            _ => {}
        }
        self.path.pop();
    }

    fn items(&mut self, depth: usize, items: &'a [Value]) {
        for (index, value) in items.iter().enumerate() {
            self.path.push(Segment::Index(index));
            self.item(depth, value);
            self.path.pop();
        }
    }

    /// `- value` at `depth`; a map begins on the line of its dash.
    fn item(&mut self, depth: usize, value: &'a Value) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                for (position, (key, value)) in map.iter().enumerate() {
                    let first = position == 0;
                    self.entry(if first { depth } else { depth + 1 }, first, key, value);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                self.lines.push(Line { depth, item: true, key: None, value: None, comments: Vec::new(), behind: None });
                self.items(depth + 1, items);
            }
            value => {
                let behind = (self.behind)(&self.path);
                self.lines.push(Line {
                    depth,
                    item: true,
                    key: None,
                    value: scalar(value),
                    comments: Vec::new(),
                    behind,
                });
            }
        }
    }
}

/// `value`, unless it is a map or list with something in it.
fn scalar(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(items) if !items.is_empty() => None,
        Value::Object(map) if !map.is_empty() => None,
        scalar => Some(scalar),
    }
}
