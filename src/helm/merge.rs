//! How Helm merges one values file over another: maps are merged, everything else is replaced.

use indexmap::map::Entry;

use super::value::{Node, Value};

/// Merges `over` onto `base`, like `mergeMaps` of Helm's `pkg/cli/values` (3.21.4) and `loader.MergeMaps` (4.2.4).
///
/// Where both are maps their entries are merged, and the map keeps the origin of its first appearance.
/// Anywhere else `over` wins, a null too, and what it replaced becomes the newest of its losers.
pub fn merge(mut base: Node, over: Node) -> Node {
    merge_into(&mut base, over);
    base
}

/// [`merge`] in place.
pub fn merge_into(base: &mut Node, over: Node) {
    match (&mut base.value, over) {
        (Value::Map(into), Node { value: Value::Map(entries), losers, .. }) => {
            for (key, node) in entries {
                match into.entry(key) {
                    Entry::Occupied(mut slot) => merge_into(slot.get_mut(), node),
                    Entry::Vacant(slot) => {
                        slot.insert(node);
                    }
                }
            }
            // What the newer map had replaced in its own file is newer than what the older one replaced.
            base.losers.splice(0..0, losers);
        }
        (_, over) => replace(base, over),
    }
}

/// Puts `new` in the place of `slot`; the replaced node and its losers become losers of the new one, newest first.
pub fn replace(slot: &mut Node, new: Node) {
    let mut old = std::mem::replace(slot, new);
    let older = std::mem::take(&mut old.losers);
    slot.losers.push(old);
    slot.losers.extend(older);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::strvals::json::read_document;
    use crate::helm::value::LayerId;

    fn layer(number: u32, text: &str) -> Node {
        read_document(text, LayerId(number)).expect("test input is JSON")
    }

    fn chain(texts: &[&str]) -> Node {
        let mut layers = texts.iter().zip(0..).map(|(text, number)| layer(number, text));
        let first = layers.next().expect("a chain has a layer");
        layers.fold(first, merge)
    }

    fn at<'a>(node: &'a Node, path: &[&str]) -> &'a Node {
        path.iter().fold(node, |node, key| match &node.value {
            Value::Map(entries) => &entries[*key],
            other => panic!("{key}: not a map: {other:?}"),
        })
    }

    fn layers(nodes: &[Node]) -> Vec<u32> {
        nodes.iter().map(|node| node.origin.layer.0).collect()
    }

    #[test]
    fn maps_merge_and_leaves_remember_what_they_replaced_newest_first() {
        let merged = chain(&[
            r#"{"a": {"x": 1, "y": 1}, "b": [1, 2]}"#,
            r#"{"a": {"x": 2}, "b": [3]}"#,
            r#"{"a": {"x": null}, "c": true}"#,
        ]);
        let x = at(&merged, &["a", "x"]);
        assert_eq!(x.value, Value::Null);
        assert_eq!(layers(&x.losers), [1, 0]);
        assert_eq!(at(&merged, &["a", "y"]).origin.layer, LayerId(0));
        assert!(at(&merged, &["a", "y"]).losers.is_empty());
        assert!(matches!(&at(&merged, &["b"]).value, Value::List(items) if items.len() == 1));
        assert_eq!(layers(&at(&merged, &["b"]).losers), [0]);
    }

    #[test]
    fn a_type_change_keeps_the_whole_replaced_node() {
        let merged = chain(&[r#"{"a": {"x": {"z": 1}}}"#, r#"{"a": {"x": 5}}"#, r#"{"a": {"x": {"y": 2}}}"#]);
        let x = at(&merged, &["a", "x"]);
        assert_eq!(layers(&x.losers), [1, 0]);
        assert_eq!(at(&x.losers[1], &["z"]).origin.layer, LayerId(0));
        assert!(x.losers.iter().all(|loser| loser.losers.is_empty()), "losers are one flat list");
    }

    #[test]
    fn a_null_in_between_starts_a_map_anew() {
        let merged = chain(&[r#"{"a": {"old": 1}}"#, r#"{"a": null}"#, r#"{"a": {"new": 1}}"#]);
        let a = at(&merged, &["a"]);
        assert!(matches!(&a.value, Value::Map(entries) if entries.len() == 1 && entries.contains_key("new")));
        assert_eq!(layers(&a.losers), [1, 0]);
    }
}
