//! Linting texts in tests, without a process.

use smpgen::catalog::Catalog;
use smpgen::helm::chain::layers;
use smpgen::helm::version::HelmVersion;
use smpgen::lint::context::{Context, Declared};
use smpgen::lint::engine;
use smpgen::lint::finding::Finding;
use smpgen::lint::unit::{Unit, role};
use smpgen::lint::waiver::Waivers;
use smpgen::rules;
use smpgen::yaml::source::Source;

/// How a text is linted; the default is one file by itself for the newest chart version.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Name and text of each values file, in the order of the chain.
    pub files: Vec<(String, String)>,
    pub chart: Option<String>,
    pub complete: bool,
    pub declared: Declared,
}

/// What all rules find on 2026-06-30, without what is waived. A chain that Helm refuses gives the finding `invalid-yaml` alone.
pub fn lint(catalog: &Catalog, case: &Case) -> Vec<Finding> {
    let files = case.files.iter().map(|(name, text)| Source::from_text(name.as_str(), text.as_str())).collect();
    let layers = layers(files, &[]);
    let mut read_file = |path: &str| Err(format!("{path}: no files in tests"));
    let helm = case.declared.helm.unwrap_or(HelmVersion::V3);
    let unit = match Unit::new(layers, case.complete, helm, &mut read_file) {
        Ok(unit) => unit,
        Err((_, error)) => return vec![rules::refused(&error)],
    };
    let profiles: Vec<String> = catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
    let context = Context {
        catalog,
        defaults: catalog.defaults().unwrap(),
        chart_version: case.chart.as_ref().map_or_else(|| catalog.newest().clone(), |text| text.parse().unwrap()),
        declared: &case.declared,
        roles: unit.layers.iter().map(|layer| role(layer, &profiles)).collect(),
        unit: &unit,
    };
    let mut waivers = Waivers::new("2026-06-30".parse().unwrap());
    for (layer, reading) in unit.files() {
        waivers.read(layer, reading, &rules::waivable());
    }
    let (mut found, _) = waivers.apply(&unit.layers, engine::run(&context, rules::ALL));
    found.extend(waivers.problems(|_, _| true).into_iter().map(rules::waiver::finding));
    engine::sort(&mut found);
    found
}
