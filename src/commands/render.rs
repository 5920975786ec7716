//! `smpgen render`: the override of a profile on disk, and the helm commands that use it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::gathered::{Flags, Gathered};
use super::output::Console;
use super::saved::{self, Rendered};
use super::{Status, clash, database_flag, helm_command, load};
use crate::args::Render;
use crate::catalog::profile::{Load, Profile};
use crate::catalog::version::ChartVersion;
use crate::catalog::{Catalog, erratum};
use crate::error::{Error, Result, quoted};
use crate::plan::installation::Installation;
use crate::plan::{self, ErrataChoice, Plan, Request};
use crate::render;
use crate::spec::Spec;
use crate::spec::problem::Problem;
use crate::yaml::path::KeyPath;

pub fn run(catalog: &Catalog, args: &Render, console: &mut Console) -> Result<Status> {
    let gathered = Gathered::read(args.spec.as_deref(), flags(catalog, args)?)?;
    let spec = &gathered.spec;
    let names = gathered.settle(helm_command::Names::of(&spec.release))?;
    let profile = profile(catalog, &gathered, console)?;
    let chart_version = gathered.settle(chart_version_of(catalog, spec))?;
    let modules = match args.modules.is_empty() {
        false => once_each(&args.modules),
        true => gathered.settle(plan::modules::sized_modules(catalog, spec, &chart_version))?,
    };
    let errata = errata_choice(spec.errata.as_deref().unwrap_or("default"));
    let request = Request {
        profile,
        chart_version,
        modules,
        errata: gathered.settle(errata.map_err(|error| Problem::of("errata", error)))?,
        storage: spec.storage.volumes.clone().into_iter().collect(),
    };
    let installation = gathered.settle(plan::installation::installation(catalog, spec, &request))?;
    if !args.modules.is_empty() {
        for note in module_notes(&installation.profile) {
            console.note(note);
        }
    }
    if args.stdout {
        console.data(&render::merged_text(&installation)?)?;
        return Ok(Status::Clean);
    }
    let files = files(&installation, &args.output)?;
    if args.check {
        return saved::check(&files, console);
    }
    saved::save(&args.output, &files, args.force, console)?;
    let user_file = user_file(&args.output);
    // A pipe or a device would be waited for, and helm is the one to read it.
    if fs::metadata(&user_file).is_ok_and(|found| found.is_file() || found.is_dir()) {
        clash::report(&planned(&installation, &args.output), &user_file, args.helm.user_values_last, console);
    }
    let values: Vec<PathBuf> = planned(&installation, &args.output).into_iter().map(|(path, _)| path).collect();
    let values: Vec<&Path> = values.iter().map(PathBuf::as_path).collect();
    let last = args.helm.user_values_last;
    console.data(&helm_command::commands(&names, &installation.chart_version, &user_file, &values, last))?;
    if !installation.prerequisites.is_empty() {
        let path = in_directory(&args.output, render::PREREQUISITES);
        console.note(&format!("{} says what must exist before helm runs", path.display()));
    }
    if let Some(note) = helm_command::chart_note(&names.chart) {
        console.note(&note);
    }
    Ok(Status::Clean)
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
    let named = [
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

/// The values files in the order of the helm command.
fn planned(installation: &Installation, directory: &Path) -> Vec<(PathBuf, Map<String, Value>)> {
    let profile = &installation.profile;
    let mut planned = vec![(in_directory(directory, &render::override_name(profile)), profile.values.clone())];
    planned.extend(installation.layers.iter().map(|layer| (in_directory(directory, layer.name), layer.values.clone())));
    planned
}

fn files(installation: &Installation, directory: &Path) -> Result<Vec<Rendered>> {
    let file = |name: &str, text: String| Rendered { path: in_directory(directory, name), text };
    let profile = &installation.profile;
    let mut files = vec![file(&render::override_name(profile), render::override_text(profile)?)];
    for layer in &installation.layers {
        files.push(file(layer.name, render::layer_text(installation, layer)?));
    }
    if !installation.prerequisites.is_empty() {
        files.push(file(render::PREREQUISITES, render::prerequisites_text(installation)?));
    }
    Ok(files)
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

/// The profile that the spec names, or the smallest that carries its load.
fn profile<'a>(catalog: &'a Catalog, gathered: &Gathered, console: &Console) -> Result<&'a Profile> {
    let spec = &gathered.spec;
    match (&spec.profile, &spec.load) {
        (Some(_), Some(_)) => {
            let both = Problem::at("load", "the profile is named already").help("give `profile` or `load`, not both");
            Err(gathered.error(both))
        }
        (Some(name), None) => gathered.settle(catalog.profile(name).map_err(|error| Problem::of("profile", error))),
        (None, Some(load)) => {
            let load = Load { users: load.users, ci: load.ci, cd: load.cd };
            let choice = load::smallest(catalog, &load).map_err(|error| Problem::of("load", error));
            let choice = gathered.settle(choice)?;
            console.note(&format!("profile {}: {}", choice.profile.name, load::why(&choice, &load)));
            Ok(choice.profile)
        }
        (None, None) => Err(match &gathered.file {
            Some(file) => Error::new(format!("{} names no profile and no load", file.name()))
                .help("write `profile: medium`, or `load:` with users, ci and cd; or give --profile"),
            None => Error::new("no profile: give --profile, or --users with --ci and --cd, or --spec")
                .help("`smpgen profiles` lists them, `smpgen recommend` picks one for a load"),
        }),
    }
}

fn chart_version_of(catalog: &Catalog, spec: &Spec) -> std::result::Result<ChartVersion, Problem> {
    let text = spec.chart_version.as_ref().map(ToString::to_string);
    chart_version(catalog, text.as_deref()).map_err(|error| Problem::of("chartVersion", error))
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

/// `name` below `directory`, without a leading `./`.
fn in_directory(directory: &Path, name: &str) -> PathBuf {
    if directory == Path::new(".") { PathBuf::from(name) } else { directory.join(name) }
}

/// The user's own file: beside the rendered one if it is there, else in the working directory.
fn user_file(directory: &Path) -> PathBuf {
    let beside = in_directory(directory, "your-override.yaml");
    if beside.exists() { beside } else { PathBuf::from("your-override.yaml") }
}
