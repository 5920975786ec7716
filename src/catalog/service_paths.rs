//! The key paths of the services of one chart version.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::Catalog;
use super::version::ChartVersion;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::quick::QuickMap;

/// `platform.gateway`, `platform.bootstrap.database.mongodb`, and so on. A copy shares them with the original.
#[derive(Clone, Debug, Default)]
pub struct ServicePaths(Arc<Found>);

#[derive(Debug, Default)]
struct Found {
    paths: Vec<KeyPath>,
    /// The same for looking up.
    steps: Steps,
}

/// The services at and below some steps.
#[derive(Debug, Default)]
struct Steps {
    is_service: bool,
    below: QuickMap<Segment, Steps>,
}

/// Those of each version that was asked for: rules ask for the same ones again and again.
pub(super) type OfVersions = RwLock<HashMap<ChartVersion, ServicePaths>>;

impl ServicePaths {
    /// Those of `version`.
    pub fn of(catalog: &Catalog, version: &ChartVersion) -> ServicePaths {
        let known = catalog.service_paths.read().ok().and_then(|all| all.get(version).cloned());
        if let Some(known) = known {
            return known;
        }
        let services = catalog.modules.iter().flat_map(|module| {
            let there = module.services.iter().filter(|service| service.versions.contains(version));
            there.map(|service| path(&module.name, &service.name))
        });
        let paths: Vec<KeyPath> = services.collect();
        let mut steps = Steps::default();
        for path in &paths {
            let start = &mut steps;
            let end = path.segments().iter().fold(start, |here, step| here.below.entry(step.clone()).or_default());
            end.is_service = true;
        }
        let found = ServicePaths(Arc::new(Found { paths, steps }));
        if let Ok(mut all) = catalog.service_paths.write() {
            all.insert(version.clone(), found.clone());
        }
        found
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &KeyPath> {
        self.0.paths.iter()
    }

    /// How many steps of `path` lead to the innermost service that it is in.
    pub fn prefix(&self, path: &KeyPath) -> Option<usize> {
        let (mut here, mut found) = (&self.0.steps, None);
        for (index, step) in path.segments().iter().enumerate() {
            let Some(below) = here.below.get(step) else { break };
            here = below;
            if here.is_service {
                found = Some(index + 1);
            }
        }
        found
    }
}

/// The key path of a service; dots in its name are steps.
pub fn path(module: &str, service: &str) -> KeyPath {
    KeyPath::of(std::iter::once(module).chain(service.split('.')))
}
