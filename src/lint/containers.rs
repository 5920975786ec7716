//! The containers that the layers of a unit size.

use super::context::Context;
use crate::helm::value::{Node, Value};
use crate::yaml::path::{KeyPath, Segment};

impl Context<'_> {
    /// The paths of every `resources` and `jobresources` block that the layers of the unit write for a container and
    /// that is deployed. The block of a claim template is none. Looked up when first asked for.
    pub fn containers(&self) -> &[KeyPath] {
        self.containers.get_or_init(|| {
            let mut out: Vec<KeyPath> = Vec::new();
            for (path, node) in self.nodes() {
                // Parents come before children: what is inside a block comes right behind it.
                if is_block(path, node) && !out.last().is_some_and(|block| path.starts_with(block)) {
                    out.push(path.clone());
                }
            }
            out.retain(|path| !self.is_off(path));
            out
        })
    }
}

fn is_block(path: &KeyPath, node: &Node) -> bool {
    let mut keys = path.segments().iter().rev();
    matches!(node.value, Value::Map(_))
        && matches!(keys.next(), Some(Segment::Key(key)) if key == "resources" || key == "jobresources")
        && !matches!(keys.next(), Some(Segment::Key(key)) if key == "volumeClaimTemplate")
}
