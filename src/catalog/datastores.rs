//! What rules hold databases and object stores to: `profiles/rules/datastores.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::engine_version::EngineVersion;
use super::key_places::Level;
use super::version::Windows;
use crate::quantity::Quantity;
use crate::yaml::path::KeyPath;

/// The tables about stores. What differs from one store to the next stands here, not in code.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Datastores {
    pub stores: Vec<Store>,
    pub access_control: AccessControl,
    /// The protocol with one host that is a name to look up, without port.
    pub lookup_protocol: String,
    pub redis: RedisForms,
    pub ssl_modes: SslModes,
    pub compatibility_jobs: Vec<SwitchInWindow>,
    pub dashboards: Dashboards,
    pub object_store: ObjectStore,
    pub engines: Vec<EngineRow>,
    pub prerequisites: Vec<Prerequisite>,
    pub sizes: Vec<StoreSize>,
}

/// The databases that values can take from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreName {
    Mongo,
    Postgres,
    Redis,
    Timescaledb,
    Minio,
}

/// One database.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Store {
    pub name: StoreName,
    /// Its name in prose.
    pub title: String,
    /// `global.database.<name>`.
    #[serde(deserialize_with = "path")]
    pub path: KeyPath,
    /// Chart versions that read its block.
    #[serde(default = "Windows::all")]
    pub versions: Windows,
    /// The port that it listens on by custom.
    pub port: u16,
    pub variables: Variables,
    /// Hosts that stand for the store in the cluster.
    #[serde(default)]
    pub in_cluster_hosts: Vec<String>,
    pub reads: Reads,
    pub without_port: Level,
    pub several_in_one: Level,
    /// How bad it is when the names of the Secret and its keys are left at the chart's defaults.
    pub default_credentials: Option<Level>,
    /// Whether it may run without user and password.
    #[serde(default)]
    pub without_login: bool,
    /// Keys that only an external store reads, with what holds where neither user nor umbrella says anything.
    pub settings: BTreeMap<String, Value>,
    /// Whether the library mounts its certificates from `ssl.*`.
    #[serde(default)]
    pub tls_keys: bool,
}

/// What the templates make of several hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reads {
    /// One URI with all of them.
    All,
    /// Only the first counts.
    First,
    /// One URI for each.
    Each,
}

/// What user and password are called in a Secret or an external store.
#[derive(Clone, Debug, Deserialize)]
pub struct Variables {
    pub user: String,
    pub password: String,
}

/// Where access control says how it reaches MongoDB.
#[derive(Clone, Debug, Deserialize)]
pub struct AccessControl {
    #[serde(deserialize_with = "path")]
    pub hosts: KeyPath,
    #[serde(deserialize_with = "path")]
    pub tls: KeyPath,
}

/// Forms of Redis that work in the cluster at most.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedisForms {
    pub sentinel_port: u16,
    pub sentinel_word: String,
    pub cluster_prefix: String,
    pub tls_protocol: String,
    /// Ends of hosts for which the documentation wants no TLS.
    pub plain_hosts: Vec<String>,
}

/// Modes of libpq.
#[derive(Clone, Debug, Deserialize)]
pub struct SslModes {
    /// The mode without TLS, also the default.
    pub plain: String,
    pub verifying: Vec<String>,
    /// Those that some templates turn into `require`.
    pub flattened: Vec<String>,
}

/// A switch in the chart versions that read it.
#[derive(Clone, Debug, Deserialize)]
pub struct SwitchInWindow {
    #[serde(deserialize_with = "path")]
    pub path: KeyPath,
    pub versions: Windows,
}

/// How custom dashboards reach Redis.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dashboards {
    pub flag: String,
    #[serde(deserialize_with = "path")]
    pub config: KeyPath,
    pub in_cluster_host: String,
}

/// Where logs go.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectStore {
    #[serde(deserialize_with = "path")]
    pub path: KeyPath,
    #[serde(deserialize_with = "path")]
    pub s3: KeyPath,
    #[serde(deserialize_with = "path")]
    pub gcs: KeyPath,
    pub region: String,
    pub bucket: String,
    /// Ends of hosts of the cloud's own store.
    pub cloud_hosts: Vec<String>,
    pub in_cluster_secret: String,
    #[serde(deserialize_with = "paths")]
    pub access_keys: Vec<KeyPath>,
    #[serde(deserialize_with = "path")]
    pub secrets: KeyPath,
    pub variables: Variables,
}

/// Versions of an external engine that are worth a word: those below one, or from one on.
#[derive(Clone, Debug, Deserialize)]
pub struct EngineRow {
    pub store: StoreName,
    pub below: Option<EngineVersion>,
    pub from: Option<EngineVersion>,
    #[serde(default = "Windows::all")]
    pub versions: Windows,
    pub severity: Level,
    /// A clause.
    pub why: String,
}

impl EngineRow {
    /// Whether the row speaks of `version`.
    pub fn fits(&self, version: EngineVersion) -> bool {
        self.below.is_some_and(|bound| version < bound) || self.from.is_some_and(|bound| version >= bound)
    }
}

/// What an external store has to offer that no value shows.
#[derive(Clone, Debug, Deserialize)]
pub struct Prerequisite {
    pub store: StoreName,
    #[serde(default = "Windows::all")]
    pub versions: Windows,
    pub severity: Level,
    pub needs: Vec<String>,
}

/// The documented size of a store outside.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoreSize {
    pub store: StoreName,
    pub nodes: u32,
    #[serde(deserialize_with = "quantity")]
    pub cpu: Quantity,
    #[serde(deserialize_with = "quantity")]
    pub memory: Quantity,
    /// The least memory for data, as a text.
    pub least_data: Option<String>,
}

impl Datastores {
    /// The store called `name`; none for the object store, which has a row of its own.
    pub fn store(&self, name: StoreName) -> Option<&Store> {
        self.stores.iter().find(|store| store.name == name)
    }
}

fn quantity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Quantity, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

pub(super) fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<KeyPath, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<KeyPath>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}
