//! Bounds that the rules on sizes and volumes hold values to. They are data, so that a team may have its own.

use serde::{Deserialize, Deserializer};

use super::version::Windows;
use crate::quantity::Quantity;
use crate::yaml::path::KeyPath;
use crate::yaml::path_set::PathSet;

/// `profiles/limits.yaml`, typed. Percentages are whole numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Limits {
    pub suspicious: Suspicious,
    pub heap: HeapLimits,
    pub mongo_cache: MongoCache,
    pub looker_memory: ContainerMemory,
    /// Services that need no size from a profile.
    #[serde(deserialize_with = "paths")]
    pub without_size: Vec<KeyPath>,
    pub pods: Vec<Pod>,
    /// Volume sizes under other keys than `size`.
    #[serde(deserialize_with = "paths")]
    pub size_paths: Vec<KeyPath>,
    /// Names of profiles, smallest first.
    pub tiers: Vec<String>,
    #[serde(deserialize_with = "paths")]
    pub core_services: Vec<KeyPath>,
    pub bands: Vec<Band>,
    pub volumes: Vec<VolumeLimit>,
    pub claims: Vec<Claim>,
    pub snapshots: Snapshots,
}

/// What a container cannot mean.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Suspicious {
    #[serde(deserialize_with = "quantity")]
    pub memory_below: Quantity,
    #[serde(deserialize_with = "quantity")]
    pub cpu_above: Quantity,
    #[serde(deserialize_with = "quantity")]
    pub cpu_below: Quantity,
}

/// How a JVM heap relates to the memory limit of its container.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HeapLimits {
    /// The highest share of the limit that a heap may have.
    pub highest_percent: u32,
    /// What should be left beside the heap.
    #[serde(deserialize_with = "quantity")]
    pub headroom: Quantity,
    /// The highest share for a heap that leaves less than that.
    pub percent_with_less_headroom: u32,
    /// What is advised beside the heap, as a share of it.
    pub advised_percent: u32,
    /// Services that want bare mebibytes.
    #[serde(deserialize_with = "paths")]
    pub bare: Vec<KeyPath>,
    /// Services that want a suffix.
    #[serde(deserialize_with = "paths")]
    pub suffixed: Vec<KeyPath>,
}

/// MongoDB's own cache, and how far from it a cache may be.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MongoCache {
    #[serde(deserialize_with = "path")]
    pub service: KeyPath,
    #[serde(deserialize_with = "quantity")]
    pub beside: Quantity,
    #[serde(deserialize_with = "quantity")]
    pub least: Quantity,
    pub lowest_percent: u32,
    pub highest_percent: u32,
}

/// The memory that one container is known to need.
#[derive(Clone, Debug, Deserialize)]
pub struct ContainerMemory {
    /// Path of its `resources`.
    #[serde(deserialize_with = "path")]
    pub container: KeyPath,
    #[serde(deserialize_with = "quantity")]
    pub limit: Quantity,
}

/// Blocks of one service whose containers run in one pod.
#[derive(Clone, Debug, Deserialize)]
pub struct Pod {
    #[serde(deserialize_with = "path")]
    pub service: KeyPath,
    pub containers: Vec<String>,
}

/// The highest load of a profile by the stricter of two documented pages.
#[derive(Clone, Debug, Deserialize)]
pub struct Band {
    pub profile: String,
    pub users: u64,
    /// CI and CD executions together.
    pub pipelines: u64,
}

/// The smallest volume of a store for production.
#[derive(Clone, Debug, Deserialize)]
pub struct VolumeLimit {
    /// Its name in `volumes.yaml`.
    pub store: String,
    #[serde(deserialize_with = "quantity")]
    pub size: Quantity,
    pub weight: Weight,
    #[serde(default = "Windows::all")]
    pub versions: Windows,
}

/// How much it matters that a bound is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    Warning,
    Info,
}

/// A claim of an in-cluster store, and where it may name its storage class, below the service.
#[derive(Clone, Debug, Deserialize)]
pub struct Claim {
    #[serde(deserialize_with = "path")]
    pub service: KeyPath,
    #[serde(deserialize_with = "path")]
    pub class: KeyPath,
}

/// Where CSI snapshots are needed, and what they do not work with.
#[derive(Clone, Debug, Deserialize)]
pub struct Snapshots {
    /// Architectures whose backup takes snapshots.
    pub architectures: Vec<String>,
    /// Provisioners: a whole name, or its beginning before a `*`.
    pub unable: Vec<String>,
}

impl Snapshots {
    /// Whether volumes of `provisioner` cannot be snapshotted.
    pub fn is_unable(&self, provisioner: &str) -> bool {
        self.unable.iter().any(|known| match known.strip_suffix('*') {
            Some(start) => provisioner.starts_with(start),
            None => known == provisioner,
        })
    }
}

fn quantity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Quantity, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<KeyPath, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

pub(super) fn path_set<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathSet, D::Error> {
    Ok(paths(deserializer)?.iter().collect())
}

fn paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<KeyPath>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}
