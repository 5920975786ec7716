//! What a spec says of load, cluster and backup, as the facts that rules ask for.

use std::str::FromStr;

use super::expected::expected;
use super::network::Route;
use super::problem::Problem;
use super::servers::ServersSpec;
use super::{KubernetesSpec, Spec};
use crate::lint::cluster::{Cluster, Node, Platform};
use crate::lint::context::Declared;
use crate::lint::datastore_facts::{DatastoreFacts, StoreFacts};
use crate::lint::site::Surroundings;
use crate::quantity::Quantity;
use crate::suggest;

/// The platforms that a spec may name, and the cloud that each runs on.
const PLATFORMS: [(&str, Option<&str>); 5] =
    [("eks", Some("aws")), ("gke", Some("gcp")), ("aks", Some("azure")), ("openshift", None), ("other", None)];

/// The facts in `spec`.
///
/// # Errors
/// A version, quantity or word that is none.
pub fn declared(spec: &Spec) -> Result<Declared, Problem> {
    let facts = &spec.kubernetes;
    let platform = facts.platform.as_deref().map(platform).transpose()?;
    Ok(Declared {
        profile: spec.profile.clone(),
        architecture: spec.architecture.clone(),
        users: spec.load.map(|load| load.users),
        ci: spec.load.map(|load| load.ci),
        cd: spec.load.map(|load| load.cd),
        qos: parsed("kubernetes.qos", facts.qos.as_deref())?,
        cloud: platform.and_then(|(_, cloud)| cloud).map(str::to_owned),
        cluster: Cluster {
            platform: platform.and_then(|(name, _)| Platform::from_str(name).ok()),
            kubernetes: parsed("kubernetes.version", facts.version.as_deref())?,
            node: node(facts)?,
            default_storage_class: facts.default_storage_class.unwrap_or_default(),
            provisioner: facts.provisioner.clone(),
            single_node: facts.single_node.unwrap_or_default(),
            pull_secret: spec.registry.pull_secret_from_cluster.unwrap_or_default(),
        },
        datastores: datastores(spec)?,
        surroundings: surroundings(spec),
        expected: expected(spec),
        file_system_backup: spec.backup.as_ref().and_then(|backup| backup.file_system).unwrap_or_default(),
        ..Declared::default()
    })
}

fn surroundings(spec: &Spec) -> Surroundings {
    Surroundings {
        external_tls: spec.network.as_ref().and_then(|network| network.tls_terminated_outside),
        external_routes: spec.network.as_ref().map(|network| network.route == Route::External),
        backup: spec.backup.as_ref().map(|backup| backup.tool.clone()),
        redis_replicated: spec.datastores.redis.replicated,
        first_install: None,
        copied_images: spec.registry.copied_images.clone(),
    }
}

fn datastores(spec: &Spec) -> Result<DatastoreFacts, Problem> {
    let stores = &spec.datastores;
    let mongo = facts("mongo", stores.mongo.version.as_deref(), None, stores.mongo.servers.as_ref())?;
    let (postgres, redis) = (&stores.postgres, &stores.redis);
    Ok(DatastoreFacts {
        mongo,
        postgres: facts(
            "postgres",
            postgres.version.as_deref(),
            postgres.prerequisites_met,
            postgres.servers.as_ref(),
        )?,
        redis: facts("redis", redis.version.as_deref(), None, redis.servers.as_ref())?,
        timescaledb: match &stores.timescaledb {
            Some(store) => facts("timescaledb", None, store.prerequisites_met, store.servers.as_ref())?,
            None => StoreFacts::default(),
        },
        minio: facts("objectStorage", None, None, stores.object_storage.servers.as_ref())?,
    })
}

fn facts(
    store: &str,
    version: Option<&str>,
    met: Option<bool>,
    servers: Option<&ServersSpec>,
) -> Result<StoreFacts, Problem> {
    let path = format!("datastores.{store}");
    let version = parsed(&format!("{path}.version"), version)?;
    let known = StoreFacts { version, prerequisites_met: met.unwrap_or_default(), ..StoreFacts::default() };
    let Some(servers) = servers else { return Ok(known) };
    let amount = |key: &str, text: &Option<String>| quantity(&format!("{path}.servers.{key}"), text);
    Ok(StoreFacts {
        nodes: servers.nodes,
        cpu: amount("cpu", &servers.cpu)?,
        memory: amount("memory", &servers.memory)?,
        data_memory: amount("dataMemory", &servers.data_memory)?,
        ..known
    })
}

fn quantity(path: &str, text: &Option<String>) -> Result<Option<Quantity>, Problem> {
    let wrong = |error| Problem::at(path, format!("is no quantity: {error}"));
    text.as_deref().map(|text| text.parse::<Quantity>().map_err(wrong)).transpose()
}

fn platform(name: &str) -> Result<(&'static str, Option<&'static str>), Problem> {
    let known = PLATFORMS.iter().find(|(known, _)| *known == name);
    known.copied().ok_or_else(|| {
        let names = PLATFORMS.iter().map(|(name, _)| *name);
        Problem::of("kubernetes.platform", suggest::unknown("platform", name, names))
    })
}

fn node(facts: &KubernetesSpec) -> Result<Node, Problem> {
    let Some(node) = &facts.node else { return Ok(Node::default()) };
    let quantity = |key: &str, text: &Option<String>| quantity(&format!("kubernetes.node.{key}"), text);
    Ok(Node {
        cpu: quantity("cpu", &node.cpu)?,
        memory: quantity("memory", &node.memory)?,
        reserved_cpu: quantity("reservedCpu", &node.reserved_cpu)?.unwrap_or(Quantity::from_whole(0)),
        reserved_memory: quantity("reservedMemory", &node.reserved_memory)?.unwrap_or(Quantity::from_whole(0)),
    })
}

fn parsed<T: FromStr<Err = String>>(path: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    text.map(|text| text.parse().map_err(|error: String| Problem::at(path, error))).transpose()
}
