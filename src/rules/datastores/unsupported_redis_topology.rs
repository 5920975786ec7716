//! A Redis outside that the chart cannot talk to: Sentinel, or a cluster.

use crate::catalog::datastores::StoreName;
use crate::lint::context::Context;
use crate::lint::datastore::external_store;
use crate::lint::endpoint::{Endpoint, malformed};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "unsupported-redis-topology",
    family: "datastores",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("unsupported_redis_topology.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(db), Ok(tables)) = (external_store(cx, StoreName::Redis), cx.catalog.datastores()) else { return };
    let forms = &tables.redis;
    let sentinel_port = forms.sentinel_port.to_string();
    for host in db.hosts().iter().filter(|host| malformed(&host.text).is_none()) {
        let Some(node) = host.node else { continue };
        let message = if Endpoint::of(&host.text).port == Some(sentinel_port.as_str()) {
            format!("`{}` is a Sentinel: the chart speaks to Sentinels in the cluster only", host.shown())
        } else if host.text.to_ascii_lowercase().starts_with(&forms.cluster_prefix) {
            format!("`{}` is the endpoint of a cluster, and cluster mode has to be off", host.shown())
        } else {
            continue;
        };
        out.push(RULE.at(cx.at_value(node), message).path(&host.path).help(HELP));
    }
    let path = db.path("extraArgs");
    if let Some(node) = cx.set(&path)
        && db.text("extraArgs").to_ascii_lowercase().contains(&forms.sentinel_word)
    {
        let message = format!("`{path}` speaks of Sentinel: the chart speaks to Sentinels in the cluster only");
        out.push(RULE.at(cx.at_key(node), message).path(&path).help(HELP));
    }
}

const HELP: &str = "give the endpoint of the primary, or a proxy before it";
