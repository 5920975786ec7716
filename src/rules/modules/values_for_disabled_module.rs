//! Values below a module or service that is switched off: dead weight.

use std::collections::BTreeMap;

use crate::helm::chain::LayerKind;
use crate::helm::value::{LayerId, Node};
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
    let switch = off.path.key("enabled");
    let counts = |path: &KeyPath| path.starts_with(&off.path) && *path != switch;
    let mut out = Vec::new();
    for file in cx.files().filter(|file| !matches!(file.role, Role::Profile(_))) {
        let Some(node) = find(&file.reading.root, off.path.segments()) else { continue };
        let count = file.leaves().iter().filter(|(path, _)| counts(path)).count();
        if count > 0 {
            out.push((file.at(node.origin.key.unwrap_or(node.origin.value)), count));
        }
    }
    let is_flag = |layer: LayerId| {
        cx.unit.layers.iter().any(|other| other.id == layer && matches!(other.kind, LayerKind::Set(_)))
    };
    let mut flags: BTreeMap<LayerId, (Location, usize)> = BTreeMap::new();
    let leaves = if cx.set(&off.path).is_some() { cx.leaves() } else { &[] };
    let set_by_flag = |(path, node): &&(KeyPath, &Node)| is_flag(node.origin.layer) && counts(path);
    for (_, node) in leaves.iter().filter(set_by_flag) {
        flags.entry(node.origin.layer).or_insert((cx.at_key(node), 0)).1 += 1;
    }
    out.extend(flags.into_values());
    out
}
