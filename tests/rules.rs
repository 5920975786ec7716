//! Every rule: its page is complete, each bad example fires it, each good example is silent.
//!
//! A fence of YAML below `## Bad` or `## Good` is a case: one file by itself, for the newest chart version. A comment
//! before it says what else: `<!-- test: chart=0.30.0 profile=small complete -->`, or `set=a.b=1` for a flag. With
//! `chain` the fences up to the next line of prose are the files of one chain; with `together` they are linted in one
//! run, each by itself; with `other-site` the second is the other site of the first. `name=override-small.yaml` names a file (the first of a chain). With `from=0.35.3` the case is an
//! upgrade from there, and `fcv=7.0`, `done=STEP` and the like are declared facts; with `installed` the first fence is
//! the values of the installed release; with `spec` it is the `smp.yaml` of the chain that follows. `command=harness/harness` is the chart of a helm command.

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, Upgrade, lint_together};
use smpgen::catalog::Catalog;
use smpgen::catalog::datastores::StoreName;
use smpgen::helm::command_line::ReuseValues;
use smpgen::helm::strvals::SetKind;
use smpgen::helm::version::HelmVersion;
use smpgen::lint::datastore_facts::DatastoreFacts;
use smpgen::lint::finding::Finding;
use smpgen::lint::fixing::{Candidate, fix};
use smpgen::lint::jump::Deployer;
use smpgen::lint::rule::Rule;
use smpgen::rules::ALL;
use smpgen::spec::declared::declared;
use smpgen::spec::read::SpecFile;
use smpgen::yaml::source::Source;

const HEADINGS: [&str; 7] = ["What it finds", "Why it matters", "Bad", "Good", "Fix", "Exceptions", "Source"];

#[test]
fn ids_are_sorted_unique_and_kebab_case() {
    let ids: Vec<&str> = ALL.iter().map(|rule| rule.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted, "rules::ALL is sorted by id, each once");
    for id in ids {
        assert!(id.chars().all(|char| char.is_ascii_lowercase() || char == '-'), "{id}");
    }
}

#[test]
fn every_page_is_complete() {
    for rule in ALL {
        let mut lines = rule.page.lines();
        assert_eq!(lines.next(), Some(format!("# {}", rule.id).as_str()), "{}", rule.id);
        let headings: Vec<&str> = rule.page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.id);
        for heading in HEADINGS {
            assert!(!section(rule, heading).trim().is_empty(), "{}: {heading} is empty", rule.id);
        }
    }
}

