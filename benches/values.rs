//! What reading costs: all shipped files of chart 0.45.0 parsed and merged into one chain, as each version of Helm does.
//!
//! Fails where one round passes 20 ms. Without the shipped files the four profiles as we render them are read.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::Criterion;
use smpgen::catalog::Catalog;
use smpgen::helm::chain::{Layer, layers, merge_chain};
use smpgen::helm::version::HelmVersion;
use smpgen::plan::{self, ErrataChoice, Request};
use smpgen::render;
use smpgen::yaml::source::Source;

const LIMIT: Duration = Duration::from_millis(20);

fn texts() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/upstream/0.45.0");
    let Ok(entries) = fs::read_dir(&directory) else { return rendered() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut texts: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml") && !path.ends_with("Chart.yaml"))
        .filter_map(|path| Some((path.display().to_string(), fs::read_to_string(path).ok()?)))
        .collect();
    texts.sort();
    texts
}

fn rendered() -> Vec<(String, String)> {
    println!("no shipped files: reading what we render");
    let catalog = Catalog::load(None).unwrap();
    let text = |profile| {
        let request = Request {
            profile,
            chart_version: catalog.newest().clone(),
            modules: Vec::new(),
            errata: ErrataChoice::None,
            storage: Vec::new(),
        };
        let plan = plan::plan(&catalog, &request).unwrap();
        (render::override_name(&plan), render::override_text(&plan).unwrap())
    };
    catalog.profiles.iter().map(text).collect()
}

/// Reads and merges everything, from text on.
fn round(texts: &[(String, String)], helm: HelmVersion) {
    let files = texts.iter().map(|(name, text)| Source::from_text(name.as_str(), text.as_str())).collect();
    let chain: Vec<Layer> = layers(files, &[]);
    let merged = merge_chain(&chain, helm, &mut |path| Err(format!("no {path} here"))).unwrap();
    black_box(merged);
}

fn main() {
    let texts = texts();
    let mut criterion = Criterion::default().configure_from_args();
    let measures = !cfg!(debug_assertions) && !std::env::args().any(|argument| argument == "--test");
    for (name, helm) in [("helm 3", HelmVersion::V3), ("helm 4", HelmVersion::V4)] {
        criterion.bench_function(&format!("parse and merge/{name}"), |bencher| bencher.iter(|| round(&texts, helm)));
        let fastest = (0..20)
            .map(|_| {
                let started = Instant::now();
                round(&texts, helm);
                started.elapsed()
            })
            .min()
            .unwrap_or_default();
        println!("parse and merge/{name}: {} files in {fastest:.1?}", texts.len());
        assert!(!measures || fastest <= LIMIT, "{name}: a round took {fastest:?}, over {LIMIT:?}");
    }
    criterion.final_summary();
}
