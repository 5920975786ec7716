//! The fewest pods that a service runs, and the value that says so.

use super::autoscaling::{Autoscaling, services, whole};
use super::context::Context;
use crate::helm::value::Node;
use crate::yaml::path::KeyPath;

/// The floor of one service.
pub struct Floor<'a> {
    /// Such as `platform.gateway`.
    pub service: KeyPath,
    pub count: i64,
    /// The value that decides: `minReplicas` where there is an autoscaler, else `replicaCount`.
    pub path: KeyPath,
    /// Where a layer set it, for this service or for all.
    pub node: Option<&'a Node>,
    /// The most pods, where there is an autoscaler and its number is known.
    pub ceiling: Option<i64>,
}

/// The floor of every service of which it is known.
pub fn floors<'a>(cx: &'a Context) -> Vec<Floor<'a>> {
    services(cx).into_iter().filter_map(|scaling| floor(cx, scaling)).collect()
}

fn floor<'a>(cx: &'a Context, scaling: Autoscaling<'a>) -> Option<Floor<'a>> {
    if scaling.is_on() {
        let min = scaling.min?;
        let path = scaling.block().key("minReplicas");
        let ceiling = scaling.max.map(|max| max.count);
        return Some(Floor { service: scaling.service, count: min.count, path, node: min.node, ceiling });
    }
    let path = scaling.service.key("replicaCount");
    let found = cx.effective(&path)?;
    let count = whole(&found.value)?;
    Some(Floor { service: scaling.service, count, path, node: found.node, ceiling: None })
}