#[test]
fn bad_examples_fire_and_good_ones_do_not() {
    let catalog = Catalog::load(None).unwrap();
    let mut wrong = Vec::new();
    for rule in ALL {
        for (heading, fires) in [("Bad", true), ("Good", false)] {
            let cases = cases(section(rule, heading));
            assert!(!cases.is_empty(), "{}: no example below {heading}", rule.id);
            for (number, case) in cases.iter().enumerate() {
                let found = lint_together(&catalog, case);
                if found.iter().any(|finding| finding.rule == rule.id) != fires {
                    let ids: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
                    wrong.push(format!("{}: {heading} example {} gives {ids:?}", rule.id, number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A fix that is shown to people and then refused by its own proof is a promise broken.
#[test]
fn every_fix_that_a_bad_example_offers_is_applied() {
    let catalog = Catalog::load(None).unwrap();
    let mut wrong = Vec::new();
    for rule in ALL {
        // What an upgrade finds is not fixed in place.
        let fixable = |case: &&Case| !case.together && case.upgrade.is_none();
        for (number, case) in cases(section(rule, "Bad")).iter().enumerate().filter(|(_, case)| fixable(case)) {
            let texts = case.files.iter().map(|(_, text)| text.clone()).collect();
            let lint = |texts: &[String]| {
                let named = case.files.iter().zip(texts).map(|((name, _), text)| (name.clone(), text.clone()));
                let found = lint_together(&catalog, &Case { files: named.collect(), ..case.clone() });
                let candidate = |finding: Finding| {
                    let fix = finding.fix?;
                    let file = usize::try_from(fix.layer.0).unwrap();
                    Some(Candidate { file, rule: finding.rule, path: finding.path, fix })
                };
                let of_rule = found.into_iter().filter(|finding| finding.rule == rule.id);
                Ok::<_, ()>(of_rule.filter_map(candidate).collect())
            };
            for dropped in fix(texts, lint).unwrap().dropped {
                wrong.push(format!("{} example {}: {}", rule.id, number + 1, dropped.why));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn section<'p>(rule: &'p Rule, heading: &str) -> &'p str {
    let start = rule.page.find(&format!("\n## {heading}\n")).expect(heading) + heading.len() + 5;
    let rest = &rule.page[start..];
    rest.find("\n## ").map_or(rest, |end| &rest[..end])
}

/// The examples of a section.
fn cases(section: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut options = String::new();
    let mut open: Option<Case> = None;
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if let Some(directive) = line.strip_prefix("<!-- test:") {
            cases.extend(open.take());
            options = directive.trim_end_matches("-->").trim().to_owned();
        } else if line == "```yaml" {
            let text: String =
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            let chain = options
                .split_whitespace()
                .any(|word| ["chain", "together", "installed", "other-site", "spec"].contains(&word));
            match open.as_mut() {
                Some(case) if chain && installs(case) => {
                    let installed = std::mem::replace(&mut case.files[0].1, text);
                    case.upgrade.as_mut().unwrap().installed = Some(installed);
                }
                Some(case) if chain => case.files.push((format!("{}.yaml", case.files.len() + 1), text)),
                _ => {
                    cases.extend(open.take());
                    open = Some(case(&options, text));
                }
            }
            if !chain {
                cases.extend(open.take());
                options.clear();
            }
        } else if !line.trim().is_empty() {
            cases.extend(open.take());
            options.clear();
        }
    }
    cases.extend(open);
    cases
}

/// Whether the first fence is taken for the installed values, and the chain begins now.
fn installs(case: &Case) -> bool {
    case.upgrade.as_ref().is_some_and(|upgrade| upgrade.installed.as_deref() == Some(""))
}

fn case(options: &str, text: String) -> Case {
    let mut upgrade = Upgrade::default();
    let mut case = Case { files: vec![("1.yaml".to_owned(), text)], ..Case::default() };
    for word in options.split_whitespace() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("chain" | "complete", "") => case.complete = true,
            ("together", "") => case.together = true,
            ("no-final-newline", "") => {
                let text = &mut case.files[0].1;
                text.truncate(text.trim_end().len());
            }
            ("set", text) => case.sets.push((SetKind::Set, text.to_owned())),
            ("set-json", text) => case.sets.push((SetKind::SetJson, text.to_owned())),
            ("chart", version) => case.chart = Some(version.to_owned()),
            ("name", name) => name.clone_into(&mut case.files[0].0),
            ("profile", name) => case.declared.profile = Some(name.to_owned()),
            ("architecture", name) => case.declared.architecture = Some(name.to_owned()),
            ("helm", "4") => case.declared.helm = Some(HelmVersion::V4),
            ("helm", _) => case.declared.helm = Some(HelmVersion::V3),
            ("cloud", name) => case.declared.cloud = Some(name.to_owned()),
            ("users", number) => case.declared.users = number.parse().ok(),
            ("ci", number) => case.declared.ci = number.parse().ok(),
            ("cd", number) => case.declared.cd = number.parse().ok(),
            ("qos", word) => case.declared.qos = Some(word.parse().unwrap()),
            ("role", word) => case.declared.role = Some(word.parse().unwrap()),
            ("backup", words) => case.declared.surroundings.backup = Some(words.to_owned()),
            ("external-tls", "") => case.declared.surroundings.external_tls = Some(true),
            ("external-routes", "") => case.declared.surroundings.external_routes = Some(true),
            ("redis-replicated", "") => case.declared.surroundings.redis_replicated = Some(true),
            ("first-install", "") => case.declared.surroundings.first_install = Some(true),
            ("copied", image) => case.declared.surroundings.copied_images.push(image.to_owned()),
            ("other-site", "") => case.sites = true,
            ("single-node", "") => case.declared.cluster.single_node = true,
            ("file-backup", "") => case.declared.file_system_backup = true,
            ("default-class", "") => case.declared.cluster.default_storage_class = true,
            ("provisioner", name) => case.declared.cluster.provisioner = Some(name.to_owned()),
            ("platform", name) => case.declared.cluster.platform = name.parse().ok(),
            ("kubernetes", version) => case.declared.cluster.kubernetes = Some(version.parse().unwrap()),
            ("node-cpu", size) => case.declared.cluster.node.cpu = Some(size.parse().unwrap()),
            ("node-memory", size) => case.declared.cluster.node.memory = Some(size.parse().unwrap()),
            ("reserved-memory", size) => case.declared.cluster.node.reserved_memory = size.parse().unwrap(),
            ("from", version) => upgrade.from = version.to_owned(),
            ("installed", "") => upgrade.installed = Some(String::new()),
            ("fcv", version) => upgrade.facts.mongo_fcv = Some(version.to_owned()),
            ("timescale-data", size) => upgrade.facts.timescale_data = Some(size.parse().unwrap()),
            ("migration-complete", "") => upgrade.facts.migration_complete = true,
            ("postgres-16", "") => upgrade.facts.postgres_16 = true,
            ("done", step) => upgrade.facts.done.push(step.to_owned()),
            ("stepwise", "") => upgrade.facts.stepwise = true,
            ("deployer", "argocd") => upgrade.facts.deployer = Deployer::Argocd,
            ("reuse", "") => upgrade.facts.reuse_values = ReuseValues::Reuse,
            ("command", chart) => case.declared.chart = Some(chart.to_owned()),
            ("pull-secret", "") => case.declared.cluster.pull_secret = true,
            ("spec", "") => {
                let (_, text) = case.files.remove(0);
                let file = SpecFile::read(Source::from_text("smp.yaml", text)).unwrap();
                case.declared = declared(&file.spec).unwrap();
                case.chart = file.spec.chart_version.map(String::from);
                case.complete = true;
            }
            ("prerequisites-met", "") => {
                STORES.iter().for_each(|(_, store)| case.declared.datastores.of_mut(*store).prerequisites_met = true);
            }
            (other, value) => {
                let known = store_fact(&mut case.declared.datastores, other, value);
                assert!(known, "unknown option `{other}` of an example");
            }
        }
    }
    if !upgrade.from.is_empty() {
        case.complete = true;
        case.upgrade = Some(upgrade);
    }
    case
}

const STORES: [(&str, StoreName); 5] = [
    ("mongo", StoreName::Mongo),
    ("postgres", StoreName::Postgres),
    ("redis", StoreName::Redis),
    ("timescaledb", StoreName::Timescaledb),
    ("minio", StoreName::Minio),
];

/// A fact about a store outside, such as `redis-data=1Gi`; false for another option.
fn store_fact(facts: &mut DatastoreFacts, option: &str, value: &str) -> bool {
    let Some((store, fact)) = option.split_once('-') else { return false };
    let Some((_, store)) = STORES.iter().find(|(name, _)| *name == store) else { return false };
    let facts = facts.of_mut(*store);
    match fact {
        "version" => facts.version = Some(value.parse().unwrap()),
        "data" => facts.data_memory = Some(value.parse().unwrap()),
        "nodes" => facts.nodes = Some(value.parse().unwrap()),
        "cpu" => facts.cpu = Some(value.parse().unwrap()),
        "memory" => facts.memory = Some(value.parse().unwrap()),
        _ => return false,
    }
    true
}
