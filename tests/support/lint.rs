//! Linting texts in tests, without a process.

use smpgen::catalog::Catalog;
use smpgen::helm::chain::layers;
use smpgen::helm::strvals::SetKind;
use smpgen::helm::value::LayerId;
use smpgen::helm::version::HelmVersion;
use smpgen::lint::context::{Context, Declared, Parts};
use smpgen::lint::engine;
use smpgen::lint::finding::Finding;
use smpgen::lint::rule::Rule;
use smpgen::lint::secret_manifest::{SecretManifest, secret_manifests};
use smpgen::lint::site::OtherSite;
use smpgen::lint::unit::{Unit, profile_files, role};
use smpgen::lint::waiver::Waivers;
use smpgen::rules;
use smpgen::yaml::source::Source;

/// How a text is linted; the default is one file by itself for the newest chart version.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Name and text of each values file, in the order of the chain.
    pub files: Vec<(String, String)>,
    /// Flags of the `--set` family, after the files.
    pub sets: Vec<(SetKind, String)>,
    pub chart: Option<String>,
    pub complete: bool,
    pub declared: Declared,
    /// Whether the files are linted in one run, each by itself, instead of as a chain.
    pub together: bool,
    /// Whether the second file is the other site of the first.
    pub sites: bool,
}

/// `text` as the chain of the other site, for the newest chart version.
#[allow(dead_code, reason = "each test file uses its own part")]
pub fn other_site(catalog: &Catalog, text: &str) -> OtherSite {
    let mut layers = layers(vec![Source::from_text("other.yaml", text)], &[]);
    layers.iter_mut().for_each(|layer| layer.id = LayerId(1000));
    let mut read_file = |path: &str| Err(format!("{path}: no files in tests"));
    let unit = Unit::new(layers, true, HelmVersion::V3, &mut read_file).map_err(|(_, error)| error).unwrap();
    OtherSite { name: "standby".to_owned(), chart_version: catalog.newest().clone(), values: unit.merged.values }
}

/// What all rules find on 2026-06-30, without what is waived. A chain that Helm refuses gives the finding `invalid-yaml` alone.
#[allow(dead_code, reason = "each test file uses its own part")]
pub fn lint(catalog: &Catalog, case: &Case) -> Vec<Finding> {
    lint_with(catalog, case, rules::ALL)
}

/// What all rules find in the files of one run.
#[allow(dead_code, reason = "each test file uses its own part")]
pub fn lint_together(catalog: &Catalog, case: &Case) -> Vec<Finding> {
    if let (true, [here, there]) = (case.sites, case.files.as_slice()) {
        let mut case = Case { files: vec![here.clone()], sites: false, ..case.clone() };
        case.declared.other_site = Some(other_site(catalog, &there.1));
        return lint(catalog, &case);
    }
    if !case.together {
        return lint(catalog, case);
    }
    let files = case.files.iter().map(|(name, text)| Source::from_text(name.as_str(), text.as_str())).collect();
    let profiles: Vec<String> = catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
    let mut declared = case.declared.clone();
    let layers = layers(files, &[]);
    declared.tiers = profile_files(&layers, &profiles, HelmVersion::V3);
    // Manifests of Secrets are no values, as in the command.
    let manifests: Vec<Option<Vec<SecretManifest>>> = layers.iter().map(secret_manifests).collect();
    declared.secrets = manifests.iter().flatten().flatten().cloned().collect();
    let alone =
        |file: &(String, String)| Case { files: vec![file.clone()], declared: declared.clone(), ..case.clone() };
    let values = case.files.iter().zip(&manifests).filter(|(_, manifest)| manifest.is_none());
    values.flat_map(|(file, _)| lint(catalog, &alone(file))).collect()
}

/// What `rules` find.
pub fn lint_with(catalog: &Catalog, case: &Case, rules: &[Rule]) -> Vec<Finding> {
    let files = case.files.iter().map(|(name, text)| Source::from_text(name.as_str(), text.as_str())).collect();
    let layers = layers(files, &case.sets);
    let mut read_file = |path: &str| Err(format!("{path}: no files in tests"));
    let helm = case.declared.helm.unwrap_or(HelmVersion::V3);
    let unit = match Unit::new(layers, case.complete, helm, &mut read_file) {
        Ok(unit) => unit,
        Err((_, error)) => return vec![rules::refused(&error)],
    };
    let profiles: Vec<String> = catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
    let context = Context::new(Parts {
        catalog,
        defaults: catalog.defaults().unwrap(),
        chart_version: case.chart.as_ref().map_or_else(|| catalog.newest().clone(), |text| text.parse().unwrap()),
        declared: &case.declared,
        roles: unit.layers.iter().map(|layer| role(layer, &profiles)).collect(),
        unit: &unit,
    });
    let mut waivers = Waivers::new("2026-06-30".parse().unwrap());
    for (layer, reading) in unit.files() {
        waivers.read(layer, reading, &rules::waivable());
    }
    let (mut found, _) = waivers.apply(&unit.layers, engine::run(&context, rules));
    let all = rules.len() == rules::ALL.len();
    found.extend(waivers.problems(|_, _| all).into_iter().map(rules::waiver::finding));
    engine::sort(&mut found);
    found
}

/// `text` with the fix of `finding` applied.
#[allow(dead_code, reason = "not every test file applies fixes")]
pub fn fixed(text: &str, finding: &Finding) -> String {
    let fix = finding.fix.as_ref().unwrap_or_else(|| panic!("no fix for {}", finding.message));
    smpgen::yaml::edit::apply(text, &fix.edits).unwrap()
}
