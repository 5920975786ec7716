//! Values from JSON and back, so that tests can be read.

use serde_json::Value as Json;
use smpgen::helm::strvals::json::read_document;
use smpgen::helm::value::{LayerId, Node, Number, Value};

/// Values of a layer from a JSON text.
pub fn node(layer: u32, text: &str) -> Node {
    read_document(text, LayerId(layer)).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A JSON text as a value to compare with: numbers as floats, but for whole numbers of `--set`.
pub fn json(text: &str) -> Json {
    to_json(&node(0, text))
}

/// Values without their places.
pub fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Number(Number::Int(value)) => Json::from(*value),
        Value::Number(Number::Float(value)) => Json::from(*value),
        Value::String(value) => Json::from(value.as_str()),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => Json::Object(entries.iter().map(|(key, node)| (key.clone(), to_json(node))).collect()),
    }
}

/// The node at a path of keys.
pub fn at<'a>(node: &'a Node, path: &str) -> &'a Node {
    path.split('.').fold(node, |node, key| match &node.value {
        Value::Map(entries) => entries.get(key).unwrap_or_else(|| panic!("{path}: no {key}")),
        other => panic!("{path}: {key} is in no map: {other:?}"),
    })
}

/// Layers of some nodes, in order.
pub fn layers(nodes: &[Node]) -> Vec<u32> {
    nodes.iter().map(|node| node.origin.layer.0).collect()
}
