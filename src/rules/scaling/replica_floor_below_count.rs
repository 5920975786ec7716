//! `minReplicas` below `replicaCount`: with an autoscaler only the floor counts.

use crate::lint::autoscaling::{Autoscaling, From, services, whole};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::edit::Edit;

pub const RULE: Rule = Rule {
    id: "replica-floor-below-count",
    family: "scaling",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("replica_floor_below_count.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for scaling in services(cx).into_iter().filter(|scaling| scaling.asked_for()) {
        let path = scaling.block().key("minReplicas");
        let count_path = scaling.service.key("replicaCount");
        let count = cx.effective(&count_path).and_then(|found| whole(&found.value));
        let (Some(node), Some(floor), Some(count)) = (cx.set(&path), scaling.min.map(|min| min.count), count) else {
            continue;
        };
        if floor < count {
            let service = &scaling.service;
            let message = format!("`{service}` never runs fewer than {floor}, not the {count} of `replicaCount`");
            let mut finding = RULE
                .at(cx.at_key(node), message)
                .path(&path)
                .help(format!("write `minReplicas: {count}`: with autoscaling on, `replicaCount` is not used"));
            finding.fix = raise(cx, &scaling, count);
            if let Some(stated) = cx.set(&count_path) {
                finding = finding.related(cx.at_key(stated), "this number is not used");
            }
            out.push(finding);
        }
    }
}

/// Raises the floor, and the ceiling with it where that would come to lie below. None where the two are written in
/// different files, or the ceiling is not the service's own.
fn raise(cx: &Context, scaling: &Autoscaling, count: i64) -> Option<Fix> {
    let floor = cx.at_value(cx.set(&scaling.block().key("minReplicas"))?);
    // A flag has no text that could be edited.
    cx.files().find(|file| file.layer.id == floor.layer)?;
    let mut edits = vec![Edit::replace(floor.span, count.to_string())];
    let max = scaling.max?;
    let mut title = format!("raise `minReplicas` to {count}");
    if max.count < count {
        let ceiling = cx.at_value(max.node.filter(|_| max.from == From::Service)?);
        if ceiling.layer != floor.layer {
            return None;
        }
        edits.push(Edit::replace(ceiling.span, count.to_string()));
        title = format!("raise `minReplicas` and `maxReplicas` to {count}");
    }
    Some(Fix::unsafe_(title, floor.layer, edits))
}
