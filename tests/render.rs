//! Profiles, sizes and rendered texts, over all profiles of all chart versions.

mod support;

use std::cmp::Ordering;

use proptest::prelude::*;
use serde_json::Value;
use smpgen::catalog::Catalog;
use smpgen::catalog::profile::{Dimension, Load, choose};
use smpgen::catalog::version::ChartVersion;
use smpgen::leaf;
use smpgen::plan::compare::size_order;
use smpgen::plan::{ErrataChoice, Plan};
use smpgen::render;
use support::{CATALOG, PROFILES, leaves, plan, versions};

/// Position of the profile that carries a load; one past the last where none does.
fn position(load: Load) -> usize {
    match choose(&CATALOG.profiles, &load) {
        Ok(choice) => PROFILES.iter().position(|name| *name == choice.profile.name).unwrap(),
        Err(_) => PROFILES.len(),
    }
}

fn load(users: u64, ci: u64, cd: u64) -> Load {
    Load { users, ci, cd }
}

fn carries(limit: &Load, load: &Load) -> bool {
    Dimension::ALL.iter().all(|dimension| load.get(*dimension) <= limit.get(*dimension))
}

#[test]
fn the_choice_of_profile_is_exact_at_every_limit() {
    // (users, parallel CI, parallel CD) at the limit of each profile, as the reference architectures document them.
    let limits = [(10, 2, 2), (200, 50, 50), (1000, 250, 250), (3000, 500, 500)];
    for (index, (users, ci, cd)) in limits.into_iter().enumerate() {
        for (at, above) in [
            (load(users, 1, 1), load(users + 1, 1, 1)),
            (load(1, ci, 1), load(1, ci + 1, 1)),
            (load(1, 1, cd), load(1, 1, cd + 1)),
        ] {
            assert_eq!(position(at), index, "{at:?}");
            assert_eq!(position(above), index + 1, "{above:?}");
        }
        assert_eq!(position(load(users, ci, cd)), index, "all three at the limit");
    }
    assert_eq!(position(load(1, 1, 1)), 0);
    assert_eq!(position(load(u64::MAX, u64::MAX, u64::MAX)), PROFILES.len());
}

#[test]
fn the_choice_names_what_decided_and_what_is_above() {
    let decided = |users, ci, cd| choose(&CATALOG.profiles, &load(users, ci, cd)).unwrap().decided_by;
    assert_eq!(decided(450, 10, 250), [Dimension::Users, Dimension::Cd]);
    assert_eq!(decided(1, 51, 1), [Dimension::Ci]);
    assert_eq!(decided(3000, 500, 500), Dimension::ALL);
    assert_eq!(decided(10, 2, 2), [], "the smallest profile is no decision");
    assert_eq!(choose(&CATALOG.profiles, &load(3001, 1, 501)).unwrap_err(), [Dimension::Users, Dimension::Cd]);
}

/// Loads that are often near a limit, and now and then far from all.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![1..12u64, 45..55u64, 190..210u64, 240..260u64, 490..510u64, 990..1010u64, 2990..3010u64, 1..u64::MAX]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_choice_is_the_smallest_that_carries_the_load(users in count(), ci in count(), cd in count()) {
        let load = load(users, ci, cd);
        let index = position(load);
        if let Some(chosen) = CATALOG.profiles.get(index) {
            prop_assert!(carries(&chosen.load, &load), "too small");
        }
        for smaller in &CATALOG.profiles[..index] {
            prop_assert!(!carries(&smaller.load, &load), "{} would do", smaller.name);
        }
    }

    #[test]
    fn the_choice_never_shrinks_as_one_number_grows(users in count(), ci in count(), cd in count(), more in count()) {
        let before = position(load(users, ci, cd));
        prop_assert!(before <= position(load(users.saturating_add(more), ci, cd)));
        prop_assert!(before <= position(load(users, ci.saturating_add(more), cd)));
        prop_assert!(before <= position(load(users, ci, cd.saturating_add(more))));
    }
}

/// Sizes that shrink from one profile to the next one up: `small > medium: path`.
fn inversions(version: &ChartVersion, errata: &ErrataChoice) -> Vec<String> {
    let plans = PROFILES.map(|profile| plan(profile, version, errata.clone()));
    let mut found = Vec::new();
    for pair in plans.windows(2) {
        let mut compared = 0;
        for (path, left) in leaf::leaves(&pair[0].values) {
            let Some(right) = leaf::get(&pair[1].values, &path) else { continue };
            let order = size_order(&path, left, right);
            compared += usize::from(order.is_some());
            if order == Some(Ordering::Greater) {
                found.push(format!("{} > {}: {path}", pair[0].profile.name, pair[1].profile.name));
            }
        }
        assert!(compared > 100, "{version}: only {compared} sizes were compared");
    }
    found
}

#[test]
fn sizes_never_shrink_from_demo_to_large() {
    for version in versions() {
        for errata in [ErrataChoice::Default, ErrataChoice::All] {
            assert_eq!(inversions(version, &errata), [""; 0], "{version} {errata:?}");
        }
    }
}

