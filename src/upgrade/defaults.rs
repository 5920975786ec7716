//! Defaults of the chart that an upgrade changes, and that no layer sets.

use std::collections::HashSet;

use serde_json::Value as Json;

use crate::catalog::Catalog;
use crate::catalog::defaults::Defaults;
use crate::catalog::upgrades::{Risk, Upgrades};
use crate::catalog::version::ChartVersion;
use crate::helm::lookup::find;
use crate::helm::value::Node;
use crate::lint::way::NewDefault;
use crate::yaml::path::{KeyPath, Segment};

/// The differences between the two charts at paths that `values` do not set, the riskiest first. Those that
/// `changed-chart-default` speaks of are left out. What older charts than the first with profiles had is not known:
/// they count as that one.
pub fn differing(
    catalog: &Catalog,
    defaults: &Defaults,
    upgrades: &Upgrades,
    versions: (&ChartVersion, &ChartVersion),
    values: &Node,
) -> Vec<NewDefault> {
    let (from, to) = versions;
    let first = catalog.releases.first().map(|release| &release.version);
    let from = first.filter(|first| from < *first).unwrap_or(from);
    let told: HashSet<&KeyPath> = upgrades.changed.iter().flat_map(|row| &row.keys).collect();
    let mut found: Vec<(Risk, NewDefault)> = Vec::new();
    for (path, before, after) in defaults.differing(from, to) {
        if !told.contains(&path) && find(values, path.segments()).is_none() {
            let risk = risk(&path, before.as_ref(), after.as_ref());
            found.push((risk, NewDefault { path: path.to_string(), before, after, risk: risk.word() }));
        }
    }
    found.sort_by(|(a, left), (b, right)| a.cmp(b).then_with(|| left.path.cmp(&right.path)));
    found.into_iter().map(|(_, default)| default).collect()
}

/// How much a changed default can hurt, by what kind of key it is: switches and connections most, then sizes; images
/// are meant to change. A switch that is off as it was before, and an empty list or map, say nothing new.
fn risk(path: &KeyPath, before: Option<&Json>, after: Option<&Json>) -> Risk {
    let keys: Vec<String> = path
        .segments()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.to_lowercase()),
            Segment::Index(_) => None,
        })
        .collect();
    let has = |wanted: &[&str]| keys.iter().any(|key| wanted.contains(&key.as_str()));
    let last = keys.last().map(String::as_str).unwrap_or_default();
    let of_image = keys.iter().any(|key| key.ends_with("image") || key.ends_with("images"));
    if of_image || (says_nothing(before) && says_nothing(after)) {
        Risk::Low
    } else if ["enabled", "create", "installed", "hosts", "protocol", "secretname"].contains(&last) {
        Risk::High
    } else if has(&["resources", "replicacount", "autoscaling", "persistence", "storage", "pdb", "maxunavailable"]) {
        Risk::Medium
    } else {
        Risk::Low
    }
}

/// Whether a value is what holds where nobody writes it: not there, null, false, or empty.
fn says_nothing(value: Option<&Json>) -> bool {
    match value {
        None | Some(Json::Null | Json::Bool(false)) => true,
        Some(Json::String(text)) => text.is_empty(),
        Some(Json::Array(items)) => items.is_empty(),
        Some(Json::Object(entries)) => entries.is_empty(),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_switch_that_stays_off_is_no_risk() {
        let rows = [
            ("global.a.enabled", None, Some(json!(true)), Risk::High),
            ("global.a.enabled", Some(json!(true)), None, Risk::High),
            ("global.a.enabled", None, Some(json!(false)), Risk::Low),
            ("global.a.enabled", Some(json!(false)), None, Risk::Low),
            ("global.database.postgres.hosts", Some(json!(["a"])), Some(json!(["b"])), Risk::High),
            ("a.resources", None, Some(json!({})), Risk::Low),
            ("a.resources.limits.memory", None, Some(json!("1Gi")), Risk::Medium),
            ("a.image.tag", Some(json!("1")), Some(json!("2")), Risk::Low),
        ];
        for (path, before, after, wanted) in rows {
            let path: KeyPath = path.parse().expect("it is a path");
            assert_eq!(risk(&path, before.as_ref(), after.as_ref()), wanted, "{path} {before:?} {after:?}");
        }
    }
}
