//! Values below a module or service that is switched off: dead weight.

use std::collections::BTreeMap;

use crate::helm::chain::LayerKind;
use crate::helm::value::{LayerId, Node, Value};
use crate::lint::context::{Context, find};
use crate::lint::finding::{Findings, Location, Severity};
use crate::lint::rule::Rule;
use crate::lint::switched_off::{Off, switched_off};
use crate::lint::unit::Role;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "values-for-disabled-module",
    family: "modules",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("values_for_disabled_module.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for off in switched_off(cx) {
        let places = places(cx, off);
        let Some((first, _)) = places.first() else { continue };
        let count: usize = places.iter().map(|(_, count)| count).sum();
        let (values, have) = if count == 1 { ("value", "has") } else { ("values", "have") };
        let mut finding = RULE
            .at(*first, format!("{count} {values} below `{}` {have} no effect: `{}` is false", off.path, off.flag))
            .path(&off.path)
            .help(format!("remove them, or set `{}: true`", off.flag));
        for (location, _) in places.iter().skip(1) {
            finding = finding.related(*location, "these have none either");
        }
        if let Ok(flag) = off.flag.parse()
            && let Some(node) = cx.set(&flag)
        {
            finding = finding.related(cx.at_key(node), "this switches it off");
        }
        out.push(finding);
    }
}

/// Where the user's own layers set something below `off`, and how many leaves: each file by itself, and flags.
fn places(cx: &Context, off: &Off) -> Vec<(Location, usize)> {
    let mut out = Vec::new();
    for file in cx.files().filter(|file| !matches!(file.role, Role::Profile(_))) {
        let Some(node) = find(&file.reading.root, off.path.segments()) else { continue };
        let count = leaves(node) - usize::from(has_switch(node));
        if count > 0 {
            out.push((file.at(node.origin.key.unwrap_or(node.origin.value)), count));
        }
    }
    let set = cx.unit.layers.iter().filter(|layer| matches!(layer.kind, LayerKind::Set(_)));
    let set: Vec<LayerId> = set.map(|layer| layer.id).collect();
    if set.is_empty() {
        return out;
    }
    let switch = off.path.key("enabled");
    let counts = |path: &KeyPath| path.starts_with(&off.path) && *path != switch;
    let mut flags: BTreeMap<LayerId, (Location, usize)> = BTreeMap::new();
    let set_by_flag = |(path, node): &&(KeyPath, &Node)| set.contains(&node.origin.layer) && counts(path);
    for (_, node) in cx.leaves().iter().filter(set_by_flag) {
        flags.entry(node.origin.layer).or_insert((cx.at_key(node), 0)).1 += 1;
    }
    out.extend(flags.into_values());
    out
}

/// How many leaves stand at or below `node`. A list is one leaf, an empty map too.
fn leaves(node: &Node) -> usize {
    match &node.value {
        Value::Map(entries) if !entries.is_empty() => entries.values().map(leaves).sum(),
        _ => 1,
    }
}

/// Whether one of them is `enabled` of the module or service itself.
fn has_switch(node: &Node) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.get("enabled").is_some_and(|switch| !matches!(&switch.value, Value::Map(inside) if !inside.is_empty()))
}
