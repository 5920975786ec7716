//! `rebase` and `adopt`: what a user meant is there afterwards, value by value.

mod support;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use smpgen::leaf;
use smpgen::plan::ErrataChoice;
use smpgen::plan::compare::same;
use smpgen::upgrade::adopt::{Choice, TakenBack, nearest, overlay};
use smpgen::upgrade::meaning::{agree, settings};
use smpgen::upgrade::rebase::{Rebased, Verdict, rebase};
use smpgen::upgrade::text::Text;
use smpgen::yaml::path::KeyPath;
use support::{CATALOG, PROFILES, plan, versions};

fn text(values: &str) -> Text {
    Text::read("values.yaml", values).unwrap()
}

fn profile(name: &str, version: &str) -> Map<String, Value> {
    plan(name, &version.parse().unwrap(), ErrataChoice::Default).values
}

fn rebased(values: &str, base: &Map<String, Value>, onto: &Map<String, Value>) -> Rebased {
    rebase(text(values), base, onto).unwrap()
}

/// `values` as YAML, each leaf with a comment.
fn yaml(values: &Map<String, Value>, indent: usize) -> String {
    let mut out = String::new();
    for (key, value) in values {
        let blanks = " ".repeat(indent);
        match value {
            Value::Object(map) if !map.is_empty() => {
                out.push_str(&format!("{blanks}{key}:\n{}", yaml(map, indent + 2)))
            }
            value => out.push_str(&format!("{blanks}{key}: {value} # of {key}\n")),
        }
    }
    out
}

#[test]
fn an_overlay_goes_from_one_profile_to_another() {
    let overlay = "# ours\nplatform:\n  # grew\n  gateway:\n    replicaCount: 5 # load\n    image:\n      tag: '1' # pinned\n  ng-manager:\n    replicaCount: 2 # copied\n    autoscaling:\n      minReplicas: 3\nextra:\n- 1\n";
    let (base, onto) = (profile("small", "0.35.0"), profile("medium", "0.45.0"));
    let result = rebased(overlay, &base, &onto);
    let wanted = "# ours\nplatform:\n  # grew\n  gateway:\n    replicaCount: 5 # load\n    image:\n      tag: '1' # pinned\n  # copied\nextra:\n- 1\n";
    assert_eq!(result.text, wanted);
    let verdicts: Vec<(String, &str)> =
        result.lines.iter().map(|line| (line.path.to_string(), line.verdict.word())).collect();
    let expected = [
        ("platform.gateway.replicaCount", "conflict"),
        ("platform.gateway.image.tag", "kept"),
        ("platform.ng-manager.replicaCount", "copied"),
        ("platform.ng-manager.autoscaling.minReplicas", "equal"),
        ("extra", "kept"),
    ];
    assert_eq!(verdicts, expected.map(|(path, word)| (path.to_owned(), word)));
    assert_eq!(rebased(&result.text, &base, &onto).text, result.text);
}

#[test]
fn what_cannot_go_by_itself_says_so() {
    let overlay = "platform:\n  ng-manager: {replicaCount: 2, x: 1}\n";
    let result = rebased(overlay, &profile("small", "0.35.0"), &profile("medium", "0.45.0"));
    assert_eq!(result.text, overlay);
    assert!(result.lines[0].stuck.as_ref().unwrap().contains("braces"), "{:?}", result.lines[0]);
}

