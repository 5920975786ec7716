//! Rules of the layering family: what each finds in chains, and what they leave alone.

#[path = "support/lint.rs"]
mod lint;
mod support;

use std::collections::BTreeMap;

use lint::{Case, fixed, lint};
use smpgen::helm::strvals::SetKind;
use smpgen::lint::finding::{Finding, Severity};
use smpgen::lint::fix::Safety;
use smpgen::plan::ErrataChoice;
use smpgen::render::override_text;
use smpgen::rules::ALL;
use support::{CATALOG, PROFILES, plan, versions};

fn chain(files: &[(&str, &str)], sets: &[(SetKind, &str)]) -> Vec<Finding> {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let sets = sets.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
    lint(&CATALOG, &Case { files, sets, complete: true, ..Case::default() })
}

fn of(rule: &str, found: Vec<Finding>) -> Vec<Finding> {
    found.into_iter().filter(|finding| finding.rule == rule).collect()
}

fn alone(rule: &str, text: &str) -> Vec<Finding> {
    of(rule, lint(&CATALOG, &Case { files: vec![("values.yaml".to_owned(), text.to_owned())], ..Case::default() }))
}

fn paths(found: &[Finding]) -> Vec<String> {
    found.iter().filter_map(|finding| finding.path.as_ref()).map(ToString::to_string).collect()
}

const SMALL: &str = "platform:\n  gateway:\n    replicaCount: 2\n    java: {memory: 2048}\n    password: new\n";
const SITE: &str =
    "platform:\n  gateway:\n    replicaCount: 4\n    java: {memory: 3072}\n    password: old\n    affinity: {}\n";

#[test]
fn a_profile_after_the_site_lists_every_lost_value_and_no_secret() {
    let found = of("wrong-layer-order", chain(&[("site.yaml", SITE), ("override-small.yaml", SMALL)], &[]));
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].message,
        "the profile `override-small.yaml` comes after `site.yaml` and replaces 3 values of it"
    );
    let related: Vec<&str> = found[0].related.iter().map(|related| related.message.as_str()).collect();
    assert_eq!(
        related,
        [
            "`platform.gateway.replicaCount`: `4` is lost",
            "`platform.gateway.replicaCount`: `2` is what Helm uses",
            "`platform.gateway.java.memory`: `3072` is lost",
            "`platform.gateway.java.memory`: `2048` is what Helm uses",
            "`platform.gateway.password`: `***` is lost",
            "`platform.gateway.password`: `***` is what Helm uses",
        ]
    );
    assert!(of("wrong-layer-order", chain(&[("override-small.yaml", SMALL), ("site.yaml", SITE)], &[])).is_empty());
    // What a later file of the user sets again is not lost by the profile.
    let again = chain(&[("a.yaml", SITE), ("override-small.yaml", SMALL), ("b.yaml", SITE)], &[]);
    assert!(of("wrong-layer-order", again).is_empty());
    let dump = "USER-SUPPLIED VALUES:\nplatform:\n  gateway:\n    replicaCount: 1\n";
    assert_eq!(of("wrong-layer-order", chain(&[("override-small.yaml", SMALL), ("dump.yaml", dump)], &[])).len(), 1);
    assert!(of("wrong-layer-order", chain(&[("dump.yaml", dump), ("override-small.yaml", SMALL)], &[])).is_empty());
}

#[test]
fn a_shadowed_value_is_found_where_it_stands() {
    let set = [(SetKind::Set, "platform.gateway.replicaCount=5")];
    let found = of("shadowed-value", chain(&[("a.yaml", SITE), ("b.yaml", SMALL)], &set));
    assert_eq!(
        paths(&found),
        ["platform.gateway.java.memory", "platform.gateway.password", "platform.gateway.replicaCount"]
    );
    assert!(
        found.iter().any(|one| one.message
            == "`3072` of `platform.gateway.java.memory` is never used, because `b.yaml` sets it again")
    );
    assert!(found.iter().all(|one| !one.message.contains("old")));
    let three = found.iter().find(|one| one.related.len() == 2).expect("the flag wins over two files");
    assert_eq!(three.path.as_ref().unwrap().to_string(), "platform.gateway.replicaCount");
    assert!(of("shadowed-value", chain(&[("override-small.yaml", SMALL), ("b.yaml", SITE)], &[])).is_empty());
    assert_eq!(
        of("shadowed-value", chain(&[("override-small.yaml", SMALL), ("override-large.yaml", SITE)], &[])).len(),
        3
    );
    let item = [(SetKind::Set, "global.database.mongo.hosts[0]=b")];
    let hosts = chain(&[("a.yaml", "global: {database: {mongo: {hosts: [a, c]}}}\n")], &item);
    assert_eq!(paths(&of("shadowed-value", hosts)), ["global.database.mongo.hosts[0]"]);
}

