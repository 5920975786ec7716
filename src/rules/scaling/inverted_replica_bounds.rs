//! `maxReplicas` below `minReplicas`.

use crate::lint::autoscaling::{Bound, From, global_bounds, is_global, services};
use crate::lint::context::Context;
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "inverted-replica-bounds",
    family: "scaling",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("inverted_replica_bounds.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let mut scaling = services(cx);
    scaling.retain(|service| service.is_on());
    if is_global(cx) || !scaling.is_empty() {
        let (min, max) = global_bounds(cx);
        let shared = Owner {
            name: "no service can".to_owned(),
            block: KeyPath::of(["global", "autoscaling"]),
            from: From::Global,
        };
        report(cx, &shared, min, max, out);
    }
    // What is wrong in `global.autoscaling` alone was said once: a service is named for bounds of its own.
    for service in scaling.into_iter().filter(|service| inverted(service.min, service.max).is_some()) {
        let owner =
            Owner { name: format!("`{}` cannot", service.service), block: service.block(), from: From::Service };
        report(cx, &owner, service.min, service.max, out);
    }
}

/// The block that is to blame, and for whom.
struct Owner {
    name: String,
    block: KeyPath,
    from: From,
}

fn report(cx: &Context, owner: &Owner, min: Option<Bound>, max: Option<Bound>, out: &mut Findings) {
    if let Some((min, max)) = inverted(min, max)
        && let Some(finding) = finding(cx, owner, min, max)
    {
        out.push(finding);
    }
}

/// The two bounds where the upper is below the lower.
fn inverted<'a>(min: Option<Bound<'a>>, max: Option<Bound<'a>>) -> Option<(Bound<'a>, Bound<'a>)> {
    min.zip(max).filter(|(min, max)| max.count < min.count)
}

fn finding(cx: &Context, owner: &Owner, min: Bound, max: Bound) -> Option<Finding> {
    let bounds = [(max, "maxReplicas"), (min, "minReplicas")];
    let (blamed, key) = bounds.into_iter().find(|(bound, _)| bound.from == owner.from)?;
    let words = |(bound, key): (Bound, &str)| match bound.from {
        From::Service => format!("`{key}: {}`", bound.count),
        From::Global => format!("`{key}: {}` of `global.autoscaling`", bound.count),
        From::Subchart => format!("`{key}: {}` of its own chart", bound.count),
        From::Library => format!("`{key}: {}`, which holds where none is set", bound.count),
    };
    let message = format!("{} scale: {} is below {}", owner.name, words(bounds[0]), words(bounds[1]));
    let mut finding = RULE
        .at(cx.at_key(blamed.node?), message)
        .path(&owner.block.key(key))
        .help("Kubernetes refuses such an autoscaler: set both, `maxReplicas` at least as high as `minReplicas`");
    if [min.from, max.from].contains(&From::Library) {
        finding = finding.severity(Severity::Warning);
    }
    for (bound, other) in bounds.into_iter().filter(|(_, other)| *other != key) {
        if let Some(node) = bound.node {
            finding = finding.related(cx.at_key(node), format!("`{other}` is {} here", bound.count));
        }
    }
    Some(finding)
}
