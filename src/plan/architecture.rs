//! What a reference architecture, and the rest of a spec but its datastores, come to: `architecture.yaml`.

use super::draft::Draft;
use super::installation::Part;
use super::{Plan, legality, license, modules, network, registry, replicas, storage};
use crate::catalog::Catalog;
use crate::catalog::architecture::{Architecture, Class};
use crate::catalog::version::{ChartVersion, Windows};
use crate::spec::Spec;
use crate::spec::problem::Problem;

/// Name of the file.
pub const NAME: &str = "architecture.yaml";

/// What stands for the namespace in a command where the spec names none.
const NAMESPACE: &str = "<namespace>";

/// The last charts with TimescaleDB.
const LAST_TIMESCALEDB: (u64, u64) = (0, 36);

/// The switches and floors of the architecture, and what network, licence, registry and storage need.
///
/// # Errors
/// The first of the contradictions that [`legality::legality`] finds.
pub fn plan(catalog: &Catalog, spec: &Spec, profile: &Plan) -> Result<Part, Problem> {
    let version = &profile.chart_version;
    let name = &profile.profile.name;
    if let Some(problem) = legality::legality(catalog, spec, name, version).into_iter().next() {
        return Err(problem);
    }
    let architecture = spec.architecture.as_deref().map(|id| catalog.architecture(id)).transpose()?;
    let namespace = spec.release.namespace.as_deref().unwrap_or(NAMESPACE);
    let mut draft = Draft::default();
    if let Some(architecture) = architecture {
        needs(&mut draft, spec, architecture, version);
        values(&mut draft, catalog, architecture, profile)?;
    }
    storage::set(&mut draft, spec);
    registry::set(&mut draft, spec, version, namespace);
    if let Some(license) = &spec.license {
        license::set(&mut draft, license, namespace);
    }
    modules::switch(&mut draft, catalog, spec, version)?;
    if let Some(network) = &spec.network {
        network::set(&mut draft, network, namespace)?;
    }
    if let Some(architecture) = architecture {
        replicas::set(&mut draft, architecture, profile);
    }
    storage::backup(&mut draft, spec, architecture, namespace);
    Ok(draft.finish(catalog, profile, NAME, title(spec, architecture))?)
}

fn title(spec: &Spec, architecture: Option<&Architecture>) -> String {
    match architecture {
        Some(architecture) => format!("architecture {} ({})", architecture.id, architecture.title),
        None if spec.modules.is_empty() => "network, licence, registry and storage".to_owned(),
        None => "modules, network, licence, registry and storage".to_owned(),
    }
}

fn needs(draft: &mut Draft, spec: &Spec, architecture: &Architecture, version: &ChartVersion) {
    let mut needs = architecture.needs.clone();
    if architecture.licence {
        needs.push("A licence for the Self-Managed Platform.".to_owned());
    }
    let object_storage = spec.datastores.object_storage.provider.as_deref().unwrap_or("in-cluster");
    if architecture.production && object_storage == "in-cluster" {
        needs.push("Object storage outside the cluster is better: the documentation advises against MinIO in it for production.".to_owned());
    }
    let timescaledb = spec.datastores.timescaledb.as_ref().and_then(|store| store.provider.as_deref());
    if architecture.databases != Class::InCluster
        && version.minor_line() <= LAST_TIMESCALEDB
        && timescaledb.unwrap_or("in-cluster") == "in-cluster"
    {
        needs.push(format!(
            "A decision on TimescaleDB: chart {version} still has it, it runs in the cluster where `datastores.timescaledb` does not say otherwise, and no database outside backs it up."
        ));
    }
    draft.need("Architecture", needs, Vec::new());
}

fn values(draft: &mut Draft, catalog: &Catalog, architecture: &Architecture, profile: &Plan) -> Result<(), Problem> {
    let version = &profile.chart_version;
    if catalog.scaling()?.global_versions.contains(version) {
        draft.explain(
            "global.autoscaling.enabled",
            false,
            &["Services that scale say so themselves. With true, every service scales, whatever it says."],
        );
    }
    let holds = |windows: &Option<Windows>| windows.as_ref().is_none_or(|windows| windows.contains(version));
    for value in architecture.values.iter().filter(|value| holds(&value.versions)) {
        draft.set(&value.path, value.is.clone());
        if !value.comment.is_empty() {
            draft.comment(&value.path, value.comment.clone());
        }
    }
    Ok(())
}
