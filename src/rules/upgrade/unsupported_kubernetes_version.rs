//! A version of Kubernetes that the chart refuses, or that nobody tested.

use crate::lint::absent;
use crate::lint::cluster::KubernetesVersion;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "unsupported-kubernetes-version",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("unsupported_kubernetes_version.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(version), Ok(upgrades)) = (cx.declared.cluster.kubernetes, cx.catalog.upgrades()) else { return };
    let rows = &upgrades.kubernetes;
    let shown = |version: KubernetesVersion| format!("{}.{}", version.0, version.1);
    let parsed = |text: &str| text.parse::<KubernetesVersion>().ok();
    let least =
        rows.least.iter().find(|row| row.versions.contains(&cx.chart_version)).and_then(|row| parsed(&row.version));
    let at = cx.upgrade.map(|jump| jump.at).or_else(|| absent::place(cx, &KeyPath::root()));
    let Some(at) = at else { return };
    let now = shown(version);
    let chart = &cx.chart_version;
    if let Some(least) = least.filter(|least| version < *least) {
        out.push(
            RULE.at(at, format!("chart {chart} needs Kubernetes {} or later, and the cluster has {now}", shown(least)))
                .severity(Severity::Error)
                .help("upgrade the cluster first: helm refuses the chart"),
        );
        return;
    }
    let documented = (parsed(&rows.documented.first), parsed(&rows.documented.last));
    let (Some(first), Some(last)) = documented else { return };
    // The page is that of the newest charts: it says nothing about those that took any version.
    if least.is_some() && !(first..=last).contains(&version) {
        out.push(
            RULE.at(
                at,
                format!(
                    "the cluster has Kubernetes {now}, and the documentation names {} to {}",
                    shown(first),
                    shown(last)
                ),
            )
            .help("nobody has tested the chart with it"),
        );
    }
}
