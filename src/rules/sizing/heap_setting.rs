//! Heaps of JVM services: where they are set, and what limit they need.

use crate::catalog::limits::HeapLimits;
use crate::heap::Heap;
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::scalars::text;
use crate::quantity::Quantity;
use crate::yaml::path::KeyPath;

use super::figure::whole_mebibytes;

/// The two places below a service where a heap may stand. Both end in `MEMORY` of its ConfigMap.
pub const KEYS: [[&str; 2]; 2] = [["java", "memory"], ["additionalConfigs", "MEMORY"]];

/// A heap that a layer of the unit set.
pub struct Setting<'a> {
    pub path: KeyPath,
    pub node: &'a Node,
    pub text: String,
    /// Its size; none where the JVM would not take the text.
    pub heap: Option<Heap>,
}

/// The heap at `keys` below `service`.
pub fn setting<'a>(cx: &'a Context, service: &KeyPath, keys: [&str; 2]) -> Option<Setting<'a>> {
    // Most services have none, and three rules look at every service.
    let Value::Map(entries) = &cx.set(service)?.value else { return None };
    entries.get(keys[0])?;
    let path = keys.iter().fold(service.clone(), |path, key| path.key(*key));
    let node = cx.set(&path)?;
    let text = text(&node.value)?.into_owned();
    let heap = text.parse().ok();
    Some(Setting { path, node, text, heap })
}

/// Whether `heap` has more than `percent` of `limit`.
pub fn is_above(heap: Heap, percent: u32, limit: Quantity) -> bool {
    Quantity::from(heap).nanos() * 100 > limit.nanos() * i128::from(percent)
}

/// Whether what is left beside `heap` is not enough, though something is left.
pub fn is_tight(limits: &HeapLimits, heap: Heap, limit: Quantity) -> bool {
    let beside = limit.nanos() - Quantity::from(heap).nanos();
    is_above(heap, limits.highest_percent, limit)
        || (beside < limits.headroom.nanos() && is_above(heap, limits.percent_with_less_headroom, limit))
}

/// The smallest limit, in whole mebibytes, that is not too tight for `heap`.
pub fn smallest_limit(limits: &HeapLimits, heap: Heap) -> Quantity {
    let memory = Quantity::from(heap).nanos();
    // Rounded up, so that the share is not passed by a part of a byte.
    let at_percent = |percent: u32| (memory * 100 + i128::from(percent) - 1) / i128::from(percent).max(1);
    let roomy = (memory + limits.headroom.nanos()).min(at_percent(limits.percent_with_less_headroom));
    mebibytes(at_percent(limits.highest_percent).max(roomy))
}

/// The limit that leaves room for everything a JVM needs beside `heap`.
pub fn advised_limit(limits: &HeapLimits, heap: Heap) -> Quantity {
    let memory = Quantity::from(heap).nanos();
    let share = memory * i128::from(limits.advised_percent) / 100;
    mebibytes(memory + share.max(limits.headroom.nanos()))
}

fn mebibytes(nanos: i128) -> Quantity {
    Quantity::from_nanos(nanos).map_or(Quantity::MAX, whole_mebibytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn the_smallest_limit_is_not_tight_and_one_mebibyte_less_is() {
        let catalog = Catalog::load(None).unwrap();
        let limits = &catalog.limits().unwrap().heap;
        for mebibytes in [1, 64, 384, 512, 768, 951, 1024, 1535, 1536, 2048, 3072, 4096, 16384] {
            let heap = Heap::from_mebibytes(mebibytes).unwrap();
            let smallest = smallest_limit(limits, heap);
            assert!(!is_tight(limits, heap, smallest), "{heap} in {}", smallest.as_memory());
            let less = Quantity::from_nanos(smallest.nanos() - Quantity::from_whole(1 << 20).nanos()).unwrap();
            assert!(is_tight(limits, heap, less), "{heap} in {}", less.as_memory());
        }
        let of = |text: &str| smallest_limit(limits, text.parse().unwrap()).as_memory();
        assert_eq!((of("3072m"), of("1024m"), of("384m")), ("4Gi".into(), "1.5Gi".into(), "591Mi".into()));
        let advised = |text: &str| advised_limit(limits, text.parse().unwrap()).as_memory();
        assert_eq!((advised("1024m"), advised("4g")), ("1.5Gi".into(), "5530Mi".into()));
        assert_eq!(of("8388607t"), Quantity::MAX.as_memory());
    }
}
