//! Figures that are no higher, or even lower, in a higher tier.

use std::collections::BTreeMap;

use super::figure::{Kind, kind, shown};
use crate::catalog::limits::Limits;
use crate::heap::Heap;
use crate::helm::value::Node;
use crate::lint::context::Context;
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::scalars::{collect, text};
use crate::lint::unit::Role;
use crate::quantity::Quantity;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "flat-tier",
    family: "sizing",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("flat_tier.md"),
    check,
};

/// The figures of one profile file.
struct Tier<'a> {
    name: &'a str,
    figures: BTreeMap<KeyPath, (Quantity, &'a Node)>,
}

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    // In a chain one file replaces the other: there is nothing to compare.
    let Some(own) = cx.files().next().filter(|_| !cx.unit.complete) else { return };
    let Role::Profile(name) = own.role else { return };
    let tiers = tiers(cx, limits, name, &own.reading.root);
    let Some(index) = tiers.iter().position(|tier| tier.name == name) else { return };
    let (Some(tier), lower) = (tiers.get(index), tiers.get(..index).unwrap_or_default()) else { return };
    for (path, (amount, node)) in &tier.figures {
        let twins: Vec<Twin> = lower
            .iter()
            .filter_map(|tier| tier.figures.get(path).map(|(amount, node)| (tier.name, *amount, *node)))
            .collect();
        let Some((other, more, twin)) = twins.last() else { continue };
        let everywhere = tiers.len() == index + 1 && twins.len() == lower.len();
        if amount < more {
            out.push(less(cx, (path, tier.name, node), (other, twin)));
        } else if everywhere && twins.iter().all(|(_, other, _)| other == amount) && grows(limits, path) {
            out.push(equal(cx, (path, tier.name, node), &twins));
        }
    }
}

/// A figure in a lower tier: the name of the tier, the amount, its node.
type Twin<'a> = (&'a str, Quantity, &'a Node);

/// The finding for a figure that is lower than in the next tier below that has it.
fn less(cx: &Context, (path, tier, node): (&KeyPath, &str, &Node), (other, twin): (&str, &Node)) -> Finding {
    let (less, more) = (shown(path, node), shown(path, twin));
    RULE.at(cx.at_value(node), format!("`{path}` is {less} in `{tier}` and {more} in `{other}`"))
        .path(path)
        .related(cx.at_value(twin), format!("the figure of `{other}`"))
        .help(format!("write at least {more}: a higher tier should not have less"))
}

/// The finding for a figure that is the same in all tiers.
fn equal(cx: &Context, (path, tier, node): (&KeyPath, &str, &Node), twins: &[Twin]) -> Finding {
    let names: Vec<&str> = twins.iter().map(|(name, ..)| *name).chain([tier]).collect();
    let finding = RULE
        .at(cx.at_value(node), format!("`{path}` is {} in every tier: {}", shown(path, node), names.join(", ")))
        .severity(Severity::Info)
        .path(path)
        .help("give the higher tier more, or take the figure out of the tiers");
    twins
        .iter()
        .fold(finding, |found, (name, _, twin)| found.related(cx.at_value(twin), format!("the figure of `{name}`")))
}

/// The profile files of the run, lowest tier first, with `root` as the one called `own`. One that is there twice
/// counts once.
fn tiers<'a>(cx: &'a Context, limits: &'a Limits, own: &str, root: &'a Node) -> Vec<Tier<'a>> {
    let tier = |name: &'a String| {
        let other = || cx.declared.tiers.iter().find(|file| file.profile == *name).map(|file| &file.root);
        let root = if name == own { root } else { other()? };
        let mut leaves = Vec::new();
        collect(&KeyPath::root(), root, &mut leaves);
        let figures = leaves.into_iter().filter(|(path, _)| cx.service_of(path).is_some());
        let figures = figures.filter_map(|(path, node)| Some((path.clone(), (figure(limits, &path, node)?, node))));
        Some(Tier { name, figures: figures.collect() })
    };
    limits.tiers.iter().filter_map(tier).collect()
}

/// Keys that hold a number of pods.
const COUNTS: [&str; 4] = ["replicaCount", "replicas", "minReplicas", "maxReplicas"];

/// The figure at `path`, if it is one of those that a tier should raise: an amount, a heap, a number of pods.
fn figure(limits: &Limits, path: &KeyPath, node: &Node) -> Option<Quantity> {
    let text = text(&node.value)?;
    let heap = path.last_key() == Some("memory") && path.parent()?.last_key() == Some("java");
    if heap {
        return text.parse::<Heap>().ok().map(Quantity::from);
    }
    let counts = path.last_key().is_some_and(|key| COUNTS.contains(&key));
    (counts || kind(limits, path).is_some()).then(|| text.parse().ok())?
}

/// Whether the figure at `path` should differ between tiers: a volume, or anything of a core service.
fn grows(limits: &Limits, path: &KeyPath) -> bool {
    kind(limits, path) == Some(Kind::Storage) || limits.core_services.iter().any(|service| path.starts_with(service))
}
