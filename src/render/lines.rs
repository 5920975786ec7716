//! Planned values as lines of YAML, for a template to print.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::plan::Comment;
use crate::yaml::path::KeyPath;

/// One line: `depth` indentations, `- ` where an item begins, a key, a scalar. A line without a value opens a block.
#[derive(Debug, Serialize)]
pub struct Line {
    pub depth: usize,
    pub item: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Scalar>,
    /// Comment lines above this one.
    pub comments: Vec<String>,
}

/// What may stand after a key: a scalar, or an empty map or list, which have no block form.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    Null(()),
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    Empty(Value),
}

/// The lines of each top-level block of `values`, with `comments` above the keys they belong to.
pub fn blocks(values: &Map<String, Value>, comments: &[Comment]) -> Vec<Vec<Line>> {
    let block = |(key, value): (&String, &Value)| {
        let mut writer = Writer { comments, lines: Vec::new() };
        writer.entry(0, false, key, value, &KeyPath::root().key(key));
        writer.lines
    };
    values.iter().map(block).collect()
}

struct Writer<'a> {
    comments: &'a [Comment],
    lines: Vec<Line>,
}

impl Writer<'_> {
    /// `key: value` at `depth`, as the first entry of a list item or not.
    fn entry(&mut self, depth: usize, item: bool, key: &str, value: &Value, path: &KeyPath) {
        let text = path.to_string();
        let comments = self.comments.iter().filter(|comment| comment.path == text);
        let comments = comments.flat_map(|comment| comment.lines.clone()).collect();
        self.lines.push(Line { depth, item, key: Some(key.to_owned()), value: scalar(value), comments });
        // The entries of a list item stand two columns further in than its dash.
        let inner = if item { depth + 2 } else { depth + 1 };
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    self.entry(inner, false, key, value, &path.key(key));
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    self.item(inner, value, &path.index(index));
                }
            }
            _ => {}
        }
    }

    /// `- value` at `depth`; a map begins on the line of its dash.
    fn item(&mut self, depth: usize, value: &Value, path: &KeyPath) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                for (position, (key, value)) in map.iter().enumerate() {
                    let first = position == 0;
                    self.entry(if first { depth } else { depth + 1 }, first, key, value, &path.key(key));
                }
            }
            Value::Array(items) if !items.is_empty() => {
                self.lines.push(Line { depth, item: true, key: None, value: None, comments: Vec::new() });
                for (index, value) in items.iter().enumerate() {
                    self.item(depth + 1, value, &path.index(index));
                }
            }
            value => {
                self.lines.push(Line { depth, item: true, key: None, value: scalar(value), comments: Vec::new() });
            }
        }
    }
}

/// The scalar that `value` is; none for a map or list with something in it.
fn scalar(value: &Value) -> Option<Scalar> {
    match value {
        Value::Null => Some(Scalar::Null(())),
        Value::Bool(value) => Some(Scalar::Bool(*value)),
        Value::Number(number) => Some(Scalar::Number(number.clone())),
        Value::String(text) => Some(Scalar::Text(text.clone())),
        Value::Array(items) if items.is_empty() => Some(Scalar::Empty(value.clone())),
        Value::Object(map) if map.is_empty() => Some(Scalar::Empty(value.clone())),
        _ => None,
    }
}
