//! Reference architectures: which combinations are legal, what the legal ones render, and the example specs.

mod support;

#[path = "support/lint.rs"]
mod lint;
#[path = "support/specs.rs"]
mod specs;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lint::{Case, lint};
use serde_json::{Map, Value};
use smpgen::catalog::Catalog;
use smpgen::catalog::architecture::{Architecture, Class};
use smpgen::catalog::version::ChartVersion;
use smpgen::leaf;
use smpgen::lint::context::Declared;
use smpgen::lint::finding::{Finding, Severity};
use smpgen::plan::installation::Installation;
use smpgen::plan::legality::legality;
use smpgen::spec::declared::declared;
use smpgen::spec::read::SpecFile;
use smpgen::spec::{ARCHITECTURES, Spec};
use smpgen::yaml::source::Source;
use specs::{chain, combinations, for_two_sites, installed, planned, spec};
use support::CATALOG;

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
    let declared =
        Declared { profile: Some(installation.profile.profile.name.clone()), ..declared(spec).expect("facts") };
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

/// What the architecture of an example comes to: the file without its header, and what must exist before.
fn shown(id: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{id}.yaml"));
    let text = fs::read_to_string(path).unwrap();
    let version = version("0.45.0");
    let installation = installed(&CATALOG, id, &text, Some(&version)).unwrap_or_else(|error| panic!("{error}"));
    let files = chain(&installation);
    let (_, body) = files.iter().find(|(name, _)| name == "architecture.yaml").unwrap();
    let mut out: String = body.lines().skip_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    for needed in installation.prerequisites {
        out.push_str(&format!("\n[{}]\n{}\n", needed.about, needed.needs.join("\n")));
        out.push_str(&needed.commands.iter().map(|command| format!("$ {command}\n")).collect::<String>());
    }
    out
}

/// The number of pods that a service never falls below, and never grows above where that is known.
fn bounds(values: &Map<String, Value>, service: &str) -> (i64, Option<i64>) {
    let at = |key: &str| leaf::get(values, &format!("{service}.{key}").parse().unwrap()).cloned();
    let number = |key| at(key).and_then(|value| value.as_i64());
    match at("autoscaling.enabled") == Some(Value::Bool(true)) {
        true => (number("autoscaling.minReplicas").unwrap_or(2), number("autoscaling.maxReplicas")),
        false => (number("replicaCount").unwrap_or(1), None),
    }
}

#[test]
fn floors_are_raised_and_never_lowered_and_budgets_block_no_drain() {
    let (mut chains, mut raised, mut budgets) = (0, 0, 0);
    for version in support::versions() {
        let choices = ["default", "none"];
        for (profile, errata) in
            ["small", "medium", "large"].into_iter().flat_map(|name| choices.map(|errata| (name, errata)))
        {
            let mut spec = spec("prod-3-replica", profile, Class::InCluster);
            spec.errata = Some(errata.to_owned());
            let installation = planned(&CATALOG, &spec, Some(version)).unwrap();
            let own = &installation.profile.values;
            let layer = &installation.layers[0].values;
            let mut merged = own.clone();
            for (path, value) in leaf::leaves(layer) {
                leaf::put(&mut merged, &path, value.clone());
            }
            chains += 1;
            let floors = architectures().iter().find(|one| one.id == "prod-3-replica").unwrap().floors.iter();
            for (floor, service) in floors.flat_map(|floor| floor.services.iter().map(|name| (floor.replicas, name))) {
                if leaf::get(own, &service.parse().unwrap()).is_none() {
                    assert_eq!(leaf::get(layer, &service.parse().unwrap()), None, "{version} {service}");
                    continue;
                }
                let (before, (least, most)) = (bounds(own, service).0, bounds(&merged, service));
                let at = format!("{version} {profile} {service}");
                assert!(least >= floor && least == before.max(floor), "{at}: {before} became {least}");
                assert!(most.is_none_or(|most| most >= least), "{at}");
                raised += usize::from(least > before);
                let budget = leaf::get(&merged, &format!("{service}.pdb.create").parse().unwrap()).is_some();
                assert_eq!(budget, version.minor_line() >= (0, 21), "{at}");
            }
            // Services that the override holds at one pod would scale with the chart's own default.
            let global = leaf::get(&merged, &"global.autoscaling.enabled".parse().unwrap());
            assert_eq!(global, (version.minor_line() >= (0, 23)).then_some(&Value::Bool(false)), "{version} {errata}");
            let members = leaf::get(&merged, &"platform.bootstrap.database.mongodb.replicaCount".parse().unwrap());
            assert_eq!(members, Some(&Value::from(3)), "{version} {errata}");
            budgets += leaf::leaves(layer).iter().filter(|(path, _)| path.to_string().ends_with(".pdb.create")).count();
        }
    }
    println!("{chains} chains: {raised} floors raised, {budgets} budgets");
    assert!(raised > 0 && budgets > 0);
}

