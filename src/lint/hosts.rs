//! Stores: whether each runs in the cluster, the hosts that are named for it, and what kind of name a host is.

use core::net::IpAddr;

use super::cause::text;
use super::context::Context;
use crate::catalog::resilience::Stores;
use crate::helm::value::{Node, Value};
use crate::yaml::path::KeyPath;

/// A store that the platform cannot be without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Mongo,
    Postgres,
    Redis,
    Timescale,
    /// MinIO, or what takes its place.
    Objects,
}

/// All of them.
pub const STORES: [Store; 5] = [Store::Mongo, Store::Postgres, Store::Redis, Store::Timescale, Store::Objects];

/// The last chart versions that read TimescaleDB.
const WITH_TIMESCALE: &str = "..0.36.6";

impl Store {
    /// Its key below `global.database`.
    pub fn key(self) -> &'static str {
        match self {
            Store::Mongo => "mongo",
            Store::Postgres => "postgres",
            Store::Redis => "redis",
            Store::Timescale => "timescaledb",
            Store::Objects => "minio",
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
            Store::Timescale => "TimescaleDB",
            Store::Objects => "MinIO",
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

    /// Whether the chart version has it at all.
    pub fn exists(self, cx: &Context) -> bool {
        self != Store::Timescale || cx.in_window(WITH_TIMESCALE)
    }

    /// Whether the values say that it is elsewhere. An object store is, once log-service is given its address.
    pub fn is_external(self, cx: &Context) -> bool {
        let elsewhere = cx.effective(&self.switch()).is_some_and(|found| found.value == false);
        let endpoint = |kind: &str| {
            let path = KeyPath::of(["platform", "log-service", kind, "endpoint"]);
            text(cx, &path).is_some_and(|text| !text.is_empty())
        };
        elsewhere || (self == Store::Objects && (endpoint("s3") || endpoint("gcs")))
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
    let path = store.block().key("hosts");
    let Some(Value::List(items)) = cx.set(&path).map(|node| &node.value) else { return Vec::new() };
    let mut out = Vec::new();
    for (index, node) in items.iter().enumerate() {
        if let Value::String(text) = &node.value {
            let hosts = text.split(',').map(host_of).filter(|host| !host.is_empty());
            out.extend(hosts.map(|host| Named { path: path.index(index), node, host }));
        }
    }
    out
}

/// The host of a URL or of `host:port`, in lower case; empty where there is none. IPv6 comes without brackets.
pub fn host_of(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default().trim();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        // More than one colon: an address of IPv6 without brackets.
        None if host.matches(':').count() == 1 => host.split(':').next().unwrap_or_default(),
        None => host,
    };
    host.trim_end_matches('.').to_lowercase()
}

/// A URL or `host:port` as it may be shown: what stands before `@`, which may hold a password, is masked, also where
/// no scheme says that it is a URL.
pub fn without_credentials(text: &str) -> String {
    let part = |part: &str| match part.rsplit_once('@') {
        Some((before, host)) => match before.split_once("://") {
            Some((scheme, _)) => format!("{scheme}://***@{host}"),
            None => format!("***@{host}"),
        },
        None => part.to_owned(),
    };
    text.split(',').map(part).collect::<Vec<_>>().join(",")
}

/// Whether a host is an address, which no DNS change can move.
pub fn is_address(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
}

/// Whether a host has one of the `endings` of names that only answer inside one cluster.
pub fn is_cluster_name(host: &str, endings: &[String]) -> bool {
    endings.iter().any(|ending| host.ends_with(ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_come_out_of_urls() {
        for (text, host) in [
            ("https://Smp.Example.internal/", "smp.example.internal"),
            ("https://smp.internal:8443/ng/#/x", "smp.internal"),
            ("user:word@db.internal:5432", "db.internal"),
            ("10.0.0.1:27017", "10.0.0.1"),
            ("[2001:db8::1]:27017", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("db.internal.", "db.internal"),
            ("https://", ""),
        ] {
            assert_eq!(host_of(text), host, "{text}");
        }
    }

    #[test]
    fn credentials_are_never_shown() {
        for (text, shown) in [
            ("https://me:word@a.b/c", "https://***@a.b/c"),
            ("me:word@a.b:1,c.d", "***@a.b:1,c.d"),
            ("me:w@rd@a.b", "***@a.b"),
            ("a.b:1", "a.b:1"),
        ] {
            assert_eq!(without_credentials(text), shown);
        }
    }

    #[test]
    fn kinds_of_hosts() {
        let endings = [".svc".to_owned(), ".cluster.local".to_owned()];
        assert!(is_address("10.0.0.1") && is_address("2001:db8::1") && !is_address("10.0.0"));
        assert!(is_cluster_name("pg.db.svc", &endings) && is_cluster_name("pg.db.svc.cluster.local", &endings));
        assert!(!is_cluster_name("pg.svc.internal", &endings));
    }
}