#[test]
fn redundant_leaves_go_with_the_maps_that_they_leave_empty() {
    let text = "global:\n  istio:\n    enabled: false\n    gateway:\n      port: 443\n      protocol: HTTPS\n  ha: true\n  airgap: true\n";
    let found = alone("redundant-override", text);
    assert_eq!(
        paths(&found),
        ["global.istio.enabled", "global.istio.gateway.port", "global.istio.gateway.protocol", "global.ha"]
    );
    assert_eq!(fixed(text, &found[1]), "global:\n  ha: true\n  airgap: true\n", "the whole map is redundant");
    assert_eq!(fixed(text, &found[3]), text.replace("  ha: true\n", ""));
    assert!(found.iter().all(|one| one.fix.as_ref().unwrap().safety == Safety::Safe));
}

#[test]
fn a_redundant_leaf_that_cannot_go_alone_has_no_fix() {
    let fixes = |text: &str| -> Vec<bool> {
        let found = alone("redundant-override", text);
        assert!(!found.is_empty(), "{text}");
        found.iter().map(|one| one.fix.is_some()).collect()
    };
    assert_eq!(fixes("global: {ha: true, airgap: true}\n"), [false], "flow map");
    assert_eq!(fixes("global:\n  ha: true # on purpose\n"), [false], "comment");
    assert_eq!(fixes("global:\n  ha: &ha true\nx-a: *ha\n"), [false], "anchor");
    assert_eq!(fixes("global:\n  airgap: x\nglobal:\n  ha: true\n"), [false], "the dropped copy would come back");
    assert_eq!(
        fixes("x-a: &a {ha: false}\nglobal:\n  <<: *a\n  ha: true\n"),
        [false],
        "the merged value would come back"
    );
    assert_eq!(fixes("x-a: &a\n  ha: true\nglobal: *a\n"), [false], "written elsewhere");
}

#[test]
fn redundant_is_measured_against_the_layer_below() {
    let two = "platform: {gateway: {replicaCount: 2}}\n";
    let found = of("redundant-override", chain(&[("override-small.yaml", two), ("site.yaml", two)], &[]));
    assert_eq!(found[0].message, "`platform.gateway.replicaCount` repeats `2` of `override-small.yaml`");
    let (off, on) = ("global: {ha: false}\n", "global: {ha: true}\n");
    assert!(of("redundant-override", chain(&[("a.yaml", off), ("b.yaml", on)], &[])).is_empty(), "the default again");
    let flag = [(SetKind::Set, "global.proxy.port=80")];
    assert_eq!(paths(&of("redundant-override", chain(&[("a.yaml", off)], &flag))), ["global.proxy.port"]);
    for silent in [
        "global: {istio: {gateway: {name: \"\"}}}\n",
        "global: {ingress: {annotations: {}}}\n",
        "global: {database: {mongo: {hosts: []}}}\n",
    ] {
        assert!(alone("redundant-override", silent).is_empty(), "{silent}");
    }
}

#[test]
fn missing_elements_are_added() {
    let block = "ci:\n  ti-service:\n    ingress:\n      objects:\n        - name: mine\n";
    let found = alone("list-replaces-default", block);
    assert!(found[0].message.contains("`name: ti-service`"), "{}", found[0].message);
    let fixed_text = fixed(block, &found[0]);
    assert!(
        fixed_text.contains("      objects:\n        - {\"") && fixed_text.ends_with("        - name: mine\n"),
        "{fixed_text}"
    );
    assert!(alone("list-replaces-default", &fixed_text).is_empty());
    let flow = "ci: {ti-service: {ingress: {objects: []}}}\n";
    let fixed_text = fixed(flow, &alone("list-replaces-default", flow)[0]);
    assert!(alone("list-replaces-default", &fixed_text).is_empty(), "{fixed_text}");
    let affinity = "platform:\n  envoy-gateway:\n    envoyConfiguration:\n      deployment:\n        pod:\n          affinity:\n            podAntiAffinity:\n              preferredDuringSchedulingIgnoredDuringExecution:\n                - {weight: 1, podAffinityTerm: {topologyKey: KEY}}\n";
    assert_eq!(alone("list-replaces-default", &affinity.replace("KEY", "zone")).len(), 1);
    assert!(alone("list-replaces-default", &affinity.replace("KEY", "kubernetes.io/hostname")).is_empty());
    for (pool, size) in [("brokers", "5Gi"), ("controllers", "7Gi")] {
        let volumes = |id: u8| {
            format!(
                "data-platform: {{kafka-platform: {{nodePools: {{{pool}: {{storage: {{volumes: [{{id: {id}, size: {size}}}]}}}}}}}}}}\n"
            )
        };
        assert_eq!(alone("list-replaces-default", &volumes(1)).len(), 1);
        assert!(alone("list-replaces-default", &volumes(0)).is_empty());
    }
    let secrets = |keys: &str| {
        format!(
            "platform: {{log-service: {{secrets: {{kubernetesSecrets: [{{secretName: a, keys: {{{keys}}}}}]}}}}}}\n"
        )
    };
    assert_eq!(alone("list-replaces-default", &secrets("LOG_SERVICE_S3_ACCESS_KEY_ID: a")).len(), 1);
    let both = "LOG_SERVICE_S3_ACCESS_KEY_ID: a, LOG_SERVICE_S3_SECRET_ACCESS_KEY: b";
    assert!(alone("list-replaces-default", &secrets(both)).is_empty());
    let old = Case {
        files: vec![("a.yaml".to_owned(), block.to_owned())],
        chart: Some("0.43.0".to_owned()),
        ..Case::default()
    };
    assert!(of("list-replaces-default", lint(&CATALOG, &old)).is_empty(), "the default is there since 0.44.0");
}