/// Some leaves of a profile, some of them changed, and some of no profile.
fn grown(name: &'static str, version: &'static str) -> impl Strategy<Value = Map<String, Value>> {
    let leaves: Vec<(KeyPath, Value)> =
        settings(&profile(name, version)).into_iter().map(|(path, value)| (path, value.clone())).collect();
    let count = leaves.len();
    let values = prop::sample::select(vec![
        json!(3),
        json!(2),
        json!("2Gi"),
        json!(true),
        json!("x: y"),
        Value::Null,
        json!([1]),
    ]);
    let picked = prop::collection::vec((0..count, any::<bool>(), values.clone()), 0..40);
    let own = prop::collection::vec(
        (prop::sample::select(vec!["mine.a", "mine.b.c", "platform.gateway.own", "global.own.x"]), values),
        0..4,
    );
    (picked, own).prop_map(move |(picked, own)| {
        let mut out = Map::new();
        for (index, change, value) in picked {
            let (path, shipped) = &leaves[index];
            leaf::put(&mut out, path, if change { value } else { shipped.clone() });
        }
        for (path, value) in own {
            leaf::put(&mut out, &path.parse().unwrap(), value);
        }
        out
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Over the new profile Helm merges what was meant: the user's value where it was the user's own, the new
    /// profile's where it was copied.
    #[test]
    fn rebase_keeps_the_intent(values in grown("small", "0.35.0")) {
        let (base, onto) = (profile("small", "0.35.0"), profile("medium", "0.45.0"));
        let result = rebased(&yaml(&values, 0), &base, &onto);
        let mut merged = onto.clone();
        leaf::merge(&mut merged, text(&result.text).values());
        for (path, value) in settings(&values) {
            let found = leaf::get(&merged, &path);
            let copied = leaf::get(&base, &path).is_some_and(|base| agree(&path, value, base));
            let wanted = if copied { leaf::get(&onto, &path) } else { Some(value) };
            let holds = match (wanted, found) {
                (Some(wanted), Some(found)) => agree(&path, wanted, found),
                (wanted, found) => wanted.is_none() && found.is_none(),
            };
            prop_assert!(holds, "{path}: {wanted:?} {found:?}");
            let line = result.lines.iter().find(|line| line.path == path).unwrap();
            if !copied && line.verdict != Verdict::Equal {
                prop_assert!(leaf::get(text(&result.text).values(), &path).is_some(), "{path} is in the overlay");
            }
        }
        // Nothing else than the new profile beside them.
        for (path, value) in settings(&merged) {
            if leaf::get(&values, &path).is_none() {
                prop_assert_eq!(leaf::get(&onto, &path), Some(value), "{}", path);
            }
        }
        for word in yaml(&values, 0).lines().filter_map(|line| line.split_once('#')) {
            prop_assert!(result.text.contains(word.1), "{} is lost", word.1);
        }
    }

    /// Profile and overlay merge to the values of the file, and to nothing else than what is listed.
    #[test]
    fn adopt_gives_the_same_values(values in grown("medium", "0.45.0"), keep_additions: bool) {
        let choice = Choice { profile: None, chart_version: Some("0.45.0".parse().unwrap()), errata: ErrataChoice::Default };
        let best = nearest(&CATALOG, &values, &choice).unwrap().remove(0);
        let result = overlay(text(&yaml(&values, 0)), &best, CATALOG.defaults().unwrap(), keep_additions).unwrap();
        let mut merged = best.values.clone();
        leaf::merge(&mut merged, text(&result.text).values());
        for (path, value) in settings(&values) {
            let found = leaf::get(&merged, &path);
            prop_assert!(found.is_some_and(|found| agree(&path, value, found)), "{path}: {value} {found:?}");
        }
        for (path, found) in settings(&merged) {
            if leaf::get(&values, &path).is_some() {
                continue;
            }
            let listed = result.additions.iter().find(|addition| addition.path == path);
            let fits = match listed.map(|addition| &addition.taken_back) {
                Some(TakenBack::Null) => found.is_null() && !keep_additions,
                Some(TakenBack::Default(default)) => default == found && !keep_additions,
                Some(TakenBack::Stays) => keep_additions && leaf::get(&best.values, &path) == Some(found),
                Some(TakenBack::AsDefault) => {
                    let default = CATALOG.defaults().unwrap().at(&path, &best.last);
                    default.is_some_and(|default| agree(&path, &default, found))
                }
                Some(TakenBack::ByHand(_)) | None => false,
            };
            prop_assert!(fits, "{path}: {found} {listed:?}");
        }
    }
}

#[test]
fn each_shipped_profile_is_nearest_to_itself() {
    let all: Vec<_> = versions().collect();
    for name in PROFILES {
        for version in all.iter().step_by(28).chain(all.last()) {
            let values = plan(name, version, ErrataChoice::Default).values;
            let choice = Choice { profile: None, chart_version: None, errata: ErrataChoice::Default };
            let found = nearest(&CATALOG, &values, &choice).unwrap();
            let best = &found[0];
            assert_eq!((best.profile.as_str(), best.differing, best.additions), (name, 0, 0), "{name} {version}");
            assert!(
                best.first <= **version && **version <= best.last,
                "{name} {version}: {} {}",
                best.first,
                best.last
            );
            let result = overlay(text(&yaml(&values, 0)), best, CATALOG.defaults().unwrap(), false).unwrap();
            assert_eq!((result.kept, result.additions.len(), result.text.trim()), (0, 0, ""), "{name} {version}");
        }
    }
}

#[test]
fn sizes_written_in_two_ways_are_the_same() {
    let path: KeyPath = "a.resources.limits.memory".parse().unwrap();
    assert!(same(&path, &json!("2Gi"), &json!("2048Mi")));
    assert!(!same(&path, &json!("2"), &json!(2)));
    assert!(!same(&"image.tag".parse().unwrap(), &json!("16.10"), &json!("16.1")));
}

#[test]
fn a_value_that_only_the_profile_sets_is_taken_back() {
    let mut values = profile("small", "0.45.0");
    let gone: KeyPath = "platform.gateway.replicaCount".parse().unwrap();
    leaf::remove(&mut values, &gone);
    let choice =
        Choice { profile: None, chart_version: Some("0.45.0".parse().unwrap()), errata: ErrataChoice::Default };
    let best = nearest(&CATALOG, &values, &choice).unwrap().remove(0);
    let result = overlay(text(&yaml(&values, 0)), &best, CATALOG.defaults().unwrap(), false).unwrap();
    assert_eq!(result.additions.len(), 1);
    assert_eq!(result.additions[0].path, gone);
    assert_ne!(result.additions[0].taken_back, TakenBack::Stays);
    let kept = overlay(text(&yaml(&values, 0)), &best, CATALOG.defaults().unwrap(), true).unwrap();
    assert_eq!(kept.text.trim(), "");
}
