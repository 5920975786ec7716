//! `autoscaling.enabled: false` on a service while autoscaling is on for all: the service scales anyway.

use super::{global_switch, switch_off};
use crate::helm::value::Value;
use crate::lint::autoscaling::{From, services};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "ineffective-autoscaling-disable",
    family: "scaling",
    severity: Severity::Warning,
    fixable: true,
    versions: "0.23.0..",
    page: include_str!("ineffective_autoscaling_disable.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let fix = switch_off(cx);
    for scaling in services(cx).into_iter().filter(|scaling| scaling.global) {
        let path = scaling.block().key("enabled");
        let Some(node) = cx.set(&path).filter(|node| node.value == Value::Bool(false)) else { continue };
        let floor = match scaling.min {
            Some(min) if min.from == From::Library => {
                format!("at least {} pods unless its own chart says otherwise", min.count)
            }
            Some(min) if min.count == 1 => "at least 1 pod".to_owned(),
            Some(min) => format!("at least {} pods", min.count),
            None => "as many pods as load asks for".to_owned(),
        };
        let message = format!("`{}` scales all the same, with {floor}: autoscaling is on for all", scaling.service);
        let mut finding = RULE
            .at(cx.at_key(node), message)
            .path(&path)
            .help("write `global.autoscaling.enabled: false`, and `enabled: true` in the services that should scale");
        if let Some(switch) = cx.set(&global_switch()) {
            finding = finding.related(cx.at_key(switch), "this switches it on for all services");
        }
        finding.fix = fix.clone();
        out.push(finding);
    }
}
