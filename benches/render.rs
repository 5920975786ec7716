//! What rendering costs: the parts inside a process with criterion, then a whole cold process.
//!
//! `cargo bench` prints the figures and fails where a cold process passes its limits: 5 ms of CPU time, 12 MB.

use std::hint::black_box;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use criterion::{Criterion, criterion_group};
use smpgen::catalog::Catalog;
use smpgen::plan::{self, ErrataChoice, Request};
use smpgen::render;

const PROFILES: [&str; 4] = ["demo", "small", "medium", "large"];

fn request<'a>(catalog: &'a Catalog, profile: &str) -> Request<'a> {
    Request {
        profile: catalog.profile(profile).unwrap(),
        chart_version: catalog.newest().clone(),
        modules: Vec::new(),
        errata: ErrataChoice::Default,
        storage: Vec::new(),
    }
}

fn parts(criterion: &mut Criterion) {
    criterion.bench_function("catalog/load", |bencher| bencher.iter(|| Catalog::load(black_box(None)).unwrap()));
    let catalog = Catalog::load(None).unwrap();
    for profile in PROFILES {
        let request = request(&catalog, profile);
        criterion.bench_function(&format!("plan/{profile}"), |bencher| {
            bencher.iter(|| plan::plan(&catalog, black_box(&request)).unwrap());
        });
        let plan = plan::plan(&catalog, &request).unwrap();
        criterion.bench_function(&format!("text/{profile}"), |bencher| {
            bencher.iter(|| render::override_text(black_box(&plan)).unwrap());
        });
    }
}

criterion_group!(benches, parts);

/// Cold processes per figure. Linux counts the CPU time of children in ticks of 10 ms but adds it up exactly,
/// so this many give a mean that is right to a tenth of a millisecond.
const RUNS: u32 = 100;
const CPU_LIMIT: Duration = Duration::from_millis(5);
const MEMORY_LIMIT_KB: u64 = 12_000;

fn smpgen(profile: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smpgen"));
    command.args(["render", "--profile", profile, "--stdout"]).env_remove("SMPGEN_CATALOG").stdin(Stdio::null());
    command
}

/// CPU time, user and system, of all children that have ended. Fields 16 and 17 of `/proc/self/stat`, counted
/// behind the name in brackets, which may hold blanks.
fn children_cpu() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// Most memory that a process holds while it renders, in kB. Its standard output is a pipe that is full already,
/// so it waits with everything in memory until we have looked.
fn peak_memory(profile: &str) -> io::Result<u64> {
    const PIPE: usize = 65_536;
    let (mut reader, mut writer) = io::pipe()?;
    writer.write_all(&[b'\n'; PIPE])?;
    let mut child = smpgen(profile).stdout(writer).spawn()?;
    let peak = peak_when_asleep(&child)?;
    // The Command that held our end of the pipe is gone, so reading ends with the child.
    reader.read_to_end(&mut Vec::new())?;
    child.wait()?;
    Ok(peak)
}

fn peak_when_asleep(child: &Child) -> io::Result<u64> {
    let started = Instant::now();
    let mut asleep = 0;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id()))?;
        let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
        // Asleep ten times in a row: it waits for the pipe, not for a page of its own binary.
        asleep = if field("State:").starts_with('S') { asleep + 1 } else { 0 };
        if asleep == 10 || started.elapsed() > Duration::from_secs(10) {
            return Ok(field("VmHWM:").trim_end_matches(" kB").parse().unwrap_or(0));
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Prints what a cold process costs, and gives whether it keeps the limits.
fn cold_process() -> io::Result<bool> {
    let mut kept = true;
    for profile in PROFILES {
        let (cpu, wall) = (children_cpu()?, Instant::now());
        for _ in 0..RUNS {
            assert!(smpgen(profile).stdout(Stdio::null()).status()?.success());
        }
        let (cpu, wall) = ((children_cpu()? - cpu) / RUNS, wall.elapsed() / RUNS);
        let memory = peak_memory(profile)?;
        println!("cold process/{profile}: {cpu:.1?} CPU, {wall:.1?} wall, {memory} kB at most");
        kept &= cpu <= CPU_LIMIT && memory <= MEMORY_LIMIT_KB;
    }
    Ok(kept)
}

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    // A debug build is a check that this runs, not a measurement; so is `cargo test --benches`.
    let measures = !cfg!(debug_assertions) && !std::env::args().any(|argument| argument == "--test");
    match cold_process() {
        Ok(kept) => assert!(kept || !measures, "a cold process passes {CPU_LIMIT:?} CPU or {MEMORY_LIMIT_KB} kB"),
        Err(error) => println!("cold process: not measured here, /proc cannot be read: {error}"),
    }
}
