//! Every combination of architecture, profile and providers at seven chart versions: the legal ones render the same
//! twice, lint clean and are merged by helm as planned; the illegal ones are refused with the reason.

mod support;

#[path = "helm_real/helm.rs"]
#[allow(dead_code, reason = "the tests of helm use the rest")]
mod helm;
#[path = "support/lint.rs"]
mod lint;
#[path = "support/specs.rs"]
mod specs;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lint::{Case, lint};
use serde_json::{Map, Value, json};
use smpgen::catalog::architecture::Class;
use smpgen::catalog::version::ChartVersion;
use smpgen::leaf;
use smpgen::lint::context::Declared;
use smpgen::lint::finding::Severity;
use smpgen::plan::installation::Installation;
use smpgen::plan::legality::legality;
use smpgen::spec::declared::declared;
use smpgen::spec::{ARCHITECTURES, Spec};
use specs::{chain, planned, spec};
use support::CATALOG;

const VERSIONS: [&str; 7] = ["0.17.0", "0.22.0", "0.30.1", "0.36.0", "0.37.0", "0.44.0", "0.45.0"];
const PROFILES: [&str; 4] = ["demo", "small", "medium", "large"];

/// One provider of each store, with what it needs. The names are those of `profiles/datastores`, which a test holds.
fn providers() -> [Vec<(&'static str, Value)>; 4] {
    let address = |host: &str| json!({"host": host, "prerequisitesMet": true});
    let redis = || json!({"host": "redis.acme.io:6379", "replicated": true});
    let replica_set = || json!({"hosts": ["mongo.acme.io:27017"]});
    [
        vec![
            ("in-cluster", json!({})),
            ("self-managed", replica_set()),
            ("percona", json!({"hosts": ["smp-psmdb-db-rs0.acme.io:27017"]})),
            ("atlas", json!({"hosts": ["smp.a1b2c.mongodb.net"], "members": ["m0.a1b2c.mongodb.net:27017"]})),
        ],
        vec![
            ("in-cluster", json!({})),
            ("self-managed", address("postgres.acme.io:5432")),
            ("rds", address("postgres.acme.io:5432")),
            ("cloud-sql", address("postgres.acme.io:5432")),
        ],
        vec![
            ("in-cluster", json!({})),
            ("self-managed", redis()),
            ("enterprise", redis()),
            ("elasticache", redis()),
            ("memorystore", redis()),
        ],
        vec![
            ("in-cluster", json!({})),
            ("minio", json!({"endpoint": "https://minio.acme.io"})),
            ("s3", json!({"bucket": "smp-logs", "region": "us-east-1"})),
            ("gcs", json!({"bucket": "smp-logs"})),
        ],
    ]
}

#[test]
fn the_table_of_providers_is_that_of_the_data() {
    for (store, known) in ["mongo", "postgres", "redis", "objectStorage"].iter().zip(providers()) {
        let mut data: Vec<&str> = CATALOG.providers(store).unwrap().map(|(name, _)| name).collect();
        let mut known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        data.sort_unstable();
        known.sort_unstable();
        assert_eq!(known, data, "{store}");
    }
}

/// Every choice of four providers, as a spec of `datastores`.
fn choices() -> Vec<(String, Value)> {
    let [mongo, postgres, redis, object] = providers();
    let mut out = Vec::new();
    let with = |name: &str, fields: &Value| {
        let mut fields = fields.clone();
        fields["provider"] = json!(name);
        fields
    };
    for (m, mongo) in &mongo {
        for (p, postgres) in &postgres {
            for (r, redis) in &redis {
                for (o, object) in &object {
                    let stores = json!({"mongo": with(m, mongo), "postgres": with(p, postgres),
                        "redis": with(r, redis), "objectStorage": with(o, object)});
                    out.push((format!("{m} {p} {r} {o}"), stores));
                }
            }
        }
    }
    out
}

#[derive(Default)]
struct Counts {
    legal: usize,
    refused: BTreeMap<String, usize>,
    wrong: Vec<String>,
    /// What helm is asked about.
    asked: Vec<(String, Installation)>,
}

#[test]
fn every_combination_is_rendered_or_refused() {
    let choices = choices();
    let half = choices.len() / 2;
    let (mut counts, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| over(&choices[..half]));
        (over(&choices[half..]), other.join().unwrap())
    });
    counts.legal += other.legal;
    counts.wrong.extend(other.wrong);
    counts.asked.extend(other.asked);
    for (reason, count) in other.refused {
        *counts.refused.entry(reason).or_default() += count;
    }
    let stores: usize = VERSIONS.iter().map(|version| timescales(&version.parse().unwrap()).len()).sum();
    let all = choices.len() * ARCHITECTURES.len() * PROFILES.len() * stores;
    let refused: usize = counts.refused.values().sum();
    println!("{all} combinations: {} legal, {refused} refused", counts.legal);
    for (reason, count) in &counts.refused {
        println!("{count:6} {reason}");
    }
    assert!(
        counts.wrong.is_empty(),
        "{} wrong, such as\n{}",
        counts.wrong.len(),
        counts.wrong[..counts.wrong.len().min(30)].join("\n")
    );
    assert_eq!(counts.legal + refused, all);
    let reasons: Vec<&str> = counts.refused.keys().map(String::as_str).collect();
    insta::assert_snapshot!("reasons", reasons.join("\n"));
    by_helm(&counts.asked);
}

