//! What external datastores come to: `external-db.yaml`, and what must exist first.
//!
//! Of a value that may hold a secret (a host, a key, an option) no message shows more than its place.

mod check;
mod chosen;
mod credentials;
mod draft;
mod mongo;
mod object_storage;
mod options;
mod postgres;
mod redis;
mod timescale;
mod tls;
mod vault;

pub use credentials::remote_key;

use super::installation::Part;
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::spec::Spec;
use crate::spec::problem::Problem;
use draft::Draft;

/// Name of the file.
pub const NAME: &str = "external-db.yaml";

/// What every datastore is planned from.
struct Ask<'a> {
    catalog: &'a Catalog,
    spec: &'a Spec,
    version: &'a ChartVersion,
}

/// The connections to every datastore that does not run in the cluster.
///
/// # Errors
/// The first setting that its provider or the chart version has no use for, that is missing, or that no chart
/// renders right; and whatever looks like a secret, which is not shown.
pub fn plan(catalog: &Catalog, spec: &Spec, version: &ChartVersion) -> Result<Part, Problem> {
    let ask = Ask { catalog, spec, version };
    let mut draft = Draft::new(spec.release.namespace.as_deref());
    vault::check(&ask)?;
    mongo::plan(&ask, &mut draft)?;
    postgres::plan(&ask, &mut draft)?;
    redis::plan(&ask, &mut draft)?;
    timescale::plan(&ask, &mut draft)?;
    object_storage::plan(&ask, &mut draft)?;
    vault::plan(&ask, &mut draft)?;
    Ok(draft.part())
}
