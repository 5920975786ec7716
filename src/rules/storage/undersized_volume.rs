//! Volumes that production outgrows.

use crate::catalog::limits::Weight;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::rules::sizing::figure::amount;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "undersized-volume",
    family: "storage",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("undersized_volume.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    if !cx.is_production() {
        return;
    }
    for bound in limits.volumes.iter().filter(|bound| bound.versions.contains(&cx.chart_version)) {
        let volume = cx.catalog.volumes.iter().find(|volume| volume.store == bound.store);
        let Some(path) = volume.and_then(|volume| volume.path.parse::<KeyPath>().ok()) else { continue };
        let Some(size) = amount(cx, path) else { continue };
        let Some(node) = size.node else { continue };
        let external = cx.service_of(&size.path).is_none_or(|service| !cx.in_cluster(&service));
        if size.quantity >= bound.size || external {
            continue;
        }
        let (store, enough) = (&bound.store, bound.size.as_memory());
        let mut finding = RULE
            .at(cx.at_key(node), format!("a {store} volume of {} fills early in production", size.quantity.as_memory()))
            .severity(match bound.weight {
                Weight::Warning => Severity::Warning,
                Weight::Info => Severity::Info,
            })
            .path(&size.path)
            .help(format!(
                "before the first install, render with `--storage {store}={enough}` or set `storage.volumes.{store}` in smp.yaml; an installed volume keeps its size"
            ));
        if let Some(edit) = cx.rewrite(node, &enough) {
            let title = format!("raise the volume to {enough}, before the first install only");
            finding = finding.fix(Fix::unsafe_(title, node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}
