//! Members of Redis that may share a node.

use super::production;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::stores::Store;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "colocated-redis-members",
    family: "resilience",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("colocated_redis_members.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    if production(cx).is_none() || cx.declared.cluster.single_node || !Store::Redis.is_surely_in_cluster(cx) {
        return;
    }
    let path = KeyPath::of(["platform", "bootstrap", "database", "redis", "useAntiAffinity"]);
    let Some(node) = cx.set(&path) else { return };
    if cx.effective(&path).is_some_and(|found| found.value == false) {
        out.push(
            RULE.at(cx.at_value(node), "all members of Redis may run on one node: `useAntiAffinity` is false")
                .path(&path)
                .help("write `useAntiAffinity: true`, where the cluster has three nodes or more"),
        );
    }
}
