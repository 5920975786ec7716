//! What external datastores come to: `external-db.yaml`, and what must exist first.

use super::installation::Part;
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::spec::Spec;
use crate::spec::problem::Problem;

/// Name of the file.
pub const NAME: &str = "external-db.yaml";

/// The connections to every datastore that does not run in the cluster.
pub fn plan(_catalog: &Catalog, _spec: &Spec, _version: &ChartVersion) -> Result<Part, Problem> {
    Ok(Part::default())
}
