//! What checking an upgrade costs: the parts inside a process with criterion, then a whole cold process.
//!
//! `cargo bench --bench check` prints the figures and fails where twelve steps with values pass 25 ms of CPU time. The
//! longest way that there is has six steps: the other six are measured inside the process and added.

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io};

use criterion::{Criterion, criterion_group};
use smpgen::catalog::Catalog;
use smpgen::catalog::version::ChartVersion;
use smpgen::helm::chain::layers;
use smpgen::helm::value::LayerId;
use smpgen::helm::version::HelmVersion;
use smpgen::lint::context::Declared;
use smpgen::lint::finding::Location;
use smpgen::lint::jump::Facts;
use smpgen::lint::rule::Rule;
use smpgen::lint::unit::{Unit, role};
use smpgen::plan::{self, ErrataChoice, Request};
use smpgen::render;
use smpgen::rules;
use smpgen::upgrade::path::{Path, Stop, plan as way};
use smpgen::upgrade::walk::Traveller;
use smpgen::yaml::source::Source;
use smpgen::yaml::span::Span;

const FROM: &str = "0.2.88";
const TO: &str = "0.45.0";

/// Twelve steps, as a careful operator goes them.
const TWELVE: [&str; 12] = [
    "0.8.4", "0.16.2", "0.21.0", "0.22.4", "0.26.10", "0.32.3", "0.34.2", "0.35.17", "0.36.6", "0.41.3", "0.43.1",
    "0.45.0",
];

fn version(text: &str) -> ChartVersion {
    text.parse().unwrap()
}

fn medium(catalog: &Catalog) -> String {
    let request = Request {
        profile: catalog.profile("medium").unwrap(),
        chart_version: catalog.newest().clone(),
        modules: Vec::new(),
        errata: ErrataChoice::Default,
        storage: Vec::new(),
    };
    render::override_text(&plan::plan(catalog, &request).unwrap()).unwrap()
}

/// Goes twelve steps with the values of `medium`, installed and new.
fn walk(catalog: &Catalog, text: &str) -> usize {
    let layers = layers(vec![Source::from_text("override-medium.yaml", text)], &[]);
    let unit = Unit::new(layers, true, HelmVersion::V3, &mut |_| Err(String::new())).unwrap();
    let names: Vec<String> = catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
    let roles: Vec<_> = unit.layers.iter().map(|layer| role(layer, &names)).collect();
    let rules: Vec<Rule> = rules::ALL.iter().filter(|rule| rules::upgrade::at_each_stop(rule)).copied().collect();
    let traveller = Traveller {
        catalog,
        declared: &Declared::default(),
        unit: &unit,
        roles: &roles,
        installed: Some(unit.merged.values.clone()),
        facts: Facts::default(),
        at: Location { layer: LayerId(0), span: Span::default() },
        rules: &rules,
    };
    let stops = TWELVE.map(|stop| Stop { version: version(stop), range: stop.to_owned(), gates: Vec::new() });
    let path = Path { from: version(FROM), stops: stops.to_vec() };
    let walked = traveller.walk(Ok(path), &version(FROM), &version(TO)).unwrap();
    walked.stops.iter().map(Vec::len).sum()
}

fn parts(criterion: &mut Criterion) {
    let catalog = Catalog::load(None).unwrap();
    let releases: Vec<ChartVersion> = catalog.all_releases().cloned().collect();
    let upgrades = catalog.upgrades().unwrap();
    criterion.bench_function("path/0.2.88 to 0.45.0", |bencher| {
        bencher.iter(|| way(upgrades, black_box(&releases), &version(FROM), &version(TO)).unwrap());
    });
    let text = medium(&catalog);
    criterion.bench_function("walk/12 steps of medium", |bencher| bencher.iter(|| walk(&catalog, black_box(&text))));
}

criterion_group!(benches, parts);

/// Cold processes per figure. Linux counts the CPU time of children in ticks of 10 ms but adds it up exactly.
const RUNS: u32 = 100;
const CPU_LIMIT: Duration = Duration::from_millis(25);

/// CPU time, user and system, of all children that have ended.
fn children_cpu() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// Prints what a cold process and twelve steps cost, and gives whether they keep the limit.
fn cold_process() -> io::Result<bool> {
    let catalog = Catalog::load(None).unwrap();
    let text = medium(&catalog);
    let directory = tempfile::tempdir()?;
    fs::write(directory.path().join("medium.yaml"), &text)?;
    let run = || {
        Command::new(env!("CARGO_BIN_EXE_smpgen"))
            .args(["check", "--from", FROM, "--to", TO, "--installed", "medium.yaml", "-f", "medium.yaml"])
            .current_dir(directory.path())
            .env_remove("SMPGEN_CATALOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
    };
    let (cpu, wall) = (children_cpu()?, Instant::now());
    for _ in 0..RUNS {
        assert_eq!(run()?.code(), Some(1));
    }
    let (cpu, wall) = ((children_cpu()? - cpu) / RUNS, wall.elapsed() / RUNS);
    let started = Instant::now();
    (0..RUNS).for_each(|_| drop(black_box(walk(&catalog, &text).to_string())));
    let twelve = started.elapsed() / RUNS;
    println!("cold process/6 steps of medium: {cpu:.1?} CPU, {wall:.1?} wall");
    println!("12 steps of medium: {twelve:.1?}; cold with 12 steps: {:.1?} CPU", cpu + twelve / 2);
    Ok(cpu + twelve / 2 <= CPU_LIMIT)
}

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    // A debug build is a check that this runs, not a measurement; so is `cargo test --benches`.
    let measures = !cfg!(debug_assertions) && !std::env::args().any(|argument| argument == "--test");
    match cold_process() {
        Ok(kept) => assert!(kept || !measures, "twelve steps pass {CPU_LIMIT:?} of CPU time"),
        Err(error) => println!("cold process: not measured here, /proc cannot be read: {error}"),
    }
}
