//! Errata change exactly the leaves that `profiles/errata.yaml` documents, and none of them is unused.
//!
//! The expectation is worked out here from the data file alone, with a reader of its own for windows and cells,
//! so that a fault in the catalog's reader shows.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;
use smpgen::catalog::version::ChartVersion;
use smpgen::plan::ErrataChoice;
use support::{PROFILES, leaves, plan, versions};

static ERRATA: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let file: Value = serde_yaml::from_str(include_str!("../profiles/errata.yaml")).unwrap();
    file["errata"].as_array().unwrap().clone()
});

/// A leaf before and after; none where there is no such leaf.
type Change = (Option<Value>, Option<Value>);

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|number| number.parse().unwrap()).collect()
}

/// Whether `version` lies in `SINCE..UNTIL`, of which either end may be open.
fn holds(window: &Value, version: &str) -> bool {
    let Some(window) = window.as_str() else { return true };
    window.split(',').any(|range| {
        let (since, until) = range.trim().split_once("..").unwrap();
        (since.is_empty() || numbers(since) <= numbers(version))
            && (until.is_empty() || numbers(version) <= numbers(until))
    })
}

fn names(list: &Value, profile: &str) -> bool {
    list.as_array().is_none_or(|names| names.iter().any(|name| name == profile))
}

/// A cell is a value for all profiles, or a map from profile to value.
fn cell(cell: Option<&Value>, profile: &str) -> Option<Value> {
    match cell {
        Some(Value::Object(by_profile)) => by_profile.get(profile).cloned(),
        other => other.cloned(),
    }
}

/// What one erratum documents for one profile of one chart version: path to change.
fn documented(erratum: &Value, profile: &str, version: &str) -> BTreeMap<String, Change> {
    let mut changes = BTreeMap::new();
    if !holds(&erratum["versions"], version) || !names(&erratum["profiles"], profile) {
        return changes;
    }
    for leaf in erratum["leaves"].as_array().unwrap() {
        if holds(&leaf["versions"], version) && names(&leaf["profiles"], profile) {
            let change = (cell(leaf.get("shipped"), profile), cell(leaf.get("ours"), profile));
            let path = leaf["path"].as_str().unwrap().to_owned();
            if change.0 != change.1 {
                assert!(changes.insert(path.clone(), change).is_none(), "{path} stands twice in one erratum");
            }
        }
    }
    changes
}

/// What the errata that `wanted` lets through document together. Fails where two touch one leaf.
fn documented_by_all(wanted: impl Fn(&Value) -> bool, profile: &str, version: &str) -> BTreeMap<String, Change> {
    let mut all = BTreeMap::new();
    for erratum in ERRATA.iter().filter(|erratum| wanted(erratum)) {
        for (path, change) in documented(erratum, profile, version) {
            let other = all.insert(path.clone(), change);
            assert!(other.is_none(), "{profile} {version}: {path} is in {} and in another erratum", erratum["id"]);
        }
    }
    all
}

/// Leaves that differ between the shipped values and those with `errata`.
fn difference(errata: ErrataChoice, profile: &str, version: &ChartVersion) -> BTreeMap<String, Change> {
    let shipped = leaves(&plan(profile, version, ErrataChoice::None).values);
    let ours = leaves(&plan(profile, version, errata).values);
    let paths: BTreeSet<&String> = shipped.keys().chain(ours.keys()).collect();
    let change = |path: &String| (path.clone(), (shipped.get(path).cloned(), ours.get(path).cloned()));
    paths.into_iter().map(change).filter(|(_, (left, right))| left != right).collect()
}

#[test]
fn errata_change_exactly_the_documented_leaves() {
    for version in versions() {
        for profile in PROFILES {
            let text = version.to_string();
            let by_default = documented_by_all(|erratum| erratum["default"] == true, profile, &text);
            assert_eq!(difference(ErrataChoice::Default, profile, version), by_default, "{profile} {version} default");
            let all = documented_by_all(|_| true, profile, &text);
            assert_eq!(difference(ErrataChoice::All, profile, version), all, "{profile} {version} all");
        }
    }
}

#[test]
fn each_erratum_alone_changes_its_own_leaves_and_names_itself() {
    // The first release of each minor version: every window begins and ends with one.
    let mut firsts: Vec<&ChartVersion> = versions().collect();
    firsts.dedup_by_key(|version| version.minor_line());
    for erratum in ERRATA.iter() {
        let id = erratum["id"].as_str().unwrap();
        for version in &firsts {
            for profile in PROFILES {
                let choice = ErrataChoice::Only(vec![id.to_owned()]);
                let expected = documented(erratum, profile, &version.to_string());
                assert_eq!(difference(choice.clone(), profile, version), expected, "{id} {profile} {version}");
                let applied: Vec<(String, usize)> = plan(profile, version, choice)
                    .errata
                    .into_iter()
                    .map(|applied| (applied.id, applied.leaves))
                    .collect();
                let named = if expected.is_empty() { vec![] } else { vec![(id.to_owned(), expected.len())] };
                assert_eq!(applied, named, "{profile} {version}");
            }
        }
    }
}

#[test]
fn no_erratum_leaf_or_profile_of_it_is_unused() {
    for erratum in ERRATA.iter() {
        let id = erratum["id"].as_str().unwrap();
        let mut used: BTreeSet<(String, &str)> = BTreeSet::new();
        for version in versions() {
            for profile in PROFILES {
                let paths = documented(erratum, profile, &version.to_string()).into_keys();
                used.extend(paths.map(|path| (path, profile)));
            }
        }
        for leaf in erratum["leaves"].as_array().unwrap() {
            let path = leaf["path"].as_str().unwrap();
            assert!(used.iter().any(|(used, _)| used == path), "{id}: {path} changes nothing in any chart version");
        }
        for profile in erratum["profiles"].as_array().unwrap() {
            assert!(used.iter().any(|(_, used)| profile == used), "{id}: nothing changes in {profile}");
        }
    }
}

#[test]
fn ids_are_unique_and_profiles_known() {
    let mut ids = BTreeSet::new();
    for erratum in ERRATA.iter() {
        assert!(ids.insert(erratum["id"].as_str().unwrap()), "{} stands twice", erratum["id"]);
        let lists = std::iter::once(&erratum["profiles"])
            .chain(erratum["leaves"].as_array().unwrap().iter().map(|leaf| &leaf["profiles"]));
        for name in lists.filter_map(Value::as_array).flatten() {
            assert!(PROFILES.iter().any(|profile| name == profile), "{}: profile {name}", erratum["id"]);
        }
    }
}

/// A volume size cannot change on an installed release, so correcting one is left to the operator.
#[test]
fn no_erratum_changes_a_volume_size_that_a_chart_deploys() {
    let sizes = ["persistence.size", "requests.storage", "persistentVolumes", "storage.volumes"];
    for erratum in ERRATA.iter().filter(|erratum| erratum["id"] != "dead-timescaledb") {
        for leaf in erratum["leaves"].as_array().unwrap() {
            let path = leaf["path"].as_str().unwrap();
            assert!(!sizes.iter().any(|size| path.contains(size)), "{}: {path}", erratum["id"]);
        }
    }
}
