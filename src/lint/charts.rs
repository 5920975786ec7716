//! Which key paths are charts of the release.

use super::context::Context;
use crate::yaml::path::{KeyPath, Segment};

/// Whether `path` is a module, a service, or a part of `platform.bootstrap` in the chart version.
pub fn is_chart(cx: &Context, path: &KeyPath) -> bool {
    let Some((Segment::Key(module), below)) = path.segments().split_first() else { return false };
    let below: Option<Vec<&str>> = below
        .iter()
        .map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
        .collect();
    let (Some(below), Some(module)) = (below, cx.catalog.modules.iter().find(|other| other.name == *module)) else {
        return false;
    };
    let mut services = module.services.iter().filter(|service| service.versions.contains(&cx.chart_version));
    services.any(|service| service.name.split('.').take(below.len()).eq(below.iter().copied()))
}