#[test]
fn another_catalog_brings_its_own_architectures() {
    let directory = tempfile::tempdir().unwrap();
    let copy = |from: &str, to: &Path| {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles").join(from)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
            }
        }
    };
    for name in ["", "services", "architectures"] {
        let to = directory.path().join(name);
        fs::create_dir_all(&to).unwrap();
        copy(name, &to);
    }
    let asked = || {
        let catalog = Catalog::load(Some(directory.path())).unwrap();
        let answer = catalog.architectures().map(|all| format!("{all:?}"));
        answer.map_err(|error| error.to_string().replace(&directory.path().display().to_string(), "DIR"))
    };
    assert_eq!(asked().unwrap(), format!("{:?}", architectures()));
    let file = directory.path().join("architectures/prod-3-replica-cloud.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let broken = [
        ("redis: [cloud]", "redis: [clowd]", "DIR/architectures/prod-3-replica-cloud.yaml:12: `/stores/redis/0`"),
        ("floorsLike: prod-3-replica", "floorsLike: prod-9", "no architecture `prod-9` stands before this one"),
        ("architecture: prod-3-replica-cloud", "architecture: demo", "two files are for the architecture `demo`"),
        ("ha: true", "ha: perhaps", "`/ha`"),
    ];
    for (old, new, expected) in broken {
        fs::write(&file, text.replace(old, new)).unwrap();
        let error = asked().unwrap_err();
        assert!(error.contains(expected), "{new}: {error}");
    }
    fs::remove_file(&file).unwrap();
    assert!(asked().unwrap_err().contains("prod-3-replica-cloud.yaml"));
}

/// The values of a network section, and what must exist before; findings fail the test.
fn network(section: &str, chart: &str) -> String {
    let version = version(chart);
    let text = format!(
        "profile: medium\nstorage: {{class: gp3}}\nlicense: {{secret: l}}\nmodules: [ci]\nregistry: {{pullSecrets: [cred]}}\nnetwork: {section}\n"
    );
    let installation = installed(&CATALOG, "smp.yaml", &text, Some(&version)).unwrap_or_else(|error| panic!("{error}"));
    let spec = SpecFile::read(Source::from_text("smp.yaml", text.as_str())).unwrap().spec;
    let found = findings(&installation, &spec);
    assert!(found.is_empty(), "{section}: {found:#?}");
    let layer = &installation.layers[0];
    let wanted = |path: &str| {
        !["global.storage", "global.license", "global.ci.", "global.imagePull"]
            .iter()
            .any(|other| path.starts_with(other))
    };
    let leaves = support::leaves(&layer.values);
    let mut out = format!("{section} ({chart})\n");
    for (path, value) in leaves.iter().filter(|(path, _)| wanted(path)) {
        out.push_str(&format!("  {path}: {value}\n"));
    }
    for needed in
        installation.prerequisites.iter().filter(|needed| ["Network", "Certificate"].contains(&needed.about.as_str()))
    {
        out.push_str(&needed.needs.iter().map(|line| format!("  > {line}\n")).collect::<String>());
        out.push_str(&needed.commands.iter().map(|line| format!("  $ {line}\n")).collect::<String>());
    }
    out
}

#[test]
fn every_way_to_the_platform_lints_clean() {
    let cases = [
        ("{url: http://10.0.0.7, loadBalancerIp: 10.0.0.7}", "0.45.0"),
        ("{url: https://smp.acme.io, hosts: [\"*.smp.acme.io\"]}", "0.45.0"),
        ("{url: https://smp.acme.io, className: nginx, tlsSecret: smp}", "0.17.0"),
        ("{url: https://smp.acme.io, route: gateway-api, tlsSecret: smp}", "0.45.0"),
        ("{url: http://smp.acme.io, route: gateway-api}", "0.44.0"),
        ("{url: https://smp.acme.io, route: istio, tlsSecret: smp}", "0.45.0"),
        ("{url: http://smp.acme.io:8080, route: istio, istioGateway: istio-system/public}", "0.36.0"),
    ];
    insta::assert_snapshot!("network", cases.map(|(section, chart)| network(section, chart)).join("\n"));
}

#[test]
fn what_an_example_comes_to() {
    insta::assert_snapshot!("architecture-prod-1-replica", shown("prod-1-replica"));
    insta::assert_snapshot!("architecture-prod-3-replica-external", shown("prod-3-replica-external"));
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
                let mut spec = for_two_sites(spec(id, profile, class), &version);
                spec.modules = modules.iter().map(|name| (*name).to_owned()).collect();
                if !legality(&CATALOG, &spec, profile, &version).is_empty() {
                    continue;
                }
                let installation = planned(&CATALOG, &spec, Some(&version)).unwrap();
                if version == *CATALOG.newest() {
                    let again = planned(&CATALOG, &spec, Some(&version)).unwrap();
                    assert_eq!(chain(&installation), chain(&again));
                }
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
        // Before 0.37.0 there was a TimescaleDB too, of which they say nothing.
        for version in ["0.45.0", "0.37.0"].map(version) {
            let name = format!("{id}.yaml");
            let installation =
                installed(&CATALOG, &name, &text, Some(&version)).unwrap_or_else(|error| panic!("{error}"));
            assert!(!installation.prerequisites.is_empty());
            let spec = SpecFile::read(Source::from_text(&name, text.as_str())).unwrap().spec;
            let found = findings(&installation, &spec);
            assert!(found.is_empty(), "{id} {version}: {found:#?}");
        }
    }
}
