//! Disaster recovery with data that only exists in one cluster.

use super::{declared, flags_of_dr};
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::stores::{STORES, Store};

pub const RULE: Rule = Rule {
    id: "dr-in-cluster-datastore",
    family: "resilience",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("dr_in_cluster_datastore.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let by_architecture = declared(cx).is_some_and(|(_, architecture)| architecture.recovers());
    if !by_architecture && cx.declared.role.is_none() && flags_of_dr(cx).is_none() {
        return;
    }
    for store in STORES.into_iter().filter(|store| store.is_surely_in_cluster(cx)) {
        let path = store.switch();
        let Some(at) = place(cx, &path, &store.block()) else { continue };
        let finding =
            RULE.at(at, format!("{} runs in the cluster: the other site has none of its data", store.words()));
        out.push(match store {
            Store::Minio => finding
                .path(&path)
                .severity(Severity::Warning)
                .help("set `platform.log-service.s3.endpoint` or `gcs.endpoint` to a replicated object store"),
            _ => finding.path(&path).help(format!("write `{path}: false`, and the hosts of a replicated database")),
        });
    }
}