#[test]
fn nulls_are_either_ineffective_or_told_what_they_take() {
    for (text, rule, words) in [
        (
            "global: {istio: {tls: {credentialName: }}}\n",
            "ineffective-clear",
            "still see the chart's default `harness-cert`",
        ),
        ("global: {istio: ~}\n", "ineffective-clear", "still see the chart's default map"),
        ("ci:\n", "ineffective-clear", "does not disable it"),
        ("platform: {bootstrap: {database: {mongodb: null}}}\n", "ineffective-clear", "does not disable it"),
        ("platform: {access-control: {config: {ENV: }}}\n", "null-override", "takes the chart's default `SMP` away"),
        ("platform: {gateway: {java: }}\n", "null-override", "some versions of Helm"),
        ("global: {brandNew: }\n", "null-override", "some versions of Helm"),
        ("global: {storageClass: }\n", "null-override", "some versions of Helm"),
    ] {
        let found = lint(&CATALOG, &Case { files: vec![("a.yaml".to_owned(), text.to_owned())], ..Case::default() });
        let of_two: Vec<&Finding> =
            found.iter().filter(|one| ["ineffective-clear", "null-override"].contains(&one.rule)).collect();
        assert_eq!(of_two.len(), 1, "{text}");
        assert_eq!(of_two[0].rule, rule, "{text}");
        assert!(of_two[0].message.contains(words), "{}", of_two[0].message);
    }
    let taken = chain(&[("a.yaml", SITE), ("b.yaml", "platform: {gateway: {replicaCount: , password: }}\n")], &[]);
    let taken = of("null-override", taken);
    assert_eq!(taken[0].message, "`platform.gateway.replicaCount` has no value, which takes `4` of `a.yaml` away");
    assert_eq!(taken[1].message, "`platform.gateway.password` has no value, which takes `***` of `a.yaml` away");
}

#[test]
fn empty_maps_and_scalars_that_clear_nothing() {
    let found = alone("ineffective-clear", "global: {proxy: off, istio: {}}\n");
    assert_eq!(paths(&found), ["global.proxy", "global.istio"]);
    assert!(alone("map-scalar-conflict", "global: {proxy: off}\n").is_empty(), "one rule speaks");
    // An empty map over an earlier file's map and the default below it.
    let annotations = "platform: {bootstrap: {database: {redis: {podAnnotations: VALUE}}}}\n";
    let (filled, empty) = (annotations.replace("VALUE", "{a: b}"), annotations.replace("VALUE", "{}"));
    assert_eq!(of("ineffective-clear", chain(&[("a.yaml", &filled), ("b.yaml", &empty)], &[])).len(), 1);
    assert!(alone("ineffective-clear", "platform: {access-control: {affinity: {}}}\n").is_empty());
}

