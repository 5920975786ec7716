//! Where values hold amounts of cpu, memory and storage, and the amounts themselves.

use std::borrow::Cow;

use crate::catalog::limits::Limits;
use crate::helm::json::to_json;
use crate::helm::lookup::find_keys;
use crate::helm::value::Node;
use crate::lint::context::{Context, quantity};
use crate::mask::masked;
use crate::quantity::Quantity;
use crate::yaml::path::{KeyPath, Segment};

/// What an amount is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Cpu,
    Memory,
    Storage,
}

impl Kind {
    /// An amount as people write it.
    pub fn written(self, amount: Quantity) -> String {
        match self {
            Kind::Cpu => amount.as_cpu(),
            Kind::Memory | Kind::Storage => amount.as_memory(),
        }
    }
}

/// Keys of blocks in which `size` is the size of a volume.
const VOLUME_BLOCKS: [&str; 6] =
    ["persistence", "persistentVolume", "persistentVolumes", "volumeClaimTemplate", "storage", "volumes"];

/// What the leaf at `path` is an amount of; none where it is no Kubernetes quantity.
pub fn kind(limits: &Limits, path: &KeyPath) -> Option<Kind> {
    if limits.size_paths.contains(path) {
        return Some(Kind::Storage);
    }
    let mut keys = path.segments().iter().rev().map(|segment| match segment {
        Segment::Key(key) => key.as_str(),
        Segment::Index(_) => "",
    });
    let kind = match keys.next()? {
        "cpu" => Kind::Cpu,
        "memory" => Kind::Memory,
        "storage" | "ephemeral-storage" => Kind::Storage,
        "size" => {
            let mut above = keys.clone();
            // In a block of resources it would be the amount of a resource `size`.
            return (!is_resources(keys) && above.any(|key| VOLUME_BLOCKS.contains(&key))).then_some(Kind::Storage);
        }
        _ => return None,
    };
    is_resources(keys).then_some(kind)
}

/// Whether `above`, the keys above an amount from the inside out, are `requests` or `limits` of resources.
fn is_resources<'k>(mut above: impl Iterator<Item = &'k str>) -> bool {
    matches!(above.next(), Some("requests" | "limits"))
        && above.next().is_some_and(|block| block.to_lowercase().ends_with("resources"))
}

/// An amount after the merge with the chart's defaults.
pub struct Amount<'a> {
    pub path: KeyPath,
    pub quantity: Quantity,
    /// Where a layer of the unit set it; none for a default of the chart.
    pub node: Option<&'a Node>,
}

/// The amount at `path`; none where there is none or it is not a quantity.
pub fn amount<'a>(cx: &'a Context, path: KeyPath) -> Option<Amount<'a>> {
    let found = cx.effective(&path)?;
    Some(Amount { quantity: quantity(&found.value)?, node: found.node, path })
}

/// `requests.memory` of the container whose block is at `container`, and the like.
pub fn amount_of<'a>(cx: &'a Context, container: &KeyPath, side: &str, name: &str) -> Option<Amount<'a>> {
    amount(cx, container.keys([side, name]))
}

/// Whether a layer writes `requests` or `limits` of `name` for the container whose block is at `container`. Most
/// containers have no more than two resources, and most rules no word for one that is the chart's own.
pub fn is_sized(cx: &Context, container: &KeyPath, name: &str) -> bool {
    let Some(block) = cx.set(container) else { return false };
    ["requests", "limits"].iter().any(|side| find_keys(block, &[side, name]).is_some())
}

/// The layer that set an amount, in words.
pub fn layer_name(cx: &Context, amount: &Amount) -> String {
    match amount.node.and_then(|node| cx.source(node.origin.layer)) {
        Some(source) => format!("`{}`", source.name()),
        None => "the chart's defaults".to_owned(),
    }
}

/// A value as a message may show it: no secret, and not long.
pub fn shown(path: &KeyPath, node: &Node) -> String {
    let text = match to_json(&node.value) {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    let text: Cow<str> = masked(path, &text);
    match text.chars().count() > 40 {
        true => text.chars().take(39).chain(['…']).collect(),
        false => text.into_owned(),
    }
}

/// The smallest whole number of mebibytes that is not less than `amount`.
pub fn whole_mebibytes(amount: Quantity) -> Quantity {
    const MEBIBYTE: i128 = 1 << 20;
    let bytes = (amount.whole() + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE;
    u64::try_from(bytes).map_or(Quantity::MAX, Quantity::from_whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn amounts_are_told_from_other_sizes() {
        let catalog = Catalog::load(None).unwrap();
        let limits = catalog.limits().unwrap();
        let kind = |path: &str| kind(limits, &path.parse().unwrap());
        assert_eq!(kind("a.b.resources.requests.cpu"), Some(Kind::Cpu));
        assert_eq!(kind("a.b.jobresources.limits.memory"), Some(Kind::Memory));
        assert_eq!(kind("a.redis.volumeClaimTemplate.resources.requests.storage"), Some(Kind::Storage));
        assert_eq!(kind("a.mongodb.persistence.size"), Some(Kind::Storage));
        assert_eq!(kind("a.storage.volumes[1].size"), Some(Kind::Storage));
        assert_eq!(kind("code.code-gitrpc.config.CODE_GITRPC_PV_STORAGE"), Some(Kind::Storage));
        for other in [
            "a.java.memory",
            "a.memory",
            "a.pool.size",
            "global.fileLogging.maxFileSize",
            "a.rate.limits.memory",
            "a.resources.limits[0].cpu",
            "a.resources.requests.gpu",
        ] {
            assert_eq!(kind(other), None, "{other}");
        }
    }

    #[test]
    fn mebibytes_are_rounded_up() {
        let up = |text: &str| whole_mebibytes(text.parse().unwrap()).as_memory();
        assert_eq!(up("1.5Gi"), "1.5Gi");
        assert_eq!(up("1000M"), "954Mi");
        assert_eq!(up("1"), "1Mi");
    }
}
