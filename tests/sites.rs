//! Two sites: a standby without pods has none, an activated one is the primary again, and all of it lints clean.

mod support;

#[path = "support/lint.rs"]
mod lint;
#[path = "support/sites.rs"]
mod sites;
#[path = "support/specs.rs"]
mod specs;

use std::fs;
use std::path::PathBuf;

use lint::{Case, lint};
use serde_json::{Map, Value};
use sites::{Planned, all, with_timescale};
use smpgen::catalog::version::ChartVersion;
use smpgen::leaf;
use smpgen::lint::context::Declared;
use smpgen::lint::finding::Severity;
use smpgen::lint::site::SiteRole;
use smpgen::plan::parity::{flag_problems, parity};
use smpgen::plan::standby::standby;
use smpgen::spec::declared::declared;
use smpgen::spec::inherit::Site;
use smpgen::spec::{Spec, StandbyMode};
use smpgen::yaml::path::KeyPath;
use specs::planned;
use support::{CATALOG, PROFILES};

const VERSIONS: [&str; 7] = ["0.17.0", "0.22.0", "0.30.1", "0.36.0", "0.37.0", "0.44.0", "0.45.0"];

/// A spec with two sites; `#` stands for what differs.
const SPEC: &str = "
architecture: dr-warm-standby
profile: PROFILE
modules: MODULES
release: {name: harness, namespace: harness}
datastores:
  mongo: {provider: self-managed, hosts: ['m0.db.acme.io:27017', 'm1.db.acme.io:27017', 'm2.db.acme.io:27017'], replicaSet: rs0, secret: {name: m, userKey: u, passwordKey: p}}
  postgres: {provider: self-managed, host: 'pg.db.acme.io:5432', prerequisitesMet: true, secret: {name: p, userKey: u, passwordKey: p}}
  redis: {provider: self-managed, host: 'redis.db.acme.io:6379', replicated: true, secret: {name: r, userKey: u, passwordKey: p}}
  objectStorage: {provider: s3, bucket: logs, region: eu-west-1, secret: {name: s, userKey: u, passwordKey: p}}
network: {url: 'https://smp.acme.io', className: nginx, tlsSecret: smp}
license: {secret: smp-license}
registry: {pullSecrets: [cred]}
storage: {class: gp3}
sites:
  primary: {region: one, kubeContext: one}
  standby: {mode: MODE, region: two, kubeContext: two, storage: {class: gp4}, network: {className: other}}
";

fn spec(profile: &str, modules: &[&str], mode: &str, version: &ChartVersion) -> String {
    let text = with_timescale(SPEC, version);
    text.replace("PROFILE", profile).replace("MODULES", &format!("[{}]", modules.join(", "))).replace("MODE", mode)
}

fn version(text: &str) -> ChartVersion {
    text.parse().unwrap()
}

/// Every module that the spec may name in `version`: those with a switch.
fn all_modules(version: &ChartVersion) -> Vec<&'static str> {
    let there = CATALOG.modules.iter().filter(|module| module.exists_in(version) && module.name != "platform");
    there.map(|module| module.name.as_str()).collect()
}

fn module_sets(version: &ChartVersion) -> Vec<Vec<&'static str>> {
    vec![Vec::new(), vec!["ci", "cd"], all_modules(version)]
}

/// Parts of the values without a number of pods of their own, by hand: what is here needs a reason.
const UNCOUNTED: [&str; 9] = [
    "platform.bootstrap", // wrapper; stores are outside, the ingress controller is named in the file
    "platform.looker",    // one pod, no key: named in the file
    "platform.tsdb-to-psql-migrator", // job
    "platform.harness-db-migrator", // job
    "chaos.chaos-common", // no pods
    "chaos.chaos-crd",    // no pods
    "data-platform.kafka-resources", // no pods
    "data-platform.kafka-operator", // operator, named in the file
    "platform.bootstrap.networking", // one pod each, named in the file
];

/// Services that count elsewhere than at `replicaCount`, by hand.
const ELSEWHERE: [(&str, &[&str]); 3] = [
    ("data-platform.kafka-connect-strimzi", &["replicas"]),
    ("data-platform.kafka-platform", &["nodePools.brokers.replicas", "nodePools.controllers.replicas"]),
    ("platform.envoy-gateway", &["envoyConfiguration.deployment.replicas"]),
];

fn at<'a>(values: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    leaf::get(values, &KeyPath::of(path.split('.')))
}

/// The value of the chain, else the chart's own.
fn effective(values: &Map<String, Value>, path: &str, version: &ChartVersion) -> Option<Value> {
    let default = || CATALOG.defaults().unwrap().at(&KeyPath::of(path.split('.')), version);
    at(values, path).cloned().or_else(default)
}

