//! Which service a path belongs to, and which modules and services the values switch off.

use super::context::Context;
use crate::catalog::module::{Module, Service};
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::path_set::PathSet;

impl Context<'_> {
    /// Whether `path` lies in a module or service that a complete chain switches off: nothing there is deployed.
    /// Never for a file by itself, which leaves the switches to others.
    pub fn is_off(&self, path: &KeyPath) -> bool {
        self.unit.complete && self.off.get_or_init(|| self.services_off()).covers(path)
    }

    /// The services of this chart version that are switched off. Rules ask for hundreds of paths.
    fn services_off(&self) -> PathSet {
        let off = |module: &Module, service: &Service| self.switched(module, service) == Some(false);
        let mut services = PathSet::default();
        let off = self.services().filter(|(module, service, _)| off(module, service));
        off.for_each(|(.., path)| services.insert(&path));
        services
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
        self.owners(path).any(|(module, service, length)| {
            length == path.segments().len() && self.has(service) && self.switched(module, service) != Some(false)
        })
    }

    /// The service of this chart version that `path` lies in: the longest that fits. None for what no service of
    /// this version owns, such as a store that has left the chart.
    pub fn service_of(&self, path: &KeyPath) -> Option<KeyPath> {
        let (_, _, length) =
            self.owners(path).max_by_key(|(.., length)| *length).filter(|(_, service, _)| self.has(service))?;
        Some(path.first(length))
    }

    /// The services of any chart version that `path` lies in, each with the number of its own steps.
    fn owners<'p>(&self, path: &'p KeyPath) -> impl Iterator<Item = (&Module, &Service, usize)> + use<'_, 'p> {
        let first = path.segments().first();
        let around = move |module: &&Module| matches!(first, Some(Segment::Key(key)) if *key == module.name);
        self.catalog.modules.iter().filter(around).flat_map(move |module| {
            module.services.iter().filter_map(move |service| {
                let names = || std::iter::once(module.name.as_str()).chain(service.name.split('.'));
                let mut steps = path.segments().iter();
                let fits = names().all(|name| matches!(steps.next(), Some(Segment::Key(key)) if key == name));
                fits.then(|| (module, service, names().count()))
            })
        })
    }

    fn has(&self, service: &Service) -> bool {
        service.versions.contains(&self.chart_version)
    }
}
