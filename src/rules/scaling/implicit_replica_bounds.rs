//! Autoscaling asked for without saying between how many pods.

use crate::lint::autoscaling::{Bound, From, services};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "implicit-replica-bounds",
    family: "scaling",
    severity: Severity::Warning,
    fixable: false,
    versions: "0.23.0..",
    page: include_str!("implicit_replica_bounds.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for scaling in services(cx).into_iter().filter(|scaling| scaling.asked_for()) {
        let path = scaling.block();
        let Some(node) = cx.set(&path) else { continue };
        let service = &scaling.service;
        let (message, severity) = match (implicit(scaling.min), implicit(scaling.max)) {
            (Some(min), Some(max)) => {
                (format!("`{service}` scales between {min} and {max} pods: neither bound is set"), Severity::Warning)
            }
            (None, Some(max)) => {
                (format!("`{service}` may grow to {max} pods: it has no `maxReplicas`"), Severity::Warning)
            }
            (Some(min), None) => {
                (format!("`{service}` never runs fewer than {min} pods: it has no `minReplicas`"), Severity::Info)
            }
            (None, None) => continue,
        };
        out.push(
            RULE.at(cx.at_key(node), message)
                .severity(severity)
                .path(&path)
                .help("set `minReplicas` and `maxReplicas` beside `enabled: true`"),
        );
    }
}

/// The number that counts where the user gave none.
fn implicit(bound: Option<Bound>) -> Option<i64> {
    bound.filter(|bound| matches!(bound.from, From::Library | From::Subchart)).map(|bound| bound.count)
}
