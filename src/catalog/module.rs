//! Modules, the services in them, and which values switch them on.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::cell::{self, Column};
use super::sizing::Sizing;
use super::version::{ChartVersion, Windows};

/// A product area of the platform: one file of the sizing table.
#[derive(Clone, Debug)]
pub struct Module {
    pub name: String,
    /// The value that switches it on, by chart version; none for a module that is always on.
    flag: Option<Value>,
    /// In the order in which they are rendered.
    pub services: Vec<Service>,
}

/// One workload of a module, or one store or part of the `bootstrap` chart (`bootstrap.database.mongodb`).
#[derive(Clone, Debug)]
pub struct Service {
    /// Name under its module, as the values write it.
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

#[derive(Deserialize)]
struct ModuleFile {
    module: String,
    flag: Option<Value>,
    services: Map<String, Value>,
}

#[derive(Deserialize)]
struct ServiceRow {
    versions: Windows,
    flag: Option<Value>,
    sizing: Option<Sizing>,
}

/// A module from its data file, already held to its schema.
pub fn from_value(file: Value) -> Result<Module, String> {
    let file: ModuleFile = serde_json::from_value(file).map_err(|error| error.to_string())?;
    let mut services = Vec::new();
    for (name, row) in file.services {
        let row: ServiceRow = serde_json::from_value(row).map_err(|error| format!("service `{name}`: {error}"))?;
        services.push(Service { name, versions: row.versions, flag: row.flag, sizing: row.sizing });
    }
    Ok(Module { name: file.module, flag: file.flag, services })
}