/// Services that may be in the cluster: no switch of theirs is off. Without modules in the spec the user's own file
/// has the switches, and only what the chain switches off is off.
fn services(values: &Map<String, Value>, version: &ChartVersion, modules_known: bool) -> Vec<String> {
    let mut out = Vec::new();
    for module in &CATALOG.modules {
        for service in module.services.iter().filter(|service| service.versions.contains(version)) {
            let off = [module.flag(version), service.flag(version)].into_iter().flatten().any(|flag| {
                let value = if modules_known { effective(values, &flag, version) } else { at(values, &flag).cloned() };
                value == Some(Value::Bool(false))
            });
            if !off {
                out.push(format!("{}.{}", module.name, service.name));
            }
        }
    }
    out
}

fn without_pods(values: &Map<String, Value>, version: &ChartVersion, modules_known: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let global = effective(values, "global.autoscaling.enabled", version);
    if *version >= self::version("0.23.0") && global != Some(Value::Bool(false)) {
        wrong.push(format!("global autoscaling is {global:?}"));
    }
    for service in services(values, version, modules_known) {
        let part_of =
            |other: &&str| service == **other || (other.matches('.').count() > 1 && service.starts_with(*other));
        if UNCOUNTED.iter().any(part_of) || service.starts_with("platform.bootstrap.database.") {
            continue;
        }
        let keys = ELSEWHERE.iter().find(|(name, _)| *name == service).map_or(&["replicaCount"][..], |(_, keys)| *keys);
        for key in keys {
            let path = format!("{service}.{key}");
            if at(values, &path) != Some(&Value::from(0)) {
                wrong.push(format!("{path} is {:?}", at(values, &path)));
            }
        }
        // Without an explicit false the sub-chart's own default counts, and that is not always public.
        if !service.starts_with("data-platform.") {
            let path = format!("{service}.autoscaling.enabled");
            if at(values, &path) != Some(&Value::Bool(false)) {
                wrong.push(format!("{path} is {:?}", at(values, &path)));
            }
        }
    }
    let all = services(values, version, modules_known);
    // Whatever the table of services says: no leaf of the whole chain asks for a pod or an autoscaler.
    for (path, value) in leaf::leaves(values) {
        let text = path.to_string();
        let counts = ["replicaCount", "replicas", "replicaCountSts"].contains(&path.last_key().unwrap_or_default());
        let store = text.starts_with("platform.bootstrap.database.");
        let job = text.starts_with("platform.tsdb-to-psql-migrator");
        // Errata keep blocks of services that have left.
        let gone = !all.iter().any(|service| text.starts_with(&format!("{service}.")));
        if counts && !store && !job && !gone && value != 0 {
            wrong.push(format!("{text} is {value}"));
        }
        if text.ends_with("autoscaling.enabled") && !job && !gone && !store && *value != Value::Bool(false) {
            wrong.push(format!("{text} is {value}"));
        }
    }
    wrong
}

/// What the activated standby has otherwise than the primary, beside what sites may have and what only the chart knows.
fn not_restored(primary: &Planned, standby: &Planned) -> Vec<String> {
    let (left, right) = (primary.values(false), standby.values(true));
    let own =
        |path: &str| ["global.storageClass", "global.storageClassName", "global.ingress.className"].contains(&path);
    let mut wrong = Vec::new();
    for (path, value) in leaf::leaves(&left) {
        if leaf::get(&right, &path) != Some(value) && !own(&path.to_string()) {
            wrong.push(format!("{path}: {value} became {:?}", leaf::get(&right, &path)));
        }
    }
    for (path, value) in leaf::leaves(&right) {
        if leaf::get(&left, &path).is_some() {
            continue;
        }
        let text = path.to_string();
        let version = &primary.installation.chart_version;
        let default = CATALOG.defaults().unwrap().at(&path, version);
        let count = value.as_i64().is_some_and(|count| count > 0) && text.to_lowercase().contains("replica");
        let autoscaler = text.ends_with(".autoscaling.enabled") && *value == Value::Bool(false);
        if default.as_ref() != Some(value) && !count && !autoscaler {
            wrong.push(format!("{path}: {value} appears"));
        }
    }
    wrong
}

