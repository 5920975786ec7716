//! What two sets of values have in common, by meaning.

use serde_json::{Map, Value};

use crate::plan::compare::same;
use crate::yaml::path::KeyPath;

/// Whether two values mean the same at `path`: sizes written in two ways are equal, lists item by item.
pub fn agree(path: &KeyPath, left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| {
                    right.get(key).is_some_and(|other| agree(&path.key(key.as_str()), value, other))
                })
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .enumerate()
                    .all(|(index, (left, right))| agree(&path.index(index), left, right))
        }
        (left, right) => same(path, left, right),
    }
}

/// Whether this is `{}`.
pub fn is_empty_map(value: &Value) -> bool {
    matches!(value, Value::Object(map) if map.is_empty())
}

/// Whether there is no value in it: maps of maps of nothing. Null is one, it deletes a default.
pub fn sets_nothing(value: &Value) -> bool {
    matches!(value, Value::Object(map) if map.values().all(sets_nothing))
}

/// Every leaf that Helm merges by itself, with its path, in order: a list is one, null is one, an empty map sets nothing.
pub fn settings(values: &Map<String, Value>) -> Vec<(KeyPath, &Value)> {
    let mut out = Vec::new();
    collect(values, &KeyPath::root(), &mut out);
    out
}

fn collect<'v>(values: &'v Map<String, Value>, path: &KeyPath, out: &mut Vec<(KeyPath, &'v Value)>) {
    for (key, value) in values {
        let path = path.key(key.as_str());
        match value {
            Value::Object(below) => collect(below, &path, out),
            leaf => out.push((path, leaf)),
        }
    }
}
