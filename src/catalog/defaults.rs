//! The chart's own defaults, by key path and chart version.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::cell::{self, Column};
use super::version::ChartVersion;
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
