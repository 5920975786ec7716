//! How the chart scales a service: `profiles/scaling.yaml`.

use serde::Deserialize;

use super::limits::path_set;
use super::version::{ChartVersion, Windows};
use crate::yaml::path::KeyPath;
use crate::yaml::path_set::PathSet;

/// What is known of autoscalers, beside the values that a user writes.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scaling {
    /// Chart versions in which `global.autoscaling` counts.
    pub global_versions: Windows,
    /// What the library falls back to.
    pub library: Bounds,
    #[serde(deserialize_with = "path_set")]
    without: PathSet,
    subcharts: Vec<Subchart>,
    /// Percent of the CPU request on which Kubernetes scales when no metric is named.
    pub fallback_target: u64,
    pub memory_target: MemoryTarget,
}

/// Least and most pods; none where not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bounds {
    pub min_replicas: Option<i64>,
    pub max_replicas: Option<i64>,
}

/// Limits of sense for a memory target beside a fixed heap, in percent of the memory request.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemoryTarget {
    /// What a JVM needs beside its heap.
    pub beside: u64,
    /// A heap up to this share never reaches a target from `high_target` on.
    pub small_heap: u64,
    pub high_target: u64,
}

#[derive(Clone, Debug, Deserialize)]
struct Subchart {
    #[serde(deserialize_with = "path_set")]
    services: PathSet,
    versions: Windows,
    #[serde(flatten)]
    bounds: Bounds,
}

impl Scaling {
    /// Whether the chart can make an autoscaler for the service at `path`.
    pub fn can_scale(&self, path: &KeyPath) -> bool {
        !self.without.covers(path)
    }

    /// The defaults inside the sub-chart of the service at `path`, as far as they are public.
    pub fn subchart(&self, path: &KeyPath, version: &ChartVersion) -> Bounds {
        let row = self.subcharts.iter().find(|row| row.services.covers(path) && row.versions.contains(version));
        row.map_or_else(Bounds::default, |row| row.bounds)
    }
}
