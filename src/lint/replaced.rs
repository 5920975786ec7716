//! Where one layer of a chain replaced what an earlier one set.

use super::context::Context;
use crate::helm::json::to_json;
use crate::helm::value::{Node, Value};
use crate::yaml::path::KeyPath;

/// Every value that replaced another, with its path, maps and list items included. What it replaced are its `losers`.
pub fn replaced<'a>(cx: &'a Context) -> Vec<(KeyPath, &'a Node)> {
    let mut out = Vec::new();
    collect(KeyPath::root(), cx.merged(), &mut out);
    out
}

fn collect<'n>(path: KeyPath, node: &'n Node, out: &mut Vec<(KeyPath, &'n Node)>) {
    match &node.value {
        Value::Map(entries) => entries.iter().for_each(|(key, node)| collect(path.key(key.as_str()), node, out)),
        Value::List(items) => {
            items.iter().enumerate().for_each(|(index, node)| collect(path.index(index), node, out));
        }
        _ => {}
    }
    if !node.losers.is_empty() {
        out.push((path, node));
    }
}

/// Whether both hold the same, wherever they stand.
pub fn same(one: &Node, other: &Node) -> bool {
    one.value == other.value || to_json(&one.value) == to_json(&other.value)
}
