//! Leaves of values: reading, setting and dropping them by key path.

use serde_json::{Map, Value};

use crate::yaml::path::{KeyPath, Segment};

/// The value at `path`.
pub fn get<'a>(values: &'a Map<String, Value>, path: &KeyPath) -> Option<&'a Value> {
    let (first, rest) = path.segments().split_first()?;
    let Segment::Key(key) = first else { return None };
    rest.iter().try_fold(values.get(key.as_str())?, |value, segment| match segment {
        Segment::Key(key) => value.get(key.as_str()),
        Segment::Index(index) => value.get(index),
    })
}

/// Sets the value at `path`, making the maps on the way. A list is never made or grown: where an item does
/// not exist, nothing is set.
pub fn put(values: &mut Map<String, Value>, path: &KeyPath, new: Value) {
    let Some((Segment::Key(first), rest)) = path.segments().split_first() else { return };
    let mut slot = values.entry(first.as_str()).or_insert(Value::Null);
    for segment in rest {
        slot = match segment {
            Segment::Key(key) => {
                if !slot.is_object() {
                    *slot = Value::Object(Map::new());
                }
                match slot {
                    Value::Object(map) => map.entry(key.as_str()).or_insert(Value::Null),
                    _ => return,
                }
            }
            Segment::Index(index) => match slot.get_mut(index) {
                Some(item) => item,
                None => return,
            },
        };
    }
    *slot = new;
}

/// Puts `over` onto `base` as Helm merges values files: maps are merged, everything else is replaced.
pub fn merge(base: &mut Map<String, Value>, over: &Map<String, Value>) {
    for (key, value) in over {
        match (base.get_mut(key), value) {
            (Some(Value::Object(inner)), Value::Object(over)) => merge(inner, over),
            _ => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Drops the value at `path`, and the maps above it that become empty.
pub fn remove(values: &mut Map<String, Value>, path: &KeyPath) {
    remove_below(values, path.segments());
}

fn remove_below(map: &mut Map<String, Value>, path: &[Segment]) {
    let Some((Segment::Key(key), rest)) = path.split_first() else { return };
    let emptied = match map.get_mut(key.as_str()) {
        Some(Value::Object(inner)) if !rest.is_empty() => {
            remove_below(inner, rest);
            inner.is_empty()
        }
        _ => rest.is_empty(),
    };
    if emptied {
        map.shift_remove(key.as_str());
    }
}

/// Drops every empty map.
pub fn prune(map: &mut Map<String, Value>) {
    map.retain(|_, value| match value {
        Value::Object(inner) => {
            prune(inner);
            !inner.is_empty()
        }
        _ => true,
    });
}

/// Every leaf with its key path, in order. A list item is a leaf of its own; an empty map or list is one too.
pub fn leaves(values: &Map<String, Value>) -> Vec<(KeyPath, &Value)> {
    let mut out = Vec::new();
    for (key, value) in values {
        collect(KeyPath::root().key(key), value, &mut out);
    }
    out
}

fn collect<'a>(path: KeyPath, value: &'a Value, out: &mut Vec<(KeyPath, &'a Value)>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                collect(path.key(key), value, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                collect(path.index(index), value, out);
            }
        }
        leaf => out.push((path, leaf)),
    }
}
