//! `replicaCount` on a service that has an autoscaler: nothing reads it.

use super::global_switch;
use crate::helm::value::Value;
use crate::lint::autoscaling::{Autoscaling, From, services, whole};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "replica-count-ignored",
    family: "scaling",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("replica_count_ignored.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for scaling in services(cx).into_iter().filter(|scaling| scaling.is_on()) {
        let path = scaling.service.key("replicaCount");
        let Some(node) = cx.set(&path) else { continue };
        let Some(count) = cx.effective(&path).and_then(|found| whole(&found.value)) else { continue };
        let local = cx.set(&scaling.block().key("enabled"));
        let finding = if count == 0 {
            let message = format!("`replicaCount: 0` does not stop `{}`: {}", scaling.service, rules(&scaling));
            RULE.at(cx.at_key(node), message)
                .severity(Severity::Warning)
                .help("switch its module off, or write `global.autoscaling.enabled: false`")
        } else if local.is_none_or(|node| node.value != Value::Bool(false)) {
            RULE.at(cx.at_key(node), format!("`{}` does not read `replicaCount`: {}", scaling.service, rules(&scaling)))
                .help("drop it, or keep it as the number to fall back to when autoscaling is off")
        } else {
            // `ineffective-autoscaling-disable` says it.
            continue;
        };
        let mut finding = finding.path(&path);
        let switch = cx.set(&scaling.block().key("enabled")).filter(|_| scaling.asked_for());
        if let Some(switch) = switch.or_else(|| cx.set(&global_switch())) {
            finding = finding.related(cx.at_key(switch), "this switches autoscaling on");
        }
        out.push(finding);
    }
}

/// What decides instead. Numbers of the library are not told: the service's own chart may have others.
fn rules(scaling: &Autoscaling) -> String {
    match (scaling.min, scaling.max) {
        (Some(min), Some(max)) if min.from != From::Library && max.from != From::Library && min.count <= max.count => {
            format!("autoscaling chooses between {} and {}", min.count, max.count)
        }
        _ => "autoscaling chooses the number".to_owned(),
    }
}
