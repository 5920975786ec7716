//! Everything that follows from a spec: the override of its profile, the files for its architecture and its external
//! datastores, and what must exist before helm runs.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Comment, Plan, Request, architecture, external, sized};
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::leaf;
use crate::spec::Spec;
use crate::spec::problem::Problem;

/// The decisions for one installation.
#[derive(Clone, Debug, Serialize)]
pub struct Installation {
    pub chart_version: ChartVersion,
    pub profile: Plan,
    /// The files beside the override, in the order of the helm command.
    pub layers: Vec<PlannedFile>,
    /// What must exist before helm runs, in the order in which it is needed.
    pub prerequisites: Vec<Prerequisite>,
}

/// One values file beside the override.
#[derive(Clone, Debug, Serialize)]
pub struct PlannedFile {
    /// `architecture.yaml`
    pub name: &'static str,
    /// What the file is, in one line: the first of its header.
    pub title: String,
    /// The values, in the order in which they are written.
    pub values: Map<String, Value>,
    /// What a reader needs to know, by key path.
    pub comments: Vec<Comment>,
}

/// Something that must exist before helm runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prerequisite {
    /// What it is for: `MongoDB`, `Licence`, `Images`.
    pub about: String,
    /// What must be there, one sentence each, Markdown.
    pub needs: Vec<String>,
    /// Commands that make it, without any secret in them.
    pub commands: Vec<String>,
}

impl Installation {
    /// What helm merges the override and the files beside it to.
    pub fn merged(&self) -> Map<String, Value> {
        let mut values = self.profile.values.clone();
        self.layers.iter().for_each(|layer| leaf::merge(&mut values, &layer.values));
        values
    }
}

/// Decides everything that `spec` leaves open. `profile` is the one that the spec names or whose load it gives.
///
/// # Errors
/// Where parts of the spec contradict each other or the chart version, with the reason.
pub fn installation(catalog: &Catalog, spec: &Spec, request: &Request) -> Result<Installation, Problem> {
    let sized = sized(catalog, request)?;
    let mut layers = Vec::new();
    let mut prerequisites = Vec::new();
    for part in [architecture::plan(catalog, spec, &sized)?, external::plan(catalog, spec, &sized.chart_version)?] {
        layers.extend(part.file.filter(|file| !file.values.is_empty()));
        prerequisites.extend(part.prerequisites);
    }
    Ok(Installation { chart_version: sized.chart_version.clone(), profile: sized, layers, prerequisites })
}

/// What one part of the spec comes to.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub file: Option<PlannedFile>,
    pub prerequisites: Vec<Prerequisite>,
}
