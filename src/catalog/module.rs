//! Modules, the services in them, and which values switch them on.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::cell::{self, Column};
use super::sizing::Sizing;
use super::version::{ChartVersion, Windows};

/// A product area of the platform: one file of the sizing table.
#[derive(Clone, Debug, Deserialize)]
pub struct Module {
    #[serde(rename = "module")]
    pub name: String,
    /// The value that switches it on, by chart version; none for a module that is always on.
    flag: Option<Value>,
    /// In the order in which they are rendered.
    #[serde(deserialize_with = "services")]
    pub services: Vec<Service>,
}

/// One workload of a module, or one store or part of the `bootstrap` chart (`bootstrap.database.mongodb`).
#[derive(Clone, Debug, Deserialize)]
pub struct Service {
    /// Name under its module, as the values write it.
    #[serde(skip)]
    pub name: String,
    /// The chart versions that have it.
    pub versions: Windows,
    flag: Option<Value>,
    /// Its row of the sizing table; none where no profile sizes it.
    pub sizing: Option<Sizing>,
}

impl Module {
    /// Whether any service of this module is in the chart of `version`.
    pub fn exists_in(&self, version: &ChartVersion) -> bool {
        self.services.iter().any(|service| service.versions.contains(version))
    }

    /// The key path that switches the module on in `version`.
    pub fn flag(&self, version: &ChartVersion) -> Option<String> {
        flag_in(self.flag.as_ref(), version)
    }
}

impl Service {
    /// The key path that switches this service on in `version`, beside the flag of its module.
    pub fn flag(&self, version: &ChartVersion) -> Option<String> {
        flag_in(self.flag.as_ref(), version)
    }

    /// Whether this is a chart of its own, not a store or part of the `bootstrap` chart.
    pub fn is_chart(&self) -> bool {
        !self.name.contains('.')
    }
}

fn flag_in(flag: Option<&Value>, version: &ChartVersion) -> Option<String> {
    let column = Column { profile: "", version, profiles: &[] };
    flag.and_then(|flag| cell::resolve(flag, column)).and_then(|value| value.as_str().map(str::to_owned))
}

/// The services of a module's data file, which stand there by their names.
fn services<'de, D: Deserializer<'de>>(file: D) -> Result<Vec<Service>, D::Error> {
    let rows = IndexMap::<String, Service>::deserialize(file)?;
    Ok(rows.into_iter().map(|(name, service)| Service { name, ..service }).collect())
}
