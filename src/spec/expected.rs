//! What a spec says that values come to, for the rule that holds files to it.

use serde_json::Map;

use super::inherit::targets;
use super::{DatastoresSpec, Spec};
use crate::catalog::providers::IN_CLUSTER;
use crate::lint::expected::{Expected, ExpectedStore};
use crate::lint::stores::Store;

/// What every installation in `spec` has in common. Nothing where its parts contradict each other, which whoever
/// plans it tells.
pub fn expected(spec: &Spec) -> Expected {
    let targets = targets(spec, &Map::new()).unwrap_or_default();
    let mut all = targets.iter().map(|target| of(&target.spec));
    let first = all.next().unwrap_or_default();
    all.fold(first, |common, other| common.common(&other))
}

fn of(spec: &Spec) -> Expected {
    Expected {
        chart_version: spec.chart_version.clone(),
        profile: spec.profile.clone(),
        architecture: spec.architecture.clone(),
        modules: spec.modules.clone(),
        stores: stores(&spec.datastores),
    }
}

/// Every store, where the spec says of any where it is: one that it does not name runs in the cluster then.
fn stores(spec: &DatastoresSpec) -> Vec<ExpectedStore> {
    let all = spec.providers();
    if all.iter().all(|(_, provider)| provider.is_none()) {
        return Vec::new();
    }
    all.into_iter().map(|(key, provider)| store(spec, key, provider)).collect()
}

fn store(spec: &DatastoresSpec, key: &'static str, provider: Option<&str>) -> ExpectedStore {
    let one = |host: &Option<String>| host.iter().cloned().collect();
    let (store, hosts) = match key {
        "mongo" => (Store::Mongo, spec.mongo.hosts.clone()),
        "postgres" => (Store::Postgres, one(&spec.postgres.host)),
        "redis" => (Store::Redis, one(&spec.redis.host)),
        "timescaledb" => (Store::Timescaledb, spec.timescaledb.iter().flat_map(|store| store.host.clone()).collect()),
        _ => (Store::Minio, one(&spec.object_storage.endpoint)),
    };
    let external = provider.is_some_and(|provider| provider != IN_CLUSTER);
    ExpectedStore { store, key, provider: provider.map(str::to_owned), external, hosts }
}
