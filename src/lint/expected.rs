//! What a spec says that the values of its installation come to.

use super::stores::Store;
use crate::catalog::version::ChartVersion;

/// What is to be found in the values. None or empty: the spec does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    pub chart_version: Option<ChartVersion>,
    pub profile: Option<String>,
    pub architecture: Option<String>,
    /// The modules that are switched on.
    pub modules: Vec<String>,
    pub stores: Vec<ExpectedStore>,
}

/// Where one store is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedStore {
    pub store: Store,
    /// Its key below `datastores` in the spec.
    pub key: &'static str,
    /// The provider, where the spec names one.
    pub provider: Option<String>,
    /// Whether it runs outside the cluster.
    pub external: bool,
    /// Its hosts as the spec writes them, or its URL; empty where it does not.
    pub hosts: Vec<String>,
}

impl Expected {
    /// What holds for this and for the `other` installation of one spec: files do not say which of them they are for.
    pub fn common(mut self, other: &Expected) -> Expected {
        let same = |own: Option<String>, theirs: &Option<String>| own.filter(|own| Some(own) == theirs.as_ref());
        self.chart_version = self.chart_version.filter(|own| Some(own) == other.chart_version.as_ref());
        self.profile = same(self.profile, &other.profile);
        self.architecture = same(self.architecture, &other.architecture);
        self.modules.retain(|module| other.modules.contains(module));
        self.stores.retain_mut(|own| {
            let theirs = other.stores.iter().find(|theirs| theirs.store == own.store);
            let agrees = theirs.is_some_and(|theirs| theirs.external == own.external);
            if theirs.is_some_and(|theirs| theirs.hosts != own.hosts) {
                own.hosts.clear();
            }
            agrees
        });
        self
    }
}
