//! Pods that no node can hold.

use std::collections::BTreeMap;

use super::figure::{Amount, Kind, amount_of};
use crate::catalog::limits::Limits;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::quantity::Quantity;
use crate::yaml::path::{KeyPath, Segment};

pub const RULE: Rule = Rule {
    id: "pod-exceeds-node",
    family: "sizing",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("pod_exceeds_node.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    let node = cx.declared.cluster.node;
    if node.cpu.is_none() && node.memory.is_none() {
        return;
    }
    let mut pods: BTreeMap<KeyPath, Vec<&KeyPath>> = BTreeMap::new();
    for container in cx.containers() {
        pods.entry(pod(limits, container)).or_default().push(container);
    }
    for (pod, containers) in &pods {
        for (name, kind, size, reserve) in [
            ("cpu", Kind::Cpu, node.cpu, node.reserved_cpu),
            ("memory", Kind::Memory, node.memory, node.reserved_memory),
        ] {
            let Some(size) = size else { continue };
            let requests: Vec<Amount> = containers.iter().filter_map(|path| request(cx, path, name)).collect();
            let total = requests.iter().try_fold(Quantity::ZERO, |sum, found| sum.checked_add(found.quantity));
            let total = total.unwrap_or(Quantity::MAX);
            if total.nanos() + reserve.nanos() <= size.nanos() {
                continue;
            }
            let Some(largest) = requests.iter().max_by_key(|found| found.quantity) else { continue };
            let Some(at) = largest.node else { continue };
            let offer = Quantity::from_nanos((size.nanos() - reserve.nanos()).max(0)).unwrap_or_default();
            let mut finding = RULE
                .at(
                    cx.at_value(at),
                    format!(
                        "a pod of `{pod}` requests {} of {name}, and a node has {} for it",
                        kind.written(total),
                        kind.written(offer)
                    ),
                )
                .path(&largest.path)
                .help("lower the request, or use larger nodes: the documented size is 8 vCPU and 32 GB at least");
            for other in requests.iter().filter(|other| other.path != largest.path) {
                if let Some(node) = other.node {
                    finding = finding.related(cx.at_value(node), "another container of the same pod");
                }
            }
            out.push(finding);
        }
    }
}

/// What the scheduler counts for a container: its request, or its limit where it has no request.
fn request<'a>(cx: &'a Context, container: &KeyPath, name: &str) -> Option<Amount<'a>> {
    amount_of(cx, container, "requests", name).or_else(|| amount_of(cx, container, "limits", name))
}

/// The block whose pod a container runs in: a sidecar runs with the service that lists it. Init containers run before
/// the others, and the resources of a Job are its own.
fn pod(limits: &Limits, container: &KeyPath) -> KeyPath {
    let Some(block) = container.parent() else { return container.clone() };
    if container.last_key() != Some("resources") {
        return container.clone();
    }
    if let [above @ .., Segment::Key(list), Segment::Index(_)] = block.segments()
        && list == "sidecars"
    {
        let mut service = KeyPath::root();
        above.iter().for_each(|segment| service.push(segment.clone()));
        return service;
    }
    let shared =
        limits.pods.iter().find(|pod| pod.containers.iter().any(|name| pod.service.key(name.as_str()) == block));
    shared.map_or(block, |pod| pod.service.clone())
}
