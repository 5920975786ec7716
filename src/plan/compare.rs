//! What differs between two sets of values, by meaning: what grows, shrinks, appears, goes.

use std::cmp::Ordering;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::heap::Heap;
use crate::leaf;
use crate::quantity::Quantity;
use crate::yaml::path::{KeyPath, Segment};

/// How a leaf differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    Grows,
    Shrinks,
    /// Differs, but not in size.
    Changes,
    /// The same in another type: `"2"` and 2.
    Retyped,
    Appears,
    Goes,
}

impl Change {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Change::Grows => "grows",
            Change::Shrinks => "shrinks",
            Change::Changes => "changes",
            Change::Retyped => "retyped",
            Change::Appears => "appears",
            Change::Goes => "goes",
        }
    }
}

/// One leaf that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub path: KeyPath,
    pub change: Change,
    pub left: Option<Value>,
    pub right: Option<Value>,
}

/// Every leaf that differs, in the order of `left`, then what only `right` has. Sizes written in two ways
/// (`2048Mi`, `2Gi`) are equal; a number and the text of it differ in type.
pub fn compare(left: &Map<String, Value>, right: &Map<String, Value>) -> Vec<Difference> {
    let mut out = Vec::new();
    for (path, old) in leaf::leaves(left) {
        let new = leaf::get(right, &path);
        let change = match new {
            None => Change::Goes,
            Some(new) => match size_order(&path, old, new) {
                Some(Ordering::Less) => Change::Grows,
                Some(Ordering::Greater) => Change::Shrinks,
                _ if old == new => continue,
                _ if is_retyped(old, new) => Change::Retyped,
                Some(Ordering::Equal) => continue,
                None => Change::Changes,
            },
        };
        out.push(Difference { path, change, left: Some(old.clone()), right: new.cloned() });
    }
    for (path, new) in leaf::leaves(right) {
        if leaf::get(left, &path).is_none() {
            out.push(Difference { path, change: Change::Appears, left: None, right: Some(new.clone()) });
        }
    }
    out
}

/// Whether two leaves at `path` mean the same: sizes written in two ways do, a number and the text of it do not.
pub fn same(path: &KeyPath, left: &Value, right: &Value) -> bool {
    left == right || (size_order(path, left, right) == Some(Ordering::Equal) && !is_retyped(left, right))
}

/// Whether one is the text of the other: `"true"` and true.
fn is_retyped(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(same), other) | (other, Value::String(same)) if !other.is_string() => {
            text(other).or_else(|| other.as_bool().map(|on| on.to_string())).as_deref() == Some(same.as_str())
        }
        _ => false,
    }
}

/// How two sizes at `path` compare; none where they are no sizes. Two flags of one name (`--cache=0.5`) compare by
/// the number they give.
pub fn size_order(path: &KeyPath, left: &Value, right: &Value) -> Option<Ordering> {
    if is_heap(path) {
        let heap = |value: &Value| text(value)?.parse::<Heap>().ok();
        return Some(heap(left)?.cmp(&heap(right)?));
    }
    let numbers = left.is_number() && right.is_number();
    let (left, right) = (text(left)?, text(right)?);
    let (left, right) = match (flag(&left), flag(&right)) {
        (Some((name, left)), Some((other, right))) if name == other => (left, right),
        _ if numbers || is_quantity(path) => (left.as_str(), right.as_str()),
        // Other texts are no sizes: the tags `16.10` and `16.1` are two things.
        _ => return None,
    };
    Some(left.parse::<Quantity>().ok()?.cmp(&right.parse::<Quantity>().ok()?))
}

/// Whether the value at `path` is a Kubernetes quantity or a count, by its key.
fn is_quantity(path: &KeyPath) -> bool {
    let keys = ["cpu", "memory", "storage", "ephemeral-storage", "size", "replicas"];
    let key = path.last_key().unwrap_or_default();
    keys.contains(&key)
        || ["Replicas", "replicaCount", "targetCPU", "targetMemory"].iter().any(|end| key.ends_with(end))
}

/// Name and value of a command line flag, `--name=value`.
fn flag(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("--")?.split_once('=')
}

/// Whether the value at `path` is in the JVM's notation, not a Kubernetes quantity.
fn is_heap(path: &KeyPath) -> bool {
    let mut keys = path.segments().iter().rev().map(|segment| match segment {
        Segment::Key(key) => key.as_str(),
        Segment::Index(_) => "",
    });
    keys.next() == Some("memory") && keys.next() == Some("java")
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sizes_compare_by_value_in_their_own_notation() {
        let left = json!({"a": {"resources": {"memory": "2048Mi", "cpu": "500m"}, "java": {"memory": "1024"}}, "on": true, "x": 1});
        let right =
            json!({"a": {"resources": {"memory": "2Gi", "cpu": 1}, "java": {"memory": "512m"}}, "on": false, "y": 1});
        let (Value::Object(left), Value::Object(right)) = (left, right) else { panic!() };
        let found: Vec<String> =
            compare(&left, &right).iter().map(|d| format!("{} {}", d.path, d.change.word())).collect();
        assert_eq!(found, ["a.resources.cpu grows", "a.java.memory shrinks", "on changes", "x goes", "y appears"]);
    }

    #[test]
    fn texts_that_are_no_sizes_compare_as_texts() {
        let left =
            json!({"image": {"tag": "16.10"}, "a": {"memory": "1024"}, "b": {"memory": 1024}, "c": "2", "d": {}});
        let right = json!({"image": {"tag": "16.1"}, "a": {"memory": 1024}, "b": {"memory": "1Ki"}, "c": 2, "d": {}});
        let (Value::Object(left), Value::Object(right)) = (left, right) else { panic!() };
        let found: Vec<String> =
            compare(&left, &right).iter().map(|d| format!("{} {}", d.path, d.change.word())).collect();
        assert_eq!(found, ["image.tag changes", "a.memory retyped", "c retyped"]);
    }

    #[test]
    fn flags_of_one_name_compare_by_their_number() {
        let order = |left: &str, right: &str| size_order(&KeyPath::root().key("flags"), &json!(left), &json!(right));
        assert_eq!(order("--wiredTigerCacheSizeGB=0.5", "--wiredTigerCacheSizeGB=1.5"), Some(Ordering::Less));
        assert_eq!(order("--cache=0.30", "--cache=0.3"), Some(Ordering::Equal));
        assert_eq!(order("--cache=0.1000000001", "--cache=0.1"), Some(Ordering::Greater));
        for (left, right) in [("--cache=0.5", "--other=1.5"), ("--cache=0.5", "1.5"), ("--cache=on", "--cache=off")] {
            assert_eq!(order(left, right), None, "{left} {right}");
        }
    }
}
