//! Figures that are no higher, or even lower, in a higher tier.

use std::collections::BTreeMap;

use super::figure::{Kind, kind, shown};
use crate::catalog::limits::Limits;
use crate::heap::Heap;
use crate::helm::value::Node;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
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
    let tiers = tiers(cx, limits);
    let Some((top, lower)) = tiers.split_last().filter(|(_, lower)| !lower.is_empty()) else { return };
    for (index, tier) in tiers.iter().enumerate() {
        for (path, (amount, node)) in &tier.figures {
            let below = tiers.iter().take(index).rev().find_map(|other| Some((other, other.figures.get(path)?)));
            let Some((other, (more, twin))) = below else { continue };
            if amount < more {
                let (less, more) = (shown(path, node), shown(path, twin));
                out.push(
                    RULE.at(
                        cx.at_value(node),
                        format!("`{path}` is {less} in `{}` and {more} in `{}`", tier.name, other.name),
                    )
                    .path(path)
                    .related(cx.at_value(twin), format!("the figure of `{}`", other.name))
                    .help(format!("write at least {more}: a higher tier should not have less")),
                );
            }
        }
    }
    for (path, (amount, node)) in &top.figures {
        let twins: Vec<_> = lower.iter().filter_map(|tier| Some((tier.name, tier.figures.get(path)?))).collect();
        if twins.len() < lower.len() || twins.iter().any(|(_, (other, _))| other != amount) || !grows(limits, path) {
            continue;
        }
        let names: Vec<&str> = twins.iter().map(|(name, _)| *name).chain([top.name]).collect();
        let mut finding = RULE
            .at(cx.at_value(node), format!("`{path}` is {} in every tier: {}", shown(path, node), names.join(", ")))
            .severity(Severity::Info)
            .path(path)
            .help("give the higher tier more, or take the figure out of the tiers");
        for (name, (_, twin)) in twins {
            finding = finding.related(cx.at_value(twin), format!("the figure of `{name}`"));
        }
        out.push(finding);
    }
}

/// The profile files of the unit, lowest tier first. A tier that is there twice counts once.
fn tiers<'a>(cx: &'a Context, limits: &'a Limits) -> Vec<Tier<'a>> {
    let tier = |name: &'a String| {
        let file = cx.files().find(|file| matches!(file.role, Role::Profile(other) if other == name))?;
        let mut leaves = Vec::new();
        collect(&KeyPath::root(), &file.reading.root, &mut leaves);
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
