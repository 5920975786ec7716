//! `smpgen render`: the override of a profile on disk, and the helm commands that use it.

use std::fs;

use serde_json::json;

use super::deployment::{Commands, Deployment, deployments};
use super::failover::tell_contexts;
use super::gathered::{Flags, Gathered};
use super::output::Console;
use super::{Status, clash, database_flag, helm_command, load, saved};
use crate::args::Render;
use crate::catalog::version::ChartVersion;
use crate::catalog::{Catalog, erratum};
use crate::error::{Error, Result, quoted};
use crate::plan::{ErrataChoice, Plan};
use crate::render;
use crate::spec::StandbyMode;
use crate::spec::inherit::Site;
use crate::yaml::path::KeyPath;

pub fn run(catalog: &Catalog, args: &Render, console: &mut Console) -> Result<Status> {
    let gathered = Gathered::read(args.spec.as_deref(), flags(catalog, args)?)?;
    let all = deployments(catalog, &gathered, &once_each(&args.modules), console)?;
    if !args.modules.is_empty()
        && let Some(first) = all.first()
    {
        for note in module_notes(&first.installation.profile) {
            console.note(note);
        }
    }
    if args.stdout {
        let [deployment] = all.as_slice() else {
            let names: Vec<String> = all.iter().map(|deployment| deployment.target.name()).collect();
            return Err(Error::new(format!("--stdout prints one installation, and the spec has {}", names.join(", ")))
                .help("render into a directory with -o"));
        };
        console.data(&render::merged_text(&deployment.installation)?)?;
        return Ok(Status::Clean);
    }
    let mut files = Vec::new();
    for deployment in &all {
        files.extend(deployment.files(&args.output)?);
    }
    if args.check {
        return saved::check(&files, console);
    }
    saved::save(&files, args.force, console)?;
    let mut printed = Vec::new();
    for deployment in &all {
        printed.push(announced(deployment, args, console));
    }
    console.data(&printed.join("\n"))?;
    for (primary, standby) in all.iter().zip(all.iter().skip(1)).filter(|(_, standby)| standby.standby.is_some()) {
        tell_contexts(primary, standby, console);
    }
    for deployment in all.iter().filter(|deployment| !deployment.installation.prerequisites.is_empty()) {
        let path = deployment.directory(&args.output).join(render::PREREQUISITES);
        console.note(&format!("{} says what must exist before helm runs", path.display()));
    }
    if all.iter().any(|deployment| deployment.target.site == Some(Site::Standby(StandbyMode::DrFlags))) {
        console.note(
            "no chart that is public reads `global.dr`: a standby with `mode: dr-flags` may run pods against the same \
             databases; `mode: zero-pods` has none",
        );
    }
    let mut notes: Vec<String> =
        all.iter().filter_map(|deployment| helm_command::chart_note(&deployment.names.chart)).collect();
    notes.dedup();
    notes.iter().for_each(|note| console.note(note));
    Ok(Status::Clean)
}

/// The helm commands of one installation, below its name where there are several.
fn announced(deployment: &Deployment, args: &Render, console: &Console) -> String {
    let user_file = deployment.user_file(&args.output);
    let last = args.helm.user_values_last;
    // A pipe or a device would be waited for, and helm is the one to read it.
    if fs::metadata(&user_file).is_ok_and(|found| found.is_file() || found.is_dir()) {
        clash::report(&deployment.planned(&args.output), &user_file, last, console);
    }
    let commands = Commands::of(deployment, &args.output, last);
    let name = deployment.target.name();
    let mut text = String::new();
    if !name.is_empty() {
        let region = deployment.target.spec.region.as_deref().map(|region| format!(" ({region})")).unwrap_or_default();
        let waits = if deployment.standby.is_some() { ", waiting" } else { "" };
        text.push_str(&format!("# {name}{region}{waits}\n"));
    }
    text.push_str(&format!("{}\n{}\n", commands.install, commands.upgrade));
    if let Some(activate) = commands.activate {
        text.push_str(&format!("# {name}, at failover\n{activate}\n"));
    }
    text
}