#[test]
fn a_standby_without_pods_has_none_and_comes_back_whole() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    for text in VERSIONS {
        let version = version(text);
        for profile in ["small", "medium", "large"] {
            for modules in module_sets(&version) {
                let sites = all(&CATALOG, "smp.yaml", &spec(profile, &modules, "zero-pods", &version), Some(&version))
                    .unwrap_or_else(|error| panic!("{text} {profile} {modules:?}: {error}"));
                let [primary, standby] = &sites[..] else { panic!("{} sites", sites.len()) };
                assert!(primary.standby.is_none());
                cases += 1;
                let mut found = without_pods(&standby.values(false), &version, !modules.is_empty());
                found.extend(not_restored(primary, standby));
                wrong.extend(found.iter().map(|found| format!("{text} {profile} {modules:?}: {found}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong, such as\n{}", wrong.len(), wrong[..wrong.len().min(30)].join("\n"));
    assert_eq!(cases, VERSIONS.len() * 3 * 3);
    println!("{cases} standbys without pods, each back as the primary");
}

/// The smallest profile is for trials and goes with no second site; its sizes can be taken to zero all the same.
#[test]
fn every_profile_can_be_taken_to_zero() {
    for text in VERSIONS {
        let version = version(text);
        for profile in PROFILES {
            let spec = Spec { profile: Some(profile.to_owned()), ..Spec::default() };
            let installation = planned(&CATALOG, &spec, Some(&version)).unwrap();
            let planned = standby(&CATALOG, &spec, &installation, StandbyMode::ZeroPods).unwrap();
            let mut values = installation.merged();
            leaf::merge(&mut values, &planned.waiting.values);
            assert_eq!(without_pods(&values, &version, false), [""; 0], "{text} {profile}");
        }
    }
}

/// The proof above must be able to fail.
#[test]
fn a_forgotten_service_is_seen() {
    let version = version("0.45.0");
    let sites = all(&CATALOG, "smp.yaml", &spec("medium", &["ci"], "zero-pods", &version), Some(&version)).unwrap();
    let broken = |path: &str, value: Value| {
        let mut values = sites[1].values(false);
        leaf::put(&mut values, &KeyPath::of(path.split('.')), value);
        without_pods(&values, &version, true)
    };
    assert_eq!(broken("platform.gateway.replicaCount", Value::from(0)), [""; 0]);
    assert!(!broken("platform.gateway.replicaCount", Value::from(1)).is_empty());
    assert!(!broken("ci.ci-manager.autoscaling.enabled", Value::Bool(true)).is_empty());
    assert!(!broken("global.autoscaling.enabled", Value::Bool(true)).is_empty());
    assert!(!broken("global.cd.enabled", Value::Bool(true)).is_empty(), "a module that was not taken to zero");
}

#[test]
fn planned_sites_are_in_parity_and_a_drift_is_not() {
    for text in VERSIONS {
        let version = version(text);
        for mode in ["zero-pods", "dr-flags"] {
            let sites =
                all(&CATALOG, "smp.yaml", &spec("medium", &["ci", "cd"], mode, &version), Some(&version)).unwrap();
            let [primary, standby] = &sites[..] else { panic!() };
            let assumed = &standby.standby.as_ref().unwrap().assumed;
            let judge = |left: &Map<String, Value>, right: &Map<String, Value>| -> Vec<String> {
                let found = parity(&CATALOG, &version, left, right, assumed).unwrap();
                let wrong = found.into_iter().filter(|found| found.allowed.is_none());
                wrong.map(|found| found.difference.path.to_string()).chain(flag_problems(left, right)).collect()
            };
            let (left, right) = (primary.values(false), standby.values(true));
            assert_eq!(judge(&left, &right), [""; 0], "{text} {mode}");
            let drifted = |path: &str, value: Value| {
                let mut right = right.clone();
                leaf::put(&mut right, &KeyPath::of(path.split('.')), value);
                judge(&left, &right)
            };
            assert_eq!(drifted("platform.gateway.java.memory", Value::from("1g")), ["platform.gateway.java.memory"]);
            assert_eq!(drifted("global.ingress.hosts", Value::from(vec!["else.acme.io"])), [""; 0], "may differ");
            assert_eq!(drifted("global.loadbalancerURL", Value::from("x")), ["global.loadbalancerURL"]);
            let mut flagged = left.clone();
            leaf::put(&mut flagged, &KeyPath::of(["global", "dr", "createCluster"]), Value::Bool(true));
            assert!(judge(&flagged, &right).iter().any(|found| found.contains("for the standby alone")));
        }
    }
}

#[test]
fn an_activation_without_its_checks_is_seen() {
    let on = |names: &[&str]| {
        let mut values = Map::new();
        names.iter().for_each(|name| leaf::put(&mut values, &KeyPath::of(["global", "dr", name]), Value::Bool(true)));
        values
    };
    assert_eq!(flag_problems(&Map::new(), &on(&["activateCluster"])).len(), 1);
    assert_eq!(flag_problems(&Map::new(), &on(&["activateCluster", "runConfigChecks"])), [""; 0]);
    assert_eq!(flag_problems(&on(&["createCluster"]), &Map::new()).len(), 1);
}

/// Errors and warnings of a chain.
fn findings(planned: &Planned, activated: bool) -> Vec<String> {
    let mut declared = Declared {
        architecture: planned.target.spec.architecture.clone(),
        profile: Some(planned.installation.profile.profile.name.clone()),
        role: planned.target.site.map(|site| match site {
            Site::Primary => SiteRole::Primary,
            Site::Standby(_) => SiteRole::Standby,
        }),
        ..declared(&planned.target.spec).unwrap()
    };
    // These are rendered for other charts than the spec names, as with `--chart-version`.
    declared.expected.chart_version = None;
    let chart = Some(planned.installation.chart_version.to_string());
    let case = Case { files: planned.files(activated), chart, complete: true, declared, ..Case::default() };
    let bad = lint(&CATALOG, &case)
        .into_iter()
        .filter(|finding| finding.severity != Severity::Info && finding.rule != "undersized-volume");
    bad.map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

fn example(name: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)).unwrap()
}

#[test]
fn the_examples_lint_clean_and_give_the_same_bytes_twice() {
    let mut rendered = 0;
    for (name, count) in [("dr-warm-standby-two-sites.yaml", 2), ("three-environments.yaml", 3)] {
        let text = example(name);
        for version in VERSIONS.map(version) {
            let text = with_timescale(&text, &version);
            let sites = all(&CATALOG, name, &text, Some(&version)).unwrap_or_else(|error| panic!("{version}: {error}"));
            let again = all(&CATALOG, name, &text, Some(&version)).unwrap();
            assert_eq!(sites.len(), count);
            for (one, other) in sites.iter().zip(&again) {
                assert_eq!(one.files(true), other.files(true), "{name} {version}");
                for activated in [false, true] {
                    assert_eq!(findings(one, activated), [""; 0], "{name} {version} {}", one.target.name());
                    rendered += 1;
                }
            }
        }
    }
    println!("{rendered} chains rendered and linted");
}

#[test]
fn every_mode_and_module_set_lints_clean() {
    let mut wrong = Vec::new();
    for text in VERSIONS {
        let version = version(text);
        for mode in ["zero-pods", "dr-flags"] {
            for modules in [vec!["ci", "cd"], all_modules(&version)] {
                for planned in
                    all(&CATALOG, "smp.yaml", &spec("large", &modules, mode, &version), Some(&version)).unwrap()
                {
                    for activated in [false, true] {
                        let found = findings(&planned, activated);
                        let name = planned.target.name();
                        wrong.extend(found.iter().map(|found| format!("{text} {mode} {modules:?} {name}: {found}")));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} findings, such as\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

/// The command line is tested on copies: a test of it cannot reach out of its own directory.
#[test]
fn the_copies_of_the_examples_are_copies() {
    let copies = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    for (name, copy) in [("dr-warm-standby-two-sites.yaml", "sites.in"), ("three-environments.yaml", "environments.in")]
    {
        assert_eq!(fs::read_to_string(copies.join(copy).join("smp.yaml")).unwrap(), example(name), "{copy}");
    }
}

#[test]
fn environments_inherit_and_override() {
    let planned = all(&CATALOG, "x", &example("three-environments.yaml"), None).unwrap();
    let shown: Vec<String> = planned
        .iter()
        .map(|one| {
            let spec = &one.target.spec;
            format!(
                "{} {} {} {:?} {:?} {}",
                one.target.name(),
                one.installation.chart_version,
                one.installation.profile.profile.name,
                spec.modules,
                spec.datastores.mongo.hosts,
                spec.datastores.mongo.provider.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"prod1 0.45.0 medium ["ci", "cd"] ["prod1.abcde.mongodb.net"] atlas"#,
            r#"prod2 0.44.1 medium ["ci", "cd"] ["prod2.abcde.mongodb.net"] atlas"#,
            r#"prod3 0.44.1 large ["ci", "cd", "sto"] ["prod3.abcde.mongodb.net"] atlas"#,
        ]
    );
}

#[test]
fn an_environment_has_sites_of_its_own() {
    let text = spec("medium", &["ci"], "zero-pods", CATALOG.newest())
        + "environments:\n  a:\n    load: {users: 2000, ci: 100, cd: 100}\n    sites: {standby: {mode: dr-flags, region: three}}\n";
    let planned = all(&CATALOG, "x", &text, None).unwrap();
    let names: Vec<String> = planned.iter().map(|one| one.target.name()).collect();
    assert_eq!(names, ["a/primary", "a/standby"]);
    assert_eq!(planned[1].target.spec.region.as_deref(), Some("three"));
    assert_eq!(planned[1].installation.profile.profile.name, "large", "a load takes the profile's place");
    let waiting = &planned[1].standby.as_ref().unwrap().waiting;
    assert_eq!(at(&waiting.values, "global.dr.createCluster"), Some(&Value::Bool(true)));
}