/// Every architecture, profile and version over some choices of providers.
fn over(choices: &[(String, Value)]) -> Counts {
    let mut counts = Counts::default();
    for (index, (providers, stores)) in choices.iter().enumerate() {
        for (place, text) in VERSIONS.iter().enumerate() {
            let version: ChartVersion = text.parse().unwrap();
            for (id, timescale) in
                ARCHITECTURES.into_iter().flat_map(|id| timescales(&version).iter().map(move |one| (id, one)))
            {
                for (size, profile) in PROFILES.iter().enumerate() {
                    let mut spec = spec(id, profile, Class::InCluster);
                    spec.datastores = serde_json::from_value(stores.clone()).unwrap();
                    spec.datastores.timescaledb = serde_json::from_str(timescale).unwrap();
                    // What is kept in the cluster is stated to be backed up in two of three.
                    if (index / 4 + index) % 3 == 0 {
                        spec.backup = None;
                    }
                    let name = format!("{text} {id} {profile} {providers} {timescale} {}", spec.backup.is_some());
                    if let Some(problem) = legality(&CATALOG, &spec, profile, &version).into_iter().next() {
                        let reason = format!("{}: {}", problem.path, problem.message.replace(text, "VERSION"));
                        assert!(problem.help.is_some(), "{name}: {reason}");
                        *counts.refused.entry(reason).or_default() += 1;
                        continue;
                    }
                    counts.legal += 1;
                    // What is planned for a store does not depend on the profile, nor floors on stores: one profile of
                    // each combination is rendered at each version.
                    if (index + place) % 3 + 1 == size || *profile == "demo" {
                        rendered(&name, &spec, &version, &mut counts);
                    }
                }
            }
        }
    }
    counts
}

/// Where TimescaleDB runs, as the specs for a version have it: in and outside the cluster where the chart has it.
fn timescales(version: &ChartVersion) -> &'static [&'static str] {
    match *version < "0.37.0".parse().unwrap() {
        true => {
            &["null", r#"{"provider": "self-managed", "host": "timescale.acme.io:5432", "prerequisitesMet": true}"#]
        }
        false => &["null"],
    }
}

fn rendered(name: &str, spec: &Spec, version: &ChartVersion, counts: &mut Counts) {
    let installation = match planned(&CATALOG, spec, Some(version)) {
        Ok(installation) => installation,
        Err(problem) => {
            counts.wrong.push(format!("{name}: {}: {}", problem.path, problem.message));
            return;
        }
    };
    let files = chain(&installation);
    if files != chain(&planned(&CATALOG, spec, Some(version)).unwrap()) {
        counts.wrong.push(format!("{name}: two renderings differ"));
    }
    let declared =
        Declared { profile: Some(installation.profile.profile.name.clone()), ..declared(spec).expect("facts") };
    let case = Case { files, chart: Some(version.to_string()), complete: true, declared, ..Case::default() };
    for finding in lint(&CATALOG, &case) {
        // The one exception of law 1.
        if finding.severity != Severity::Info && finding.rule != "undersized-volume" {
            counts.wrong.push(format!("{name}: {}: {}", finding.rule, finding.message));
        }
    }
    counts.asked.push((name.to_owned(), installation));
}

/// Holds what both helms merge the files to against the plan.
fn by_helm(asked: &[(String, Installation)]) {
    let Some(helms) = helm::find() else { return };
    let directory = tempfile::tempdir().unwrap();
    let chart = directory.path().join("chart");
    fs::create_dir_all(chart.join("templates")).unwrap();
    fs::write(chart.join("Chart.yaml"), "apiVersion: v2\nname: chart\nversion: 1.0.0\n").unwrap();
    let template = "kind: Values\nchart: {{ .Template.BasePath | quote }}\njson: {{ toJson .Values }}\n";
    fs::write(chart.join("templates/values.yaml"), template).unwrap();
    // Each file that is in any chain is seen by helm beside others; every ninth chain has them all.
    let sample: Vec<&(String, Installation)> = asked.iter().step_by(9).collect();
    for (name, installation) in &sample {
        let mut arguments = Vec::new();
        let mut merged: Map<String, Value> = installation.profile.values.clone();
        for layer in &installation.layers {
            leaf::merge(&mut merged, &layer.values);
        }
        for (file, text) in chain(installation) {
            fs::write(directory.path().join(&file), text).unwrap();
            arguments.extend(["-f".to_owned(), file]);
        }
        for helm in &helms {
            let found = helm.template(directory.path(), Path::new("chart"), &arguments);
            let found = found.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(found.values().next(), Some(&Value::Object(merged.clone())), "{name} ({:?})", helm.version);
        }
    }
    println!("{} chains merged by both helms as planned", sample.len());
}
