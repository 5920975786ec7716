//! Runs rules over a unit and settles what they report: dead subtrees, one finding per place, order.

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
    let dead: Vec<(KeyPath, &'static str)> = found
        .iter()
        .filter(|finding| KILLS_SUBTREE.contains(&finding.rule))
        .filter_map(|finding| Some((finding.path.clone()?, finding.rule)))
        .collect();
    let buried = |finding: &Finding| {
        let Some(path) = &finding.path else { return false };
        !yaml_family(finding.rule)
            && dead.iter().any(|(above, rule)| {
                path.starts_with(above)
                    && (path != above || (!KILLS_SUBTREE.contains(&finding.rule) && finding.rule != *rule))
            })
    };
    let mut kept: Vec<Finding> = found.iter().filter(|finding| !buried(finding)).cloned().collect();
    let spoken_for: Vec<KeyPath> =
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

/// By layer, byte, rule: the same findings always stand in the same order.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| (finding.location.layer, finding.location.span.start);
        place(a).cmp(&place(b)).then(a.rule.cmp(b.rule)).then(a.message.cmp(&b.message))
    });
}
