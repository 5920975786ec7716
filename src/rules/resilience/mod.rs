//! Loss of a pod, a node or a site: members, disruption budgets, backup, disaster recovery.

pub mod colocated_redis_members;
pub mod dr_drift;
pub mod dr_in_cluster_datastore;
pub mod dr_unmovable_endpoint;
pub mod drain_blocking_disruption_budget;
pub mod inconsistent_dr_flags;
pub mod missing_backup_plan;
pub mod profile_architecture_mismatch;
pub mod scaled_in_memory_log_stream;
pub mod single_replica_in_ha_architecture;
pub mod wrong_member_count;

use crate::catalog::resilience::{Architecture, Resilience};
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::edits;
use crate::lint::fix::Fix;
use crate::yaml::path::KeyPath;

/// `global.ha`.
fn ha() -> KeyPath {
    KeyPath::of(["global", "ha"])
}

/// `global.dr.<key>`.
fn dr(key: &str) -> KeyPath {
    KeyPath::of(["global", "dr", key])
}

/// The data of the family, and the declared architecture. None where none is declared.
fn declared<'a>(cx: &'a Context) -> Option<(&'a Resilience, &'a Architecture)> {
    let data = cx.catalog.resilience().ok()?;
    Some((data, data.architecture(cx.declared.architecture.as_deref())?))
}

/// The declared architecture, where it is for production.
fn production<'a>(cx: &'a Context) -> Option<(&'a Resilience, &'a Architecture)> {
    declared(cx).filter(|(data, architecture)| architecture.name != data.demo)
}

/// Whether `global.dr` says anything.
fn flags_of_dr<'a>(cx: &'a Context) -> Option<&'a Node> {
    let node = cx.set(&KeyPath::of(["global", "dr"]))?;
    match &node.value {
        Value::Map(entries) => entries.values().any(|node| node.value != Value::Null).then_some(node),
        _ => None,
    }
}

/// A fix for review that makes `path` hold `number`: over what is written, also in flow style, or as a new entry.
fn write(cx: &Context, path: &KeyPath, number: i64) -> Option<Fix> {
    let title = format!("set `{path}` to {number}");
    match cx.set(path) {
        Some(node) => {
            let edit = cx.rewrite(node, &number.to_string())?;
            Some(Fix::unsafe_(title, node.origin.layer, vec![edit]))
        }
        None => edits::set(cx, title, path, &number.to_string()),
    }
}
