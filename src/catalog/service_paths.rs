//! The key paths of the services of one chart version.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::Catalog;
use super::version::ChartVersion;
use crate::yaml::path::KeyPath;
use crate::yaml::path_set::PathSet;

/// `platform.gateway`, `platform.bootstrap.database.mongodb`, and so on. A copy shares them with the original.
#[derive(Clone, Debug, Default)]
pub struct ServicePaths(Arc<Found>);

#[derive(Debug, Default)]
struct Found {
    paths: Vec<KeyPath>,
    /// The same for looking up.
    set: PathSet,
    /// How many steps the longest has.
    longest: usize,
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
        let set = paths.iter().collect();
        let longest = paths.iter().map(|path| path.segments().len()).max().unwrap_or_default();
        let found = ServicePaths(Arc::new(Found { paths, set, longest }));
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
        self.0.set.around(path).last()
    }

    /// Whether `path` is a service.
    pub fn contain(&self, path: &KeyPath) -> bool {
        path.segments().len() <= self.0.longest && self.0.set.contains(path)
    }

    /// Whether `path` is a service or lies above one.
    pub fn lead_through(&self, path: &KeyPath) -> bool {
        self.0.set.leads_through(path)
    }

    /// Whether a service lies below `path`, which may be one itself.
    pub fn lead_below(&self, path: &KeyPath) -> bool {
        self.0.set.leads_below(path)
    }
}

/// The key path of a service; dots in its name are steps.
pub fn path(module: &str, service: &str) -> KeyPath {
    KeyPath::of(std::iter::once(module).chain(service.split('.')))
}
