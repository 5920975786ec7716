//! The key paths of the services of one chart version.

use super::Catalog;
use super::version::ChartVersion;
use crate::yaml::path::KeyPath;

/// `platform.gateway`, `platform.bootstrap.database.mongodb`, and so on.
#[derive(Clone, Debug, Default)]
pub struct ServicePaths(Vec<KeyPath>);

impl ServicePaths {
    /// Those of `version`.
    pub fn of(catalog: &Catalog, version: &ChartVersion) -> ServicePaths {
        let services = catalog.modules.iter().flat_map(|module| {
            let there = module.services.iter().filter(|service| service.versions.contains(version));
            there.map(|service| path(&module.name, &service.name))
        });
        ServicePaths(services.collect())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &KeyPath> {
        self.0.iter()
    }

    /// How many steps of `path` lead to the innermost service that it is in.
    pub fn prefix(&self, path: &KeyPath) -> Option<usize> {
        let around = self.0.iter().filter(|service| path.starts_with(service));
        around.map(|service| service.segments().len()).max()
    }
}

/// The key path of a service; dots in its name are steps.
pub fn path(module: &str, service: &str) -> KeyPath {
    KeyPath::of(std::iter::once(module).chain(service.split('.')))
}
