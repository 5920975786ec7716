//! Databases of a standby under names that cannot move to the other site.

use super::declared;
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::endpoint::{is_address, is_cluster_name};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::stores::{STORES, Store, named};
use crate::mask::masked;

pub const RULE: Rule = Rule {
    id: "dr-unmovable-endpoint",
    family: "resilience",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("dr_unmovable_endpoint.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some((data, _)) = declared(cx).filter(|(_, architecture)| architecture.recovers()) else { return };
    for store in STORES.into_iter().filter(|store| store.exists(cx) && store.is_external(cx)) {
        for named in named(cx, store) {
            let what = match &named.host {
                host if is_address(host) => "is an address",
                host if is_cluster_name(host, &data.cluster_names) => "only answers inside its own cluster",
                _ => continue,
            };
            let host = masked(&named.path, &named.host);
            out.push(
                RULE.at(cx.at_value(named.node), format!("{} is at `{host}`, which {what}", store.words()))
                    .path(&named.path)
                    .help("name it by a DNS record that moves to the other site on promotion"),
            );
        }
    }
    if Store::Redis.is_external(cx) && cx.declared.surroundings.redis_replicated != Some(true) {
        let path = Store::Redis.block().key("hosts");
        if let Some(at) = place(cx, &path, &Store::Redis.switch()) {
            out.push(
                RULE.at(at, "nothing says that the external Redis is replicated to the other site")
                    .path(&path)
                    .help("replicate it (such as active-active), and declare that it is"),
            );
        }
    }
}
