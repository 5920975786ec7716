//! Reference architectures: which combinations are legal, what the legal ones render, and the example specs.

mod support;

#[path = "support/lint.rs"]
mod lint;
#[path = "support/specs.rs"]
mod specs;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use lint::{Case, lint};
use smpgen::catalog::architecture::{Architecture, Class};
use smpgen::catalog::version::ChartVersion;
use smpgen::lint::context::Declared;
use smpgen::lint::finding::{Finding, Severity};
use smpgen::plan::installation::Installation;
use smpgen::plan::legality::legality;
use smpgen::spec::{ARCHITECTURES, Spec};
use specs::{chain, installed, planned};
use support::{CATALOG, PROFILES};

/// The chart versions that the architectures are rendered for, one at least on each side of a change.
const VERSIONS: [&str; 9] = ["0.17.0", "0.20.2", "0.22.0", "0.23.0", "0.30.0", "0.36.0", "0.37.0", "0.44.0", "0.45.0"];

fn architectures() -> &'static [Architecture] {
    CATALOG.architectures().unwrap()
}

fn version(text: &str) -> ChartVersion {
    text.parse().unwrap()
}

/// Errors and warnings of the whole chain, and the infos of one rule that we promise to keep silent too.
fn findings(installation: &Installation, spec: &Spec) -> Vec<String> {
    let declared = Declared {
        architecture: spec.architecture.clone(),
        profile: Some(installation.profile.profile.name.clone()),
        ..Declared::default()
    };
    let chart = Some(installation.chart_version.to_string());
    let case = Case { files: chain(installation), chart, complete: true, declared, ..Case::default() };
    let kept = |finding: &Finding| {
        finding.rule != "undersized-volume"
            && (finding.severity != Severity::Info || finding.rule == "redundant-override")
            // The override repeats the chart here and there; the file beside it must not.
            && (finding.rule != "redundant-override" || finding.location.layer.0 > 0)
    };
    let found = lint(&CATALOG, &case).into_iter().filter(kept);
    found.map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

#[test]
fn the_names_in_the_spec_are_those_of_the_data() {
    let ids: Vec<&str> = architectures().iter().map(|architecture| architecture.id.as_str()).collect();
    assert_eq!(ids, ARCHITECTURES);
}

#[test]
fn the_data_names_profiles_and_services_that_exist() {
    for architecture in architectures() {
        for name in &architecture.profiles {
            assert!(CATALOG.profile(name).is_ok(), "{}: {name}", architecture.id);
        }
        for service in architecture.floors.iter().flat_map(|floor| &floor.services) {
            let (module, name) = service.split_once('.').unwrap();
            let module = CATALOG.module(module).unwrap();
            assert!(module.services.iter().any(|other| other.name == name), "{}: {service}", architecture.id);
        }
        assert_eq!(architecture.ha, !architecture.floors.is_empty(), "{}", architecture.id);
    }
    let core = &CATALOG.limits().unwrap().core_services;
    let floors = &architectures()[2].floors;
    for service in core {
        let name = service.to_string();
        assert!(floors.iter().any(|floor| floor.replicas == 3 && floor.services.contains(&name)), "{name}");
    }
}

/// Prints what the examples come to: `cargo test --test architectures shown -- --nocapture`.
#[test]
fn the_examples_are_shown() {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    for id in ARCHITECTURES {
        let text = fs::read_to_string(directory.join(format!("{id}.yaml"))).unwrap();
        let installation = installed(&CATALOG, id, &text, None).unwrap_or_else(|error| panic!("{error}"));
        for (name, text) in chain(&installation).into_iter().skip(1) {
            println!("=== {id} {name}\n{text}");
        }
        println!("{}", serde_json::to_string_pretty(&installation.prerequisites).unwrap());
    }
}

/// A spec for an architecture and profile, with one provider of the class for each database.
fn spec(architecture: &str, profile: &str, class: Class) -> Spec {
    let [mongo, postgres, redis, object] = match class {
        Class::InCluster => ["in-cluster"; 4],
        Class::SelfManaged => ["self-managed", "self-managed", "self-managed", "minio"],
        Class::Cloud => ["atlas", "rds", "elasticache", "s3"],
    };
    let mut spec = Spec {
        architecture: Some(architecture.to_owned()),
        profile: Some(profile.to_owned()),
        license: serde_json::from_str(r#"{"secret": "smp-license"}"#).unwrap(),
        backup: serde_json::from_str(r#"{"tool": "velero"}"#).unwrap(),
        registry: serde_json::from_str(r#"{"pullSecrets": ["cred"]}"#).unwrap(),
        storage: serde_json::from_str(r#"{"class": "gp3"}"#).unwrap(),
        network: serde_json::from_str(r#"{"url": "https://smp.acme.io", "tlsSecret": "smp-tls"}"#).unwrap(),
        ..Spec::default()
    };
    spec.datastores.mongo.provider = Some(mongo.to_owned());
    spec.datastores.postgres.provider = Some(postgres.to_owned());
    spec.datastores.redis.provider = Some(redis.to_owned());
    spec.datastores.object_storage.provider = Some(object.to_owned());
    spec
}

fn combinations() -> Vec<(&'static str, &'static str, Class)> {
    let profiles = |id: &'static str| PROFILES.into_iter().map(move |profile| (id, profile));
    let pairs = ARCHITECTURES.into_iter().flat_map(profiles);
    pairs.flat_map(|(id, profile)| Class::ALL.into_iter().map(move |class| (id, profile, class))).collect()
}

#[test]
fn every_combination_is_legal_or_refused_with_its_reason() {
    let version = version("0.45.0");
    let (mut legal, mut reasons) = (BTreeMap::new(), BTreeMap::<String, usize>::new());
    for (id, profile, class) in combinations() {
        let problems = legality(&CATALOG, &spec(id, profile, class), profile, &version);
        let size_fits = (id == "demo") == (profile == "demo");
        let class_fits = match id {
            "demo" | "prod-1-replica" | "prod-3-replica" => class == Class::InCluster,
            "prod-3-replica-cloud" => class == Class::Cloud,
            _ => class != Class::InCluster,
        };
        assert_eq!(problems.is_empty(), size_fits && class_fits, "{id} {profile} {class:?}: {problems:?}");
        *legal.entry(id).or_insert(0) += usize::from(problems.is_empty());
        for problem in problems {
            assert!(problem.help.is_some(), "{problem:?}");
            *reasons.entry(problem.path.to_string()).or_default() += 1;
        }
    }
    let all = combinations().len();
    let count: usize = legal.values().sum();
    println!(
        "{all} combinations of architecture, profile and class of provider: {count} legal, {} illegal",
        all - count
    );
    println!("legal by architecture: {legal:?}\nproblems by place: {reasons:?}");
    assert_eq!((all, count), (72, 22));
}

#[test]
fn every_legal_combination_renders_the_same_twice_and_lints_clean() {
    let mut rendered = 0;
    let mut wrong = Vec::new();
    for text in VERSIONS {
        let version = version(text);
        for (id, profile, class) in combinations() {
            for modules in [&[][..], &["ci", "cd", "sto", "ccm"]] {
                let mut spec = spec(id, profile, class);
                spec.modules = modules.iter().map(|name| (*name).to_owned()).collect();
                if !legality(&CATALOG, &spec, profile, &version).is_empty() {
                    continue;
                }
                let installation = planned(&CATALOG, &spec, Some(&version)).unwrap();
                let again = planned(&CATALOG, &spec, Some(&version)).unwrap();
                assert_eq!(chain(&installation), chain(&again));
                rendered += 1;
                let found = findings(&installation, &spec);
                wrong.extend(found.iter().map(|found| format!("{text} {id} {profile} {class:?} {modules:?}: {found}")));
            }
        }
    }
    println!("{rendered} chains rendered and linted");
    assert!(wrong.is_empty(), "{} findings, such as\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    assert_eq!(rendered, 22 * 2 * VERSIONS.len());
}

#[test]
fn the_examples_render_and_lint_clean() {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    for id in ARCHITECTURES {
        let text = fs::read_to_string(directory.join(format!("{id}.yaml"))).unwrap();
        for version in ["0.45.0", "0.36.0"].map(version) {
            let name = format!("{id}.yaml");
            let installation =
                installed(&CATALOG, &name, &text, Some(&version)).unwrap_or_else(|error| panic!("{error}"));
            assert!(!installation.prerequisites.is_empty());
            let spec = Spec { architecture: Some(id.to_owned()), ..Spec::default() };
            let found = findings(&installation, &spec);
            // Only a declared fact tells these two rules that it is meant.
            let outside = text.contains("tlsTerminatedOutside: true");
            let found: Vec<_> =
                found.iter().filter(|found| !(outside && found.starts_with("ingress-tls-mismatch"))).collect();
            assert!(found.is_empty(), "{id} {version}: {found:#?}");
        }
    }
}
