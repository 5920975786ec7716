//! One side of a comparison: the plan of a profile, or a values file.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{chain, syntax};
use crate::error::Result;
use crate::helm::json::to_json;
use crate::helm::lookup::find;
use crate::helm::read::read;
use crate::helm::value::{LayerId, Node};
use crate::helm::version::HelmVersion;
use crate::plan::Plan;
use crate::yaml::path::KeyPath;
use crate::yaml::source::Source;

/// What is compared, and how it is called.
pub struct Side {
    pub label: String,
    pub values: Map<String, Value>,
    /// Profile and chart version, or the name of the file.
    what: Value,
    /// The file, and its values with their places.
    file: Option<(Source, Node)>,
}

/// Whether `name` is meant as a file: it looks like one, or there is one of this name.
pub fn is_file(name: &str) -> bool {
    let looks = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    name == "-" || looks || name.contains('/') || Path::new(name).is_file()
}

impl Side {
    /// What smpgen would render.
    pub fn plan(plan: Plan) -> Side {
        Side {
            label: format!("{} {}", plan.profile.name, plan.chart_version),
            what: json!({"profile": plan.profile.name, "chart_version": plan.chart_version}),
            values: plan.values,
            file: None,
        }
    }

    /// A values file, read as Helm 4 does, which takes all of its documents.
    pub fn file(name: &str) -> Result<Side> {
        let source = chain::source(name)?;
        let reading = read(&source, LayerId(0), HelmVersion::V4).map_err(|error| syntax::error(&source, &error))?;
        let values = match to_json(&reading.root.value) {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        let label = source.name().to_owned();
        Ok(Side { what: json!({"file": label}), label, values, file: Some((source, reading.root)) })
    }

    /// What this side is, for a program.
    pub fn described(&self) -> &Value {
        &self.what
    }

    /// The line of the value at `path`; none for a plan, and where the file does not set it.
    pub fn line(&self, path: &KeyPath) -> Option<usize> {
        let (source, root) = self.file.as_ref()?;
        let node = find(root, path.segments())?;
        Some(source.position(node.origin.key.unwrap_or(node.origin.value).start).line)
    }
}