#[test]
fn as_shipped_only_the_migrator_of_0_36_shrinks() {
    for version in versions() {
        let expected: &[&str] = match version.minor_line() {
            (0, 36) => &[
                "small > medium: platform.tsdb-to-psql-migrator.resources.limits.memory",
                "small > medium: platform.tsdb-to-psql-migrator.resources.requests.memory",
            ],
            _ => &[],
        };
        assert_eq!(inversions(version, &ErrataChoice::None), expected, "{version}");
    }
}

/// First and last chart version of each run of equal shipped files, and the leaves of demo, small, medium and large.
/// A list item is a leaf of its own, and of a repeated key only the last block counts.
const LEAVES: [(&str, &str, [usize; 4]); 12] = [
    ("0.17.0", "0.20.2", [193, 221, 221, 222]),
    ("0.21.0", "0.21.0", [193, 221, 221, 222]),
    ("0.22.0", "0.25.5", [192, 220, 220, 221]),
    ("0.26.0", "0.31.3", [197, 229, 229, 230]),
    ("0.32.0", "0.34.2", [215, 247, 247, 248]),
    ("0.35.0", "0.35.17", [215, 247, 247, 248]),
    ("0.36.0", "0.36.6", [215, 252, 252, 253]),
    ("0.37.0", "0.39.1", [215, 247, 247, 248]),
    ("0.40.0", "0.41.3", [197, 229, 229, 230]),
    ("0.42.0", "0.43.1", [201, 233, 233, 234]),
    ("0.44.0", "0.44.1", [230, 262, 262, 268]),
    ("0.45.0", "0.45.0", [235, 267, 268, 273]),
];

#[test]
fn every_chart_version_sets_as_many_leaves_as_its_shipped_files() {
    let mut seen = 0;
    for (first, last, expected) in LEAVES {
        let (first, last): (ChartVersion, ChartVersion) = (first.parse().unwrap(), last.parse().unwrap());
        let mut run: Option<[Value; 4]> = None;
        for version in versions().filter(|version| (&first..=&last).contains(version)) {
            let values = PROFILES.map(|profile| plan(profile, version, ErrataChoice::None).values);
            assert_eq!(values.each_ref().map(|values| leaves(values).len()), expected, "{version}");
            let values = values.map(Value::Object);
            assert_eq!(run.as_ref().unwrap_or(&values), &values, "{version} belongs to the run from {first} on");
            run = Some(values);
            seen += 1;
        }
    }
    assert_eq!(seen, 99, "the runs cover every chart version once");
    assert_eq!(CATALOG.releases.len(), 99);
}

/// What every rendered text must be, whatever is in it.
fn well_formed(text: &str, plan: &Plan) {
    let name = format!("{} {}", plan.profile.name, plan.chart_version);
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name}: ends in one newline");
    for (index, line) in text.lines().enumerate() {
        assert_eq!(line.trim_end(), line, "{name}: line {} ends in a blank", index + 1);
        assert!(!line.contains('\t') && line.is_ascii(), "{name}: line {}", index + 1);
    }
    // Reading into this type fails on a repeated key; `a_repeated_key_is_seen` holds that.
    let read: serde_yaml::Value = serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(read).unwrap(), Value::Object(plan.values.clone()), "{name}");
    assert_eq!(render::digest::origin(text), render::digest::Origin::Untouched, "{name}");
}

#[test]
fn a_repeated_key_is_seen() {
    assert!(serde_yaml::from_str::<serde_yaml::Value>("a: {b: 1}\nc: 2\na: {b: 1}\n").is_err());
}

#[test]
fn every_rendered_text_is_well_formed() {
    for version in versions() {
        for profile in PROFILES {
            let plan = plan(profile, version, ErrataChoice::Default);
            well_formed(&render::override_text(&plan).unwrap(), &plan);
        }
    }
    for errata in [ErrataChoice::All, ErrataChoice::None] {
        for (first, _, _) in LEAVES {
            for profile in PROFILES {
                let plan = plan(profile, &first.parse().unwrap(), errata.clone());
                well_formed(&render::override_text(&plan).unwrap(), &plan);
            }
        }
    }
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let again = Catalog::load(None).unwrap();
    for (version, _, _) in LEAVES {
        for profile in PROFILES {
            let version: ChartVersion = version.parse().unwrap();
            let request = smpgen::plan::Request {
                profile: again.profile(profile).unwrap(),
                chart_version: version.clone(),
                modules: Vec::new(),
                errata: ErrataChoice::Default,
                storage: Vec::new(),
            };
            let second = render::override_text(&smpgen::plan::plan(&again, &request).unwrap()).unwrap();
            let first = render::override_text(&plan(profile, &version, ErrataChoice::Default)).unwrap();
            assert_eq!(first, second, "{profile} {version}");
        }
    }
}
