//! Which modules and services the values switch off.

use super::context::Context;
use crate::catalog::module::{Module, Service};
use crate::yaml::path::KeyPath;

impl Context<'_> {
    /// Whether `path` lies in a module or service that a complete chain switches off: nothing there is deployed.
    /// Never for a file by itself, which leaves the switches to others.
    pub fn is_off(&self, path: &KeyPath) -> bool {
        self.unit.complete
            && self
                .services()
                .any(|(module, service, at)| path.starts_with(&at) && self.switched(module, service) == Some(false))
    }

    /// Whether a service is deployed, by the flags of its module and its own. None where neither is off and one
    /// is not known.
    pub fn switched(&self, module: &Module, service: &Service) -> Option<bool> {
        let flags = [module.flag(&self.chart_version), service.flag(&self.chart_version)];
        let states: Vec<Option<bool>> = flags.iter().flatten().map(|flag| self.flag(flag)).collect();
        match states.contains(&Some(false)) {
            true => Some(false),
            false => states.iter().all(Option::is_some).then_some(true),
        }
    }

    /// Whether the store whose values are at `path` runs in the cluster: the chart version has it, and nothing says
    /// that it is external.
    pub fn in_cluster(&self, path: &KeyPath) -> bool {
        self.services().any(|(module, service, at)| at == *path && self.switched(module, service) != Some(false))
    }

    /// The service of this chart version that `path` lies in: the longest that fits. None for what no service of
    /// this version owns, such as a store that has left the chart.
    pub fn service_of(&self, path: &KeyPath) -> Option<KeyPath> {
        let below = |module: &Module, service: &Service| {
            KeyPath::of(std::iter::once(module.name.as_str()).chain(service.name.split('.')))
        };
        let all =
            self.catalog.modules.iter().flat_map(|module| {
                module.services.iter().map(move |service| (below(module, service), &service.versions))
            });
        all.filter(|(at, _)| path.starts_with(at))
            .max_by_key(|(at, _)| at.segments().len())
            .filter(|(_, versions)| versions.contains(&self.chart_version))
            .map(|(at, _)| at)
    }
}
