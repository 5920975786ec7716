//! Runs rules over a unit and settles what they report: dead subtrees, one finding per place, order.

use super::context::Context;
use super::finding::{Finding, Findings};
use super::rule::Rule;
use super::switched_off::switched_off;
use crate::yaml::path::KeyPath;
use crate::yaml::path_set::PathSet;
use crate::yaml::quick::QuickSet;

/// Rules whose finding makes everything below its path dead: no other rule but those of the yaml family reports there.
const KILLS_SUBTREE: [&str; 6] =
    ["moved-key", "removed-key", "misplaced-key", "unknown-module", "unknown-service", "dead-timescaledb-block"];

/// The rule that yields to every other finding on the same leaf.
const YIELDS: &str = "redundant-override";

/// The only rule that reports inside a module or service that a complete chain switches off.
const SPEAKS_OF_DISABLED: &str = "values-for-disabled-module";

/// Rules that leave a path to another rule which says more about it: the first is silent where the second reports.
const LEAVES_TO: [(&str, &str); 10] = [
    ("map-scalar-conflict", "wrong-type"),
    ("null-override", "release-dump-header"),
    // A sample has no shape that is worth a word.
    ("host-without-port", "placeholder-value"),
    ("malformed-host", "placeholder-value"),
    ("missing-external-host", "placeholder-value"),
    ("invalid-public-url", "placeholder-value"),
    ("nonstandard-postgres-port", "placeholder-value"),
    ("invalid-srv-host", "placeholder-value"),
    ("unsupported-redis-topology", "placeholder-value"),
    ("unrouted-public-host", "placeholder-value"),
];

/// What `rules` find in one unit, in the order of places, then of rules.
pub fn run(context: &Context, rules: &[Rule]) -> Vec<Finding> {
    let mut findings = Findings::default();
    for rule in rules {
        if context.in_window(rule.versions) {
            (rule.check)(context, &mut findings);
        }
    }
    let off = switched_off(context);
    let off: PathSet = off.iter().map(|off| &off.path).collect();
    let mut found = findings.into_vec();
    found.retain(|finding| {
        finding.rule == SPEAKS_OF_DISABLED || !finding.path.as_ref().is_some_and(|path| off.covers(path))
    });
    let yaml_family: Vec<&str> = rules.iter().filter(|rule| rule.family == "yaml").map(|rule| rule.id).collect();
    let dead = found.iter().filter(|finding| KILLS_SUBTREE.contains(&finding.rule));
    let dead: PathSet = dead.filter_map(|finding| finding.path.as_ref()).collect();
    let buried = |finding: &Finding| {
        let Some(path) = finding.path.as_ref() else { return false };
        // The rules that kill a subtree may report at its top side by side.
        let kills = |length| length < path.segments().len() || !KILLS_SUBTREE.contains(&finding.rule);
        dead.around(path).any(kills) && !yaml_family.contains(&finding.rule)
    };
    let mut kept = found;
    kept.retain(|finding| !buried(finding));
    let spoken_for = paths(&kept, |rule| rule != YIELDS);
    kept.retain(|finding| {
        finding.rule != YIELDS || finding.path.as_ref().is_none_or(|path| !spoken_for.contains(path))
    });
    for (rule, other) in LEAVES_TO {
        let owned = paths(&kept, |found| found == other);
        if owned.is_empty() {
            continue;
        }
        kept.retain(|finding| finding.rule != rule || finding.path.as_ref().is_none_or(|path| !owned.contains(path)));
    }
    sort(&mut kept);
    kept.dedup_by(|later, earlier| {
        later.rule == earlier.rule
            && later.path.is_some()
            && later.path == earlier.path
            && later.location == earlier.location
    });
    kept
}

/// The paths of the findings of the rules that are `wanted`.
fn paths(found: &[Finding], wanted: impl Fn(&str) -> bool) -> QuickSet<KeyPath> {
    found.iter().filter(|finding| wanted(finding.rule)).filter_map(|finding| finding.path.clone()).collect()
}

/// By layer, byte, rule: the same findings always stand in the same order.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| (finding.location.layer, finding.location.span.start);
        place(a).cmp(&place(b)).then(a.rule.cmp(b.rule)).then(a.message.cmp(&b.message))
    });
}
