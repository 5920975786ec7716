//! Runs rules over a unit and settles what they report: dead subtrees, one finding per place, order.

use std::collections::BTreeSet;

use super::context::Context;
use super::finding::{Finding, Findings};
use super::rule::Rule;
use crate::yaml::path::KeyPath;

/// Rules whose finding makes everything below its path dead: no other rule but those of the yaml family reports there.
const KILLS_SUBTREE: [&str; 6] =
    ["moved-key", "removed-key", "misplaced-key", "unknown-module", "unknown-service", "dead-timescaledb-block"];

/// The rule that yields to every other finding on the same leaf.
const YIELDS: &str = "redundant-override";

/// What `rules` find in one unit, in the order of places, then of rules.
pub fn run(context: &Context, rules: &[Rule]) -> Vec<Finding> {
    let mut findings = Findings::default();
    for rule in rules {
        if context.in_window(rule.versions) {
            (rule.check)(context, &mut findings);
        }
    }
    let found = findings.into_vec();
    let yaml_family = |id: &str| rules.iter().any(|rule| rule.id == id && rule.family == "yaml");
    let dead: BTreeSet<KeyPath> = found
        .iter()
        .filter(|finding| KILLS_SUBTREE.contains(&finding.rule))
        .filter_map(|finding| finding.path.clone())
        .collect();
    let buried = |finding: &Finding| {
        let Some(path) = &finding.path else { return false };
        !yaml_family(finding.rule)
            && (has_above(&dead, path) || (dead.contains(path) && !KILLS_SUBTREE.contains(&finding.rule)))
    };
    let mut kept: Vec<Finding> = found.iter().filter(|finding| !buried(finding)).cloned().collect();
    let spoken_for: BTreeSet<KeyPath> =
        kept.iter().filter(|finding| finding.rule != YIELDS).filter_map(|finding| finding.path.clone()).collect();
    kept.retain(|finding| {
        finding.rule != YIELDS || finding.path.as_ref().is_none_or(|path| !spoken_for.contains(path))
    });
    sort(&mut kept);
    kept.dedup_by(|later, earlier| {
        later.rule == earlier.rule
            && later.path.is_some()
            && later.path == earlier.path
            && later.location == earlier.location
    });
    kept
}

/// Whether a path above `path` is in `dead`. By look-up: a file may hold a hundred thousand unknown keys.
fn has_above(dead: &BTreeSet<KeyPath>, path: &KeyPath) -> bool {
    let mut above = path.clone();
    while above.pop().is_some() {
        if dead.contains(&above) {
            return true;
        }
    }
    false
}

/// By layer, byte, rule: the same findings always stand in the same order.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| (finding.location.layer, finding.location.span.start);
        place(a).cmp(&place(b)).then(a.rule.cmp(b.rule)).then(a.message.cmp(&b.message))
    });
}
