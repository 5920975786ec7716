//! A group of feature flags that the chart sets itself, set in a values file: the chart's own list is gone.

use crate::lint::context::{Context, find};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "feature-flag-group-override",
    family: "modules",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("feature_flag_group_override.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(switches) = cx.catalog.switches() else { return };
    let groups = KeyPath::of(["platform", "harness-manager", "featureFlags"]);
    for file in cx.files() {
        for group in &switches.feature_flag_groups {
            let path = groups.key(group.as_str());
            let Some(node) = find(&file.reading.root, path.segments()) else { continue };
            out.push(
                RULE.at(
                    file.at(node.origin.key.unwrap_or(node.origin.value)),
                    format!("`featureFlags.{group}` replaces the chart's own list of these flags"),
                )
                .path(&path)
                .help("name further flags in `featureFlags.ADDITIONAL`, with commas between them"),
            );
        }
    }
}
