//! Whether two sites are the same installation: what differs in their merged values, and whether it may.

use serde_json::{Map, Value};

use super::compare::{Difference, compare};
use crate::catalog::Catalog;
use crate::catalog::service_paths::ServicePaths;
use crate::catalog::version::ChartVersion;
use crate::error::Result;
use crate::leaf;
use crate::yaml::path::KeyPath;

/// One leaf that differs between the primary (left) and the standby once it has taken over (right).
#[derive(Clone, Debug)]
pub struct SiteDifference {
    pub difference: Difference,
    /// Why it may differ; none where it may not.
    pub allowed: Option<String>,
    /// Whether the standby only writes out what the chart takes at the primary by itself.
    pub assumed: bool,
}

/// What differs between two sites of `version`. `assumed` are leaves that only the standby sets, to what the chart
/// would take at the primary.
pub fn parity(
    catalog: &Catalog,
    version: &ChartVersion,
    primary: &Map<String, Value>,
    standby: &Map<String, Value>,
    assumed: &[KeyPath],
) -> Result<Vec<SiteDifference>> {
    let own = &catalog.resilience()?.site_values;
    let services = ServicePaths::of(catalog, version);
    let judged = compare(primary, standby).into_iter().map(|difference| {
        let path = &difference.path;
        let assumed = difference.left.is_none() && assumed.contains(path);
        let allowed = match &difference.left {
            // At the primary a flag of a standby is wrong, whatever the standby says.
            Some(_) if is_flag(path) => None,
            _ if assumed => Some("the chart's own value, which the primary leaves to it".to_owned()),
            _ => own.iter().any(|pattern| pattern.matches(path, &services)).then(|| "a site's own".to_owned()),
        };
        SiteDifference { difference, allowed, assumed }
    });
    Ok(judged.collect())
}

/// What is wrong with the documented flags, beside what differs: a primary that has them too, and an activation
/// without its checks.
pub fn flag_problems(primary: &Map<String, Value>, standby: &Map<String, Value>) -> Vec<String> {
    let on = |values: &Map<String, Value>, name: &str| {
        leaf::get(values, &flag(name)).is_some_and(|value| *value == Value::Bool(true))
    };
    let mut out = Vec::new();
    for name in ["createCluster", "activateCluster"] {
        if on(primary, name) {
            out.push(format!("the primary sets `{}`, which is for the standby alone", flag(name)));
        }
    }
    if on(standby, "activateCluster") && !on(standby, "runConfigChecks") {
        out.push(format!(
            "the standby takes over with `{}` and without `{}`: the documentation sets both",
            flag("activateCluster"),
            flag("runConfigChecks")
        ));
    }
    out
}

fn flag(name: &str) -> KeyPath {
    KeyPath::of(["global", "dr", name])
}

fn is_flag(path: &KeyPath) -> bool {
    path.starts_with(&KeyPath::of(["global", "dr"]))
}
