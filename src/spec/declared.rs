//! What a spec says of load, cluster and backup, as the facts that rules ask for.

use std::str::FromStr;

use super::network::Route;
use super::problem::Problem;
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
    let facts = |store: &str, version: &Option<String>, met: Option<bool>| -> Result<StoreFacts, Problem> {
        let version = parsed(&format!("datastores.{store}.version"), version.as_deref())?;
        Ok(StoreFacts { version, prerequisites_met: met.unwrap_or_default(), ..StoreFacts::default() })
    };
    Ok(DatastoreFacts {
        mongo: facts("mongo", &stores.mongo.version, None)?,
        postgres: facts("postgres", &stores.postgres.version, stores.postgres.prerequisites_met)?,
        redis: facts("redis", &stores.redis.version, None)?,
        timescaledb: facts(
            "timescaledb",
            &None,
            stores.timescaledb.as_ref().and_then(|store| store.prerequisites_met),
        )?,
        ..DatastoreFacts::default()
    })
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
    let quantity = |key: &str, text: &Option<String>| -> Result<Option<Quantity>, Problem> {
        let path = format!("kubernetes.node.{key}");
        let wrong = |error| Problem::at(&path, format!("is no quantity: {error}"));
        text.as_deref().map(|text| text.parse::<Quantity>().map_err(wrong)).transpose()
    };
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
