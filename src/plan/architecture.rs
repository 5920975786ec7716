//! What a reference architecture, and the rest of a spec but its datastores, come to: `architecture.yaml`.

use super::Plan;
use super::installation::Part;
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::spec::Spec;
use crate::spec::problem::Problem;

/// Name of the file.
pub const NAME: &str = "architecture.yaml";

/// The switches and floors of the architecture, and what network, licence, registry and storage need.
pub fn plan(_catalog: &Catalog, _spec: &Spec, _profile: &Plan) -> Result<Part, Problem> {
    Ok(Part::default())
}

/// The modules that the override sizes: those that the spec switches on, and the platform. Empty for all.
pub fn sized_modules(_catalog: &Catalog, spec: &Spec, _version: &ChartVersion) -> Result<Vec<String>, Problem> {
    Ok(spec.modules.clone())
}
