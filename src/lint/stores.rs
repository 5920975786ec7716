//! Stores: whether each runs in the cluster, and the hosts that are named for it. Databases and object storage are
//! asked the same way.

use super::context::Context;
use super::datastore;
use super::endpoint::host_of;
use super::object_store::logs;
pub use crate::catalog::datastores::StoreName as Store;
use crate::catalog::resilience::Stores;
use crate::helm::value::Node;
use crate::yaml::path::KeyPath;

/// All of them.
pub const STORES: [Store; 5] = [Store::Mongo, Store::Postgres, Store::Redis, Store::Timescaledb, Store::Minio];

impl Store {
    /// Its key below `global.database`.
    pub fn key(self) -> &'static str {
        match self {
            Store::Mongo => "mongo",
            Store::Postgres => "postgres",
            Store::Redis => "redis",
            Store::Timescaledb => "timescaledb",
            Store::Minio => "minio",
        }
    }

    /// The store with this key.
    pub fn of_key(key: &str) -> Option<Store> {
        STORES.into_iter().find(|store| store.key() == key)
    }

    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Store::Mongo => "MongoDB",
            Store::Postgres => "Postgres",
            Store::Redis => "Redis",
            Store::Timescaledb => "TimescaleDB",
            Store::Minio => "MinIO",
        }
    }

    /// `global.database.<store>`.
    pub fn block(self) -> KeyPath {
        KeyPath::of(["global", "database", self.key()])
    }

    /// The value that says whether the chart installs it.
    pub fn switch(self) -> KeyPath {
        self.block().key("installed")
    }

    /// Whether the chart version has it at all. The object store has no row, and is in all.
    pub fn exists(self, cx: &Context) -> bool {
        let row = cx.catalog.datastores().ok().and_then(|tables| tables.store(self));
        row.is_none_or(|row| row.versions.contains(&cx.chart_version))
    }

    /// Whether the chart is told not to install it: by the boolean false. A quoted "false" is not false, and what is
    /// not said counts as true, as in the sub-charts.
    pub fn is_switched_off(self, cx: &Context) -> bool {
        cx.effective(&self.switch()).is_some_and(|found| found.value == false)
    }

    /// Whether the values say that it is elsewhere. An object store is, once log-service is given its address.
    pub fn is_external(self, cx: &Context) -> bool {
        let given_address = || logs(cx).is_some_and(|logs| !logs.s3.is_empty() || !logs.gcs.is_empty());
        self.is_switched_off(cx) || (self == Store::Minio && given_address())
    }

    /// Whether the chart runs it.
    pub fn is_in_cluster(self, cx: &Context) -> bool {
        self.exists(cx) && !self.is_external(cx)
    }

    /// Whether the chart runs it, and no file that is not among those given is likely to say otherwise: a profile or
    /// overlay by itself that says nothing of stores leaves them to others, unless the declared architecture has
    /// them in the cluster.
    pub fn is_surely_in_cluster(self, cx: &Context) -> bool {
        let decided = || {
            let resilience = cx.catalog.resilience().ok();
            let declared = resilience.and_then(|data| data.architecture(cx.declared.architecture.as_deref()));
            let by_architecture = declared.is_some_and(|declared| declared.stores == Stores::InCluster);
            by_architecture || cx.set(&KeyPath::of(["global", "database"])).is_some()
        };
        self.is_in_cluster(cx) && (cx.unit.complete || decided())
    }
}

/// A host that a layer names for a store.
pub struct Named<'a> {
    pub path: KeyPath,
    pub node: &'a Node,
    /// Without scheme, credentials, port and final dot, in lower case.
    pub host: String,
}

/// The hosts that the layers name for `store`. One item may hold several, divided by commas.
pub fn named<'a>(cx: &'a Context, store: Store) -> Vec<Named<'a>> {
    let mut out = Vec::new();
    for item in datastore::hosts(cx, &store.block().key("hosts")) {
        let Some(node) = item.node else { continue };
        let hosts = item.text.split(',').map(host_of).filter(|host| !host.is_empty());
        out.extend(hosts.map(|host| Named { path: item.path.clone(), node, host }));
    }
    out
}