#[test]
fn shapes_that_conflict() {
    let map = "platform: {gateway: {java: {memory: 1}}}\n";
    for other in ["platform: {gateway: {java: big}}\n", "platform: {gateway: {java: [big]}}\n"] {
        let found = of("map-scalar-conflict", chain(&[("a.yaml", map), ("b.yaml", other)], &[]));
        assert_eq!(paths(&found), ["platform.gateway.java"]);
        assert_eq!(of("map-scalar-conflict", chain(&[("a.yaml", other), ("b.yaml", map)], &[])).len(), 1);
    }
    let null = "platform: {gateway: {java: }}\n";
    assert!(of("map-scalar-conflict", chain(&[("a.yaml", null), ("b.yaml", map)], &[])).is_empty());
    for (text, expected) in [
        ("global: {proxy: {port: {number: 80}}}\n", 1),
        ("global: {istio: {hosts: {a: b}}}\n", 1),
        ("global: {proxy: [a]}\n", 1),
        ("platform: {bootstrap: {database: {redis: {metrics: on}}}}\n", 1),
        ("platform: {harness-manager: {tolerations: {}}}\n", 0),
        ("platform: {harness-manager: {tolerations: [{key: a}]}}\n", 0),
        ("platform: {access-control: {affinity: []}}\n", 0),
        ("platform: {gateway: 3}\n", 0),
        ("platform: 3\n", 0),
    ] {
        assert_eq!(alone("map-scalar-conflict", text).len(), expected, "{text}");
    }
}

#[test]
fn set_flags_by_what_they_hold() {
    let base = [("a.yaml", "platform: {gateway: {java: {memory: 1}}}\n")];
    let count = |kind: SetKind, text: &str| of("untyped-set-value", chain(&base, &[(kind, text)])).len();
    for value in ["1.5", "1e3", "0x10", "007", "yes", "on"] {
        assert_eq!(count(SetKind::Set, &format!("global.proxy.port={value}")), 1, "{value}");
        assert_eq!(count(SetKind::Set, &format!("platform.gateway.config.X={value}")), 0, "{value}");
        assert_eq!(count(SetKind::SetString, &format!("global.proxy.port={value}")), 0, "{value}");
    }
    for value in ["5", "true", "null", "text", ""] {
        assert_eq!(count(SetKind::Set, &format!("global.proxy.port={value}")), 0, "{value}");
    }
    assert_eq!(count(SetKind::Set, "platform.gateway.tolerations={}"), 1);
    assert_eq!(count(SetKind::Set, "platform.gateway.extra={1.5,a}"), 1);
    assert_eq!(count(SetKind::SetJson, "platform.gateway.java={\"x\":1}"), 1);
    assert_eq!(count(SetKind::SetJson, "platform.gateway.java.x={\"y\":1}"), 0);
    let secret = chain(&base, &[(SetKind::Set, "platform.gateway.apiToken=0x10")]);
    assert!(of("untyped-set-value", secret).iter().all(|one| !one.message.contains("0x10")));
}

/// Law 1, for the families of this file: rendered profiles are clean. Every first release of a minor version.
#[test]
fn rendered_profiles_have_no_error_and_no_warning() {
    let mut firsts = BTreeMap::new();
    for version in versions() {
        firsts.entry(version.minor_line()).or_insert(version);
    }
    for version in firsts.values() {
        for profile in PROFILES {
            let text = override_text(&plan(profile, version, ErrataChoice::Default)).unwrap();
            let files = vec![(format!("override-{profile}.yaml"), text)];
            let case = Case { files, chart: Some(version.to_string()), ..Case::default() };
            let ours = |rule: &str| ALL.iter().any(|one| one.id == rule && ["yaml", "layering"].contains(&one.family));
            for finding in lint(&CATALOG, &case).iter().filter(|finding| ours(finding.rule)) {
                assert_eq!(
                    finding.severity,
                    Severity::Info,
                    "{profile} {version}: {} {}",
                    finding.rule,
                    finding.message
                );
            }
        }
    }
}

/// Law 5 on the largest shipped file: all fixes together take away the redundant leaves and nothing else.
#[test]
fn redundant_leaves_of_a_shipped_file_go_and_all_others_stay() {
    let Some(upstream) = support::upstream() else { return };
    let text = std::fs::read_to_string(upstream.join("0.45.0/override-prod.yaml")).unwrap();
    let found: Vec<Finding> =
        alone("redundant-override", &text).into_iter().filter(|finding| finding.fix.is_some()).collect();
    assert!(found.len() > 50, "{}", found.len());
    let mut edits: Vec<_> = found.iter().flat_map(|finding| finding.fix.clone().unwrap().edits).collect();
    edits.sort();
    edits.dedup();
    let fixed = smpgen::yaml::edit::apply(&text, &edits).unwrap();
    let leaves = |text: &str| -> BTreeMap<String, serde_json::Value> {
        match support::last_wins::read(text).value {
            serde_json::Value::Object(map) => support::leaves(&map),
            other => panic!("{other}"),
        }
    };
    let gone = paths(&found);
    let mut expected = leaves(&text);
    expected.retain(|path, _| !gone.iter().any(|gone| path == gone || path.starts_with(&format!("{gone}["))));
    assert_eq!(leaves(&fixed), expected);
    assert!(alone("redundant-override", &fixed).iter().all(|finding| finding.fix.is_none()));
}
