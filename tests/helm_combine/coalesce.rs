//! Coalescing with a chart and its subcharts.

use serde_json::Value as Json;
use smpgen::helm::coalesce::{Chart, Coalesced, Dependency, ImportValues, WarningKind, coalesce};
use smpgen::helm::version::HelmVersion::{self, V3, V4};

use crate::support::{at, json, layers, node, to_json};

/// Layers of the tests: the user's values, then values.yaml of the umbrella, platform and ng.
const USER: u32 = 0;
const UMBRELLA: u32 = 10;
const PLATFORM: u32 = 11;
const NG: u32 = 12;

fn listed(chart: Chart) -> Dependency {
    Dependency {
        chart,
        listed: true,
        alias: None,
        condition: String::new(),
        tags: Vec::new(),
        import_values: Vec::new(),
    }
}

/// An umbrella with subchart `platform`, which has subchart `ng`.
fn umbrella() -> Chart {
    let ng = Chart { name: "ng".into(), values: node(NG, r#"{"mem": "1Gi", "cpu": 1}"#), dependencies: vec![] };
    let platform = Chart {
        name: "platform".into(),
        values: node(PLATFORM, r#"{"replicas": 1, "subnull": 5, "tbl": {"x": 1}, "ng": {"cpu": 2}}"#),
        dependencies: vec![listed(ng)],
    };
    let values = r#"{"own": {"x": 1, "y": 2, "z": null}, "scalar": 5, "list": [1, 2], "tbl": {"a": 1},
        "nulldef": null, "global": {"g1": "chart", "gmap": {"a": 1, "b": 2}}, "platform": {"subnull": null}}"#;
    Chart { name: "umbrella".into(), values: node(UMBRELLA, values), dependencies: vec![listed(platform)] }
}

fn run(chart: &Chart, user: &str, version: HelmVersion) -> Coalesced {
    coalesce(chart, &node(USER, user), version).unwrap_or_else(|error| panic!("{user}: {error}"))
}

/// The values at a path, as JSON; none when they are not there.
fn get(result: &Coalesced, path: &str) -> Option<Json> {
    let path: Vec<&str> = path.split('.').collect();
    result.subchart(&path).map(to_json)
}

fn expect(user: &str, version: HelmVersion, cases: &[(&str, Option<&str>)]) {
    let result = run(&umbrella(), user, version);
    for (path, expected) in cases {
        let expected = expected.map(json);
        assert_eq!(get(&result, path), expected, "{version:?} {user}: {path}");
    }
}

#[test]
fn users_nulls_delete_defaults_wherever_they_come_from() {
    for version in [V3, V4] {
        expect(r#"{"own": {"x": null}}"#, version, &[("own.x", None), ("own.y", Some("2"))]);
        expect(r#"{"scalar": null}"#, version, &[("scalar", None)]);
        expect(r#"{"own": {"q": null}, "new": null}"#, version, &[("own.q", Some("null")), ("new", Some("null"))]);
        expect(
            r#"{"platform": {"replicas": null, "ng": {"mem": null}}}"#,
            version,
            &[("platform.replicas", None), ("platform.ng.mem", None), ("platform.ng.cpu", Some("2"))],
        );
        expect(r#"{"platform": null}"#, version, &[("platform.replicas", Some("1"))]);
    }
}

#[test]
fn nulls_among_defaults_are_kept_by_helm_3_and_dropped_by_helm_4() {
    expect("{}", V3, &[("nulldef", Some("null")), ("own.z", Some("null")), ("platform.subnull", None)]);
    expect("{}", V4, &[("nulldef", None), ("own.z", None), ("platform.subnull", Some("5"))]);
    expect(r#"{"platform": {}}"#, V4, &[("platform.subnull", None)]);
}

#[test]
fn other_types_replace() {
    for version in [V3, V4] {
        expect(r#"{"list": [7], "tbl": 7}"#, version, &[("list", Some("[7]")), ("tbl", Some("7"))]);
        expect(r#"{"own": {}}"#, version, &[("own.x", Some("1"))]);
        let result = run(&umbrella(), r#"{"scalar": {"a": 1}, "tbl": 7, "platform": {"tbl": 7}}"#, version);
        assert_eq!(get(&result, "scalar"), Some(json(r#"{"a": 1}"#)));
        let warnings: Vec<_> =
            result.warnings.iter().map(|warning| (warning.kind.clone(), warning.path.to_string())).collect();
        assert!(warnings.contains(&(WarningKind::DefaultSkipped, "scalar".to_string())), "{warnings:?}");
        assert!(warnings.contains(&(WarningKind::MapDropped, "platform.tbl".to_string())), "{warnings:?}");
        assert_eq!(warnings.len(), 2, "Helm does not warn of `tbl` at the top: {warnings:?}");
    }
}

#[test]
fn a_subchart_needs_a_map() {
    for version in [V3, V4] {
        let error = coalesce(&umbrella(), &node(USER, r#"{"platform": 3}"#), version).expect_err("platform is 3");
        assert_eq!(error.path.to_string(), "platform");
        assert_eq!(error.found.layer.0, USER);
    }
}

#[test]
fn globals_flow_down_and_the_parent_wins() {
    for version in [V3, V4] {
        expect(
            r#"{"global": {"g1": "user", "gmap": {"d": 4}}, "platform": {"global": {"g1": "sub", "gmap": {"z": 1}}}}"#,
            version,
            &[
                ("platform.global.g1", Some(r#""user""#)),
                ("platform.ng.global.g1", Some(r#""user""#)),
                ("platform.ng.global.gmap", Some(r#"{"a": 1, "b": 2, "d": 4, "z": 1}"#)),
                ("global.gmap", Some(r#"{"d": 4, "a": 1, "b": 2}"#)),
            ],
        );
    }
}

#[test]
fn a_null_or_a_scalar_in_global_does_not_reach_subcharts() {
    for version in [V3, V4] {
        expect(
            r#"{"global": {"gmap": {"a": null}}}"#,
            version,
            &[("global.gmap.a", None), ("platform.global.gmap.a", Some("1")), ("platform.ng.global.gmap.a", Some("1"))],
        );
        expect(
            r#"{"global": {"gmap": 7}}"#,
            version,
            &[("global.gmap", Some("7")), ("platform.global.gmap", Some(r#"{"a": 1, "b": 2}"#))],
        );
        let result = run(&umbrella(), r#"{"global": {"gmap": 7}, "platform": {"ng": {"global": null}}}"#, version);
        let kinds: Vec<_> = result.warnings.iter().map(|warning| (&warning.kind, warning.path.to_string())).collect();
        assert!(kinds.contains(&(&WarningKind::GlobalValueOverMap, "platform.global.gmap".to_string())), "{kinds:?}");
        assert!(kinds.contains(&(&WarningKind::GlobalNotMap, "platform.ng.global".to_string())), "{kinds:?}");
    }
}

#[test]
fn origins_losers_and_deletions_go_down_to_the_chart() {
    for version in [V3, V4] {
        let result = run(
            &umbrella(),
            r#"{"scalar": 6, "platform": {"ng": {"cpu": 3}, "replicas": null}, "own": {"y": null}}"#,
            version,
        );
        let cpu = at(&result.values, "platform.ng.cpu");
        assert_eq!((cpu.origin.layer.0, layers(&cpu.losers)), (USER, vec![PLATFORM, NG]));
        assert_eq!(layers(&at(&result.values, "scalar").losers), [UMBRELLA]);
        let mem = at(&result.values, "platform.ng.mem");
        assert_eq!((mem.origin.layer.0, mem.losers.len()), (NG, 0));
        assert_eq!(at(&result.values, "platform.global.g1").origin.layer.0, UMBRELLA);
        let deletions: Vec<_> = result
            .deletions
            .iter()
            .map(|deletion| (deletion.path.to_string(), deletion.by.layer.0, deletion.what.origin.layer.0))
            .filter(|(_, by, _)| *by == USER)
            .collect();
        assert_eq!(
            deletions,
            [("own.y".to_string(), USER, UMBRELLA), ("platform.replicas".to_string(), USER, PLATFORM)]
        );
    }
}

#[test]
fn a_deletion_by_a_chart_names_the_chart() {
    let result = run(&umbrella(), "{}", V3);
    let deletion = result.deletions.iter().find(|deletion| deletion.path.to_string() == "platform.subnull");
    let deletion = deletion.expect("the umbrella deletes it");
    assert_eq!((deletion.by.layer.0, deletion.what.origin.layer.0), (UMBRELLA, PLATFORM));
}

/// An umbrella with switched subcharts `a`, `b` (as `bee`) and, below `a`, `c`.
fn switched() -> Chart {
    let chart = |name: &str, values: &str, dependencies| Chart {
        name: name.into(),
        values: node(PLATFORM, values),
        dependencies,
    };
    let c = Dependency { condition: "global.c.enabled".into(), ..listed(chart("c", r#"{"own": 1}"#, vec![])) };
    let a = Dependency {
        condition: "a.enabled,global.all".into(),
        tags: vec!["front".into()],
        ..listed(chart("a", r#"{"own": 1}"#, vec![c]))
    };
    let b = Dependency {
        alias: Some("bee".into()),
        tags: vec!["front".into(), "back".into()],
        ..listed(chart("b", r#"{"own": 1}"#, vec![]))
    };
    chart("root", "{}", vec![a, b])
}

#[test]
fn conditions_and_tags_switch_subcharts() {
    let off = |user: &str| -> Vec<String> {
        [V3, V4]
            .map(|version| run(&switched(), user, version).disabled.iter().map(ToString::to_string).collect::<Vec<_>>())
            .into_iter()
            .reduce(|first, second| if first == second { first } else { panic!("{user}: {first:?} {second:?}") })
            .unwrap_or_default()
    };
    assert!(off("{}").is_empty());
    assert_eq!(off(r#"{"a": {"enabled": false}}"#), ["a"]);
    assert_eq!(off(r#"{"global": {"all": false}}"#), ["a"]);
    assert!(off(r#"{"a": {"enabled": true}, "global": {"all": false}}"#).is_empty());
    assert_eq!(off(r#"{"global": {"c": {"enabled": false}}}"#), ["a.c"]);
    assert_eq!(off(r#"{"tags": {"front": false}}"#), ["a", "bee"]);
    assert_eq!(off(r#"{"tags": {"front": false, "back": true}}"#), ["a"]);
    assert_eq!(off(r#"{"tags": {"front": false}, "a": {"enabled": true}}"#), ["bee"]);
    assert!(off(r#"{"a": {"enabled": "false"}, "tags": {"front": "no"}}"#).is_empty());

    let result = run(&switched(), r#"{"a": {"enabled": "false"}, "tags": {"front": 0, "back": true}}"#, V3);
    let kinds: Vec<_> = result.warnings.iter().map(|warning| &warning.kind).collect();
    assert!(kinds.contains(&&WarningKind::ConditionNotBool { condition: "a.enabled".into() }), "{kinds:?}");
    assert!(kinds.contains(&&WarningKind::TagNotBool { tag: "front".into() }), "{kinds:?}");
}

#[test]
fn a_subchart_that_is_off_keeps_the_users_values_only() {
    for version in [V3, V4] {
        let result = run(&switched(), r#"{"a": {"enabled": false, "x": 1}, "global": {"g": 1}}"#, version);
        assert_eq!(get(&result, "a"), Some(json(r#"{"enabled": false, "x": 1}"#)));
        assert_eq!(get(&result, "bee"), Some(json(r#"{"global": {"g": 1}, "own": 1}"#)));
    }
}

#[test]
fn imported_values_are_below_the_parents_own() {
    let child = Chart {
        name: "child".into(),
        values: node(NG, r#"{"exports": {"data": {"x": 1, "y": 1}}, "deep": {"er": {"z": 1}}}"#),
        dependencies: vec![],
    };
    let import_values = vec![
        ImportValues::Export("data".into()),
        ImportValues::ChildParent { child: "deep.er".into(), parent: "here.there".into() },
        ImportValues::Export("missing".into()),
    ];
    let chart = Chart {
        name: "parent".into(),
        values: node(UMBRELLA, r#"{"x": 9}"#),
        dependencies: vec![Dependency { import_values, ..listed(child) }],
    };
    for version in [V3, V4] {
        let result = run(&chart, r#"{"y": 7}"#, version);
        assert_eq!(get(&result, "x"), Some(json("9")));
        assert_eq!(get(&result, "y"), Some(json("7")));
        assert_eq!(get(&result, "here"), Some(json(r#"{"there": {"z": 1}}"#)));
        let kinds: Vec<_> = result.warnings.iter().map(|warning| &warning.kind).collect();
        assert_eq!(kinds, [&WarningKind::ImportMissing { child: "exports.missing".into() }]);
    }
}

#[test]
fn a_map_two_levels_down_in_global_is_one_map_for_all_charts() {
    // What the subchart's own defaults add to `global.a.b` shows in the parent and in later subcharts:
    // Helm copies only the first level of a global map.
    let sub = |name: &str, values: &str| Chart { name: name.into(), values: node(NG, values), dependencies: vec![] };
    let chart = Chart {
        name: "root".into(),
        values: node(UMBRELLA, "{}"),
        dependencies: vec![
            Dependency { listed: false, ..listed(sub("one", r#"{"global": {"a": {"b": {"leak": 1}, "own": 1}}}"#)) },
            Dependency { listed: false, ..listed(sub("two", "{}")) },
        ],
    };
    for version in [V3, V4] {
        let result = run(&chart, r#"{"global": {"a": {"b": {"x": 1}}}}"#, version);
        assert_eq!(get(&result, "global.a"), Some(json(r#"{"b": {"x": 1, "leak": 1}}"#)));
        assert_eq!(get(&result, "two.global.a.b.leak"), Some(json("1")));
        assert_eq!(get(&result, "two.global.a.own"), None);
    }
}
