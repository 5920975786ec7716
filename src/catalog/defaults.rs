//! The chart's own defaults, by key path and chart version.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::cell::{self, Column};
use super::version::{ChartVersion, Windows};
use crate::error::{Error, Result};
use crate::leaf;
use crate::yaml::path::KeyPath;

/// Every default of the umbrella's values.yaml. A list is one value.
#[derive(Clone, Debug, Default)]
pub struct Defaults(BTreeMap<KeyPath, Value>);

impl Defaults {
    /// Adds the defaults of a data file, already held to its schema.
    pub(super) fn add(&mut self, file: Value) -> Result<()> {
        if let Some(Value::Object(entries)) = file.get("defaults") {
            for (path, cell) in entries {
                self.0.insert(path.parse().map_err(Error::new)?, cell.clone());
            }
        }
        Ok(())
    }

    /// Every leaf that has a default in some version, with the first version that has it; none: in all that are known.
    pub fn leaves(&self) -> impl Iterator<Item = (&KeyPath, Option<ChartVersion>)> {
        self.0.iter().map(|(path, cell)| (path, first_version(cell)))
    }

    /// Whether the default at `path` differs between versions.
    pub fn changes(&self, path: &KeyPath) -> bool {
        self.0.get(path).is_some_and(|cell| by_version(cell).is_some())
    }

    /// The default of the leaf at `path` in `version`, or of all leaves below it as one map.
    pub fn at(&self, path: &KeyPath, version: &ChartVersion) -> Option<Value> {
        let column = Column { profile: "", version, profiles: &[] };
        let below = self.0.range(path.clone()..).take_while(|(found, _)| found.starts_with(path));
        let mut map = Map::new();
        for (found, cell) in below {
            let Some(value) = cell::resolve(cell, column) else { continue };
            let mut rest = KeyPath::root();
            found.segments().iter().skip(path.segments().len()).for_each(|step| rest.push(step.clone()));
            if rest.is_root() {
                return Some(value);
            }
            leaf::put(&mut map, &rest, value);
        }
        if map.is_empty() { None } else { Some(Value::Object(map)) }
    }
}

/// The first version that a cell by version, `[{in, is}]`, says something for.
fn first_version(cell: &Value) -> Option<ChartVersion> {
    let items = by_version(cell)?;
    let windows = items.iter().map(|item| item.get("in").and_then(Value::as_str)?.parse::<Windows>().ok());
    windows.map(|windows| windows?.first().cloned()).min().flatten()
}

/// The items of a cell by version.
fn by_version(cell: &Value) -> Option<&Vec<Value>> {
    cell.as_array().filter(|items| !items.is_empty() && items.iter().all(|item| item.get("in").is_some()))
}
