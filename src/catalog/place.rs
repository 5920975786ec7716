//! The line of a data file that a JSON pointer points at.

use crate::yaml::lines::Lines;
use crate::yaml::parse::parse;

/// The line (from 1) of the key or list item at `pointer` in `text`, or of its nearest parent that can be found.
pub fn line_of(text: &str, pointer: &str) -> usize {
    let Ok(tree) = parse(text) else { return 1 };
    let Some(document) = tree.documents.first() else { return 1 };
    let (mut node, mut offset) = (document.root, 0);
    for step in pointer.split('/').skip(1) {
        let key = step.replace("~1", "/").replace("~0", "~");
        let pair = tree.pairs(node).iter().find(|pair| tree.text(pair.key) == Some(&key));
        let item = step.parse::<usize>().ok().and_then(|index| tree.items(node).get(index));
        match (pair, item) {
            (Some(pair), _) => (node, offset) = (pair.value, tree.node(pair.key).span.start),
            (None, Some(item)) => (node, offset) = (*item, tree.node(*item).span.start),
            (None, None) => break,
        }
    }
    Lines::new(text).position(text, offset).line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_at_keys_items_and_the_nearest_parent() {
        let text = "a:\n  b:\n    - x\n    - y\n  c/d: 1\n";
        for (pointer, line) in [("", 1), ("/a/b", 2), ("/a/b/1", 4), ("/a/c~1d", 5), ("/a/nothing/here", 1)] {
            assert_eq!(line_of(text, pointer), line, "{pointer}");
        }
    }
}
