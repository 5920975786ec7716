//! `minReplicas` below `replicaCount`: with an HPA only the floor counts.

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
    for (_, _, service) in cx.services() {
        let autoscaling = service.key("autoscaling");
        let floor_path = autoscaling.key("minReplicas");
        let number = |path| cx.effective(&path).and_then(|found| found.value.as_i64());
        let enabled = cx.effective(&autoscaling.key("enabled")).is_some_and(|found| found.value == true);
        let (Some(node), Some(floor), Some(count)) =
            (cx.set(&floor_path), number(floor_path.clone()), number(service.key("replicaCount")))
        else {
            continue;
        };
        if enabled && floor < count {
            let at = cx.at_value(node);
            let mut finding = RULE
                .at(
                    cx.at_key(node),
                    format!("`{service}` never runs fewer than {floor}, not the {count} of `replicaCount`"),
                )
                .path(&floor_path)
                .help(format!("write `minReplicas: {count}`: with autoscaling on, `replicaCount` is not used"))
                .fix(Fix::unsafe_(
                    format!("raise `minReplicas` to {count}"),
                    at.layer,
                    vec![Edit::replace(at.span, count.to_string())],
                ));
            if let Some(stated) = cx.set(&service.key("replicaCount")) {
                finding = finding.related(cx.at_key(stated), "this number is not used");
            }
            out.push(finding);
        }
    }
}
