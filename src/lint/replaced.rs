//! Where one layer of a chain replaced what an earlier one set.

use super::context::Context;
use crate::helm::json::to_json;
use crate::helm::value::Node;
use crate::yaml::path::KeyPath;

/// Every value that replaced another, with its path, maps and list items included. What it replaced are its `losers`.
pub fn replaced<'a>(cx: &'a Context) -> Vec<(KeyPath, &'a Node)> {
    cx.nodes().iter().filter(|(_, node)| !node.losers.is_empty()).cloned().collect()
}

/// Whether both hold the same, wherever they stand.
pub fn same(one: &Node, other: &Node) -> bool {
    one.value == other.value || to_json(&one.value) == to_json(&other.value)
}
