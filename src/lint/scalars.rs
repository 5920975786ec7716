//! Every scalar that a layer writes, also those that a later layer replaces.

use std::borrow::Cow;

use super::context::Context;
use crate::helm::json::to_json;
use crate::helm::value::{Node, Value};
use crate::yaml::path::KeyPath;

impl Context<'_> {
    /// The scalars of each values file, and those of the flags that count in the end, list items included.
    /// Null is left out: it deletes.
    pub fn scalars(&self) -> &[(KeyPath, &Node)] {
        &self.views.scalars
    }
}

/// The scalars below `node`, which is at `path`.
pub fn collect<'n>(path: &KeyPath, node: &'n Node, out: &mut Vec<(KeyPath, &'n Node)>) {
    match &node.value {
        Value::Map(entries) => entries.iter().for_each(|(key, node)| collect(&path.key(key.as_str()), node, out)),
        Value::List(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(&path.index(index), item, out));
        }
        Value::Null => {}
        _ => out.push((path.clone(), node)),
    }
}

/// A text or number as Helm prints it; none for anything else.
pub fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(_) => Some(Cow::Owned(to_json(value).to_string())),
        _ => None,
    }
}
