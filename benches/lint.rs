//! What linting costs: whole cold processes with all rules, over one chain and over a thousand files.
//!
//! `cargo bench --bench lint` prints the figures and fails where one passes its limits. The files are the chart's own
//! of 0.45.0, which do not come with this repository: without them nothing is measured.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use criterion::Criterion;
use smpgen::catalog::Catalog;
use smpgen::helm::chain::layers;
use smpgen::helm::version::HelmVersion;
use smpgen::lint::context::{Context, Declared, Parts};
use smpgen::lint::engine;
use smpgen::lint::unit::{Role, Unit};
use smpgen::rules;
use smpgen::yaml::source::Source;

/// The chart's values and two overrides that contradict each other.
const CHAIN: [&str; 3] = ["values.yaml", "override-medium.yaml", "override-large.yaml"];

/// What a cold process may cost for the chain, and the time in which it lints the thousand files on two cores.
const CPU_LIMIT: Duration = Duration::from_millis(8);
const MEMORY_LIMIT_KB: u64 = 25_000;
const MANY_LIMIT: Duration = Duration::from_millis(900);

/// Cold processes per figure: Linux adds up the CPU time of children exactly and shows it in ticks of 10 ms.
const RUNS: u32 = 50;
const MANY: usize = 1000;
const FILE_BYTES: usize = 10_000;

fn smpgen(files: &[PathBuf], as_chain: bool) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smpgen"));
    command.arg("lint").env_remove("SMPGEN_CATALOG").stdin(Stdio::null()).stderr(Stdio::null());
    for file in files {
        if as_chain {
            command.arg("-f");
        }
        command.arg(file);
    }
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

/// Most memory that a process holds, in kB. Its standard output is a pipe that is full already, so it waits with
/// everything in memory until we have looked.
fn peak_memory(mut command: Command) -> io::Result<u64> {
    const PIPE: usize = 65_536;
    let (mut reader, mut writer) = io::pipe()?;
    writer.write_all(&[b'\n'; PIPE])?;
    let mut child = command.stdout(writer).spawn()?;
    drop(command);
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
        asleep = if field("State:").starts_with('S') { asleep + 1 } else { 0 };
        if asleep == 10 || started.elapsed() > Duration::from_secs(10) {
            return Ok(field("VmHWM:").trim_end_matches(" kB").parse().unwrap_or(0));
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Whether it ran to its end: findings are not failures here.
fn run(mut command: Command) -> io::Result<()> {
    let status = command.stdout(Stdio::null()).status()?;
    assert!(matches!(status.code(), Some(0 | 1)), "{command:?}: {status}");
    Ok(())
}

fn chain(files: &[PathBuf]) -> io::Result<bool> {
    let (cpu, wall) = (children_cpu()?, Instant::now());
    for _ in 0..RUNS {
        run(smpgen(files, true))?;
    }
    let (cpu, wall) = ((children_cpu()? - cpu) / RUNS, wall.elapsed() / RUNS);
    let memory = peak_memory(smpgen(files, true))?;
    println!("cold process/chain of {}: {cpu:.1?} CPU, {wall:.1?} wall, {memory} kB at most", files.len());
    Ok(cpu <= CPU_LIMIT && memory <= MEMORY_LIMIT_KB)
}

/// A thousand files of 10 KB, each by itself. The fastest of three, because two cores are seldom ours alone.
fn many(text: &str) -> io::Result<bool> {
    let directory = tempfile::tempdir()?;
    let end = text.get(..FILE_BYTES).map_or(text.len(), |start| start.rfind('\n').map_or(text.len(), |at| at + 1));
    let body = text.get(..end).unwrap_or(text);
    let mut files = Vec::new();
    for number in 0..MANY {
        let file = directory.path().join(format!("values-{number}.yaml"));
        fs::write(&file, format!("# file {number}\n{body}"))?;
        files.push(file);
    }
    let (cpu, mut fastest) = (children_cpu()?, Duration::MAX);
    for _ in 0..3 {
        let started = Instant::now();
        run(smpgen(&files, false))?;
        fastest = fastest.min(started.elapsed());
    }
    let cpu = (children_cpu()? - cpu) / 3;
    println!("cold process/{MANY} files of {} bytes: {cpu:.2?} CPU, {fastest:.2?} wall", body.len());
    Ok(fastest <= MANY_LIMIT)
}

/// The same chain inside a process: reading and merging, then the rules alone.
fn parts(texts: &[(String, String)]) {
    let mut criterion = Criterion::default().configure_from_args();
    let catalog = Catalog::load(None).unwrap();
    let unit = || {
        let files = texts.iter().map(|(name, text)| Source::from_text(name.as_str(), text.as_str())).collect();
        Unit::new(layers(files, &[]), true, HelmVersion::V3, &mut |path| Err(path.to_owned())).unwrap()
    };
    criterion.bench_function("lint/read and merge", |bencher| bencher.iter(unit));
    let (unit, declared) = (unit(), Declared::default());
    criterion.bench_function("lint/rules", |bencher| {
        bencher.iter(|| {
            let context = Context::new(Parts {
                catalog: &catalog,
                defaults: catalog.defaults().unwrap(),
                chart_version: catalog.newest().clone(),
                declared: &declared,
                roles: vec![Role::User; unit.layers.len()],
                unit: &unit,
            });
            engine::run(&context, rules::ALL).len()
        });
    });
    criterion.final_summary();
}

fn main() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/upstream/0.45.0");
    let files: Vec<PathBuf> = CHAIN.iter().map(|name| directory.join(name)).collect();
    let read = |file: &PathBuf| Some((file.display().to_string(), fs::read_to_string(file).ok()?));
    let Some(texts) = files.iter().map(read).collect::<Option<Vec<_>>>() else {
        println!("lint: not measured, the chart's files are not in {}", directory.display());
        return;
    };
    parts(&texts);
    // A debug build is a check that this runs, not a measurement; so is `cargo test --benches`.
    let measures = !cfg!(debug_assertions) && !std::env::args().any(|argument| argument == "--test");
    let long = texts.last().map_or("", |(_, text)| text);
    match chain(&files).and_then(|one| Ok((one, many(long)?))) {
        Ok((one, many)) => {
            assert!(one || !measures, "the chain passes {CPU_LIMIT:?} CPU or {MEMORY_LIMIT_KB} kB");
            assert!(many || !measures, "{MANY} files pass {MANY_LIMIT:?}");
        }
        Err(error) => println!("cold process: not measured here: {error}"),
    }
}
