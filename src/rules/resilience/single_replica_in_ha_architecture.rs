//! Architectures that promise high availability, and what of it would be a single pod.

use super::{declared, ha};
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::replicas::floors;
use crate::lint::rule::Rule;
use crate::lint::site::SiteRole;
use crate::lint::stores::Store;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "single-replica-in-ha-architecture",
    family: "resilience",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("single_replica_in_ha_architecture.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some((data, architecture)) = declared(cx).filter(|(_, architecture)| architecture.ha) else { return };
    let (name, wanted) = (&architecture.name, &data.high_availability);
    let ha = ha();
    if let (Some(false), true, Some(node)) = (cx.flag("global.ha"), Store::Mongo.is_surely_in_cluster(cx), cx.set(&ha))
    {
        out.push(
            RULE.at(
                cx.at_value(node),
                format!("`{name}` is highly available, and `{ha}: false` connects to one member of MongoDB"),
            )
            .path(&ha)
            .help(format!("write `{ha}: true`, with three members")),
        );
    }
    let is_core = |service: &KeyPath| wanted.services.iter().any(|core| KeyPath::of(core.split('.')) == *service);
    // A standby may wait without pods: that is no loss of one.
    let waits = |count: i64| count == 0 && cx.declared.role == Some(SiteRole::Standby);
    let low = |count: i64| count < wanted.least && !waits(count);
    for floor in floors(cx).into_iter().filter(|floor| low(floor.count) && is_core(&floor.service)) {
        let (service, path, count) = (&floor.service, &floor.path, floor.count);
        let at = floor.node.map(|node| cx.at_value(node)).or_else(|| place(cx, path, service));
        let Some(at) = at else { continue };
        let pods = if count == 1 { "pod" } else { "pods" };
        out.push(
            RULE.at(at, format!("`{name}` is highly available, and `{service}` may run {count} {pods}"))
                .path(path)
                .help(format!("write `{path}: {}`", wanted.advised)),
        );
    }
}