/// The flags as parts of the spec that they go before.
fn flags(catalog: &Catalog, args: &Render) -> Result<Flags> {
    let mut flags = Flags::default();
    let mut text = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            flags.put(KeyPath::of([key]), value.as_str());
        }
    };
    text("profile", &args.size.profile);
    text("architecture", &args.architecture);
    if let Some(version) = &args.chart_version {
        flags.put(KeyPath::of(["chartVersion"]), catalog.chart_version(version)?.to_string());
    }
    if let (Some(users), Some(ci), Some(cd)) = (&args.size.users, &args.size.ci, &args.size.cd) {
        let load = load::parse(users, ci, cd)?;
        flags.put(KeyPath::of(["load"]), json!({"users": load.users, "ci": load.ci, "cd": load.cd}));
    }
    for (store, size) in storage(&args.storage)? {
        flags.put(KeyPath::of(["storage", "volumes"]).key(store), size);
    }
    for database in &args.databases {
        database_flag::put(&mut flags, database)?;
    }
    if !args.pull_secrets.is_empty() {
        flags.named(KeyPath::of(["registry", "pullSecrets"]), json!(args.pull_secrets), "--pull-secret");
    }
    let named = [
        (KeyPath::of(["license", "secret"]), &args.license_secret, "--license-secret"),
        (KeyPath::of(["backup", "tool"]), &args.backup, "--backup"),
        (KeyPath::of(["errata"]), &args.errata, "--errata"),
        (KeyPath::of(["release", "name"]), &args.helm.release, "--release"),
        (KeyPath::of(["release", "namespace"]), &args.helm.namespace, "--namespace"),
        (KeyPath::of(["release", "chart"]), &args.helm.chart, "--chart"),
    ];
    for (path, value, flag) in named {
        if let Some(value) = value {
            flags.named(path, value.as_str(), flag);
        }
    }
    Ok(flags)
}

/// What a file for some modules does to the others.
fn module_notes(plan: &Plan) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if plan.modules.is_empty() {
        return notes;
    }
    if !plan.modules.iter().any(|name| name == "platform") {
        notes
            .push("the module `platform` is always installed; without --module platform its sizes are the chart's own");
    }
    let switch = plan.values.get("global").and_then(|global| global.pointer("/autoscaling/enabled"));
    if switch == Some(&serde_json::Value::Bool(false)) {
        notes.push(
            "`global.autoscaling.enabled: false` is not for these modules alone: on the whole platform, only services \
             that switch autoscaling on themselves keep it",
        );
    }
    notes
}

/// The chart version in a flag, or the newest that is known.
pub fn chart_version(catalog: &Catalog, flag: Option<&str>) -> Result<ChartVersion> {
    flag.map_or_else(|| Ok(catalog.newest().clone()), |text| catalog.chart_version(text))
}

/// What `--errata` asks for. One of the three words stands alone; ids are joined by commas.
pub fn errata_choice(flag: &str) -> Result<ErrataChoice> {
    let names: Vec<&str> = flag.split(',').map(str::trim).collect();
    match names[..] {
        ["default"] => Ok(ErrataChoice::Default),
        ["all"] => Ok(ErrataChoice::All),
        ["none"] => Ok(ErrataChoice::None),
        _ => match names.iter().find(|name| erratum::WORDS.contains(name)) {
            Some(word) => Err(Error::new(format!("{}: `{word}` stands alone, not in a list", quoted(flag)))
                .help("write default, all or none, or only ids joined by commas")),
            None => Ok(ErrataChoice::Only(once_each(&names))),
        },
    }
}

/// Names as a list of flags gives them, each once: `a, b,a` names two.
fn once_each<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.as_ref().trim()) {
        if !out.iter().any(|known| known == name) {
            out.push(name.to_owned());
        }
    }
    out
}

fn storage(flags: &[String]) -> Result<Vec<(String, String)>> {
    let pair = |flag: &String| match flag.split_once('=') {
        Some((store, size)) => Ok((store.trim().to_owned(), size.trim().to_owned())),
        None if flag.is_empty() => Err(Error::new("--storage is empty: write STORE=SIZE, such as mongo=200Gi")),
        None => Err(Error::new(format!("--storage {}: write STORE=SIZE, such as mongo=200Gi", quoted(flag)))),
    };
    let pairs: Vec<(String, String)> = flags.iter().map(pair).collect::<Result<_>>()?;
    for (index, (store, _)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(earlier, _)| earlier == store) {
            return Err(Error::new(format!("--storage gives {} two sizes", quoted(store))));
        }
    }
    Ok(pairs)
}
