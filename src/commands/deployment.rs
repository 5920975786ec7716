//! The installations of a spec with everything that follows: their plans, their files, their helm commands.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::chain;
use super::gathered::Gathered;
use super::helm_command::{self, Names};
use super::load;
use super::output::Console;
use super::render::{chart_version, errata_choice};
use super::saved::Rendered;
use crate::catalog::Catalog;
use crate::catalog::profile::{Load, Profile};
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::plan::contradictions;
use crate::plan::installation::{Installation, installation};
use crate::plan::standby::{self, Standby};
use crate::plan::{Request, modules};
use crate::render;
use crate::spec::inherit::{Site, Target};
use crate::spec::problem::Problem;
use crate::yaml::source::Source;

/// One installation of a spec.
#[derive(Clone)]
pub struct Deployment {
    pub target: Target,
    pub names: Names,
    pub installation: Installation,
    /// Where it is the standby of two sites.
    pub standby: Option<Standby>,
}

/// The helm commands of an installation.
pub struct Commands {
    pub install: String,
    pub upgrade: String,
    /// For a standby: the one that makes it serve.
    pub activate: Option<String>,
}

/// Plans every installation of the spec. `modules` are those of flags, which alone are sized then.
///
/// # Errors
/// The first mistake, with its place in the spec.
pub fn deployments(
    catalog: &Catalog,
    gathered: &Gathered,
    modules: &[String],
    console: &Console,
) -> Result<Vec<Deployment>> {
    let targets = gathered.targets(catalog)?;
    let mut noted: Vec<String> = Vec::new();
    let planned = targets.into_iter().map(|target| {
        let (profile, note) = profile(catalog, gathered, &target)?;
        if let Some(note) = note.filter(|note| !noted.contains(note)) {
            console.note(&note);
            noted.push(note);
        }
        deployment(catalog, gathered, target, profile, modules)
    });
    planned.collect()
}

fn deployment(
    catalog: &Catalog,
    gathered: &Gathered,
    target: Target,
    profile: &Profile,
    flags: &[String],
) -> Result<Deployment> {
    let spec = &target.spec;
    let names = gathered.settle_for(&target, Names::of(spec))?;
    let text = spec.chart_version.as_ref().map(ToString::to_string);
    let version = chart_version(catalog, text.as_deref()).map_err(|error| Problem::of("chartVersion", error));
    let chart_version = gathered.settle_for(&target, version)?;
    let modules = match flags {
        [] => gathered.settle_for(&target, modules::sized_modules(catalog, spec, &chart_version))?,
        flags => flags.to_vec(),
    };
    let errata = errata_choice(spec.errata.as_deref().unwrap_or("default"));
    let request = Request {
        profile,
        chart_version,
        modules,
        errata: gathered.settle_for(&target, errata.map_err(|error| Problem::of("errata", error)))?,
        storage: spec.storage.volumes.clone().into_iter().collect(),
    };
    let installation = gathered.settle_for(&target, installation(catalog, spec, &request))?;
    let standby = match target.site {
        Some(Site::Standby(mode)) => Some(standby::standby(catalog, spec, &installation, mode)?),
        _ => None,
    };
    Ok(Deployment { target, names, installation, standby })
}

impl Deployment {
    /// The same installation at another chart version.
    ///
    /// # Errors
    /// What the spec asks for and that version does not have.
    pub fn at(&self, catalog: &Catalog, gathered: &Gathered, version: &ChartVersion) -> Result<Deployment> {
        let mut target = self.target.clone();
        target.spec.chart_version = Some(version.clone());
        if let Some(problem) = contradictions::of_targets(catalog, std::slice::from_ref(&target))?.into_iter().next() {
            return Err(gathered.error(problem));
        }
        let (profile, _) = profile(catalog, gathered, &target)?;
        deployment(catalog, gathered, target, profile, &[])
    }

    /// The values files of its helm command with their texts, as if they were rendered below `output`: the user's own
    /// where it exists, and while a standby waits, the one that makes it wait.
    ///
    /// # Errors
    /// The user's own file cannot be read.
    pub fn sources(&self, output: &Path) -> Result<Vec<Source>> {
        let files = self.files(output)?;
        let waiting = self.standby.iter().map(|_| self.directory(output).join(standby::WAITING));
        let mut sources = Vec::new();
        for path in self.chain(output, false, &waiting.collect::<Vec<_>>()) {
            let name = path.to_string_lossy();
            match files.iter().find(|file| file.path == path) {
                Some(file) => sources.push(Source::from_text(name, file.text.clone())),
                None if fs::metadata(&path).is_ok_and(|found| found.is_file()) => sources.push(chain::source(&name)?),
                None => {}
            }
        }
        Ok(sources)
    }

    /// Where its files are, below `output`.
    pub fn directory(&self, output: &Path) -> PathBuf {
        let base = if output == Path::new(".") { PathBuf::new() } else { output.to_path_buf() };
        self.target.folders().iter().fold(base, |path, folder| path.join(folder))
    }

    /// The values files that every site has, in the order of the helm command.
    pub fn planned(&self, output: &Path) -> Vec<(PathBuf, Map<String, Value>)> {
        let directory = self.directory(output);
        let profile = &self.installation.profile;
        let mut planned = vec![(directory.join(render::override_name(profile)), profile.values.clone())];
        let layers = self.installation.layers.iter();
        planned.extend(layers.map(|layer| (directory.join(layer.name), layer.values.clone())));
        planned
    }

    /// Every file, as text.
    pub fn files(&self, output: &Path) -> Result<Vec<Rendered>> {
        let directory = self.directory(output);
        let file = |name: &str, text: String| Rendered { path: directory.join(name), text };
        let profile = &self.installation.profile;
        let mut files = vec![file(&render::override_name(profile), render::override_text(profile)?)];
        let standby = self.standby.iter().flat_map(|standby| [&standby.waiting, &standby.activate]);
        for layer in self.installation.layers.iter().chain(standby) {
            files.push(file(layer.name, render::layer_text(&self.installation, layer)?));
        }
        if !self.installation.prerequisites.is_empty() {
            files.push(file(render::PREREQUISITES, render::prerequisites_text(&self.installation)?));
        }
        Ok(files)
    }

    /// The user's own file: beside the rendered ones, in the output directory, or in the working directory.
    pub fn user_file(&self, output: &Path) -> PathBuf {
        const NAME: &str = "your-override.yaml";
        let beside = self.directory(output).join(NAME);
        let above = if output == Path::new(".") { PathBuf::from(NAME) } else { output.join(NAME) };
        [beside, above].into_iter().find(|path| path.exists()).unwrap_or_else(|| PathBuf::from(NAME))
    }

    /// The files of its helm command, with those of `more` behind them: the user's own first, or last with `user_last`.
    pub fn chain(&self, output: &Path, user_last: bool, more: &[PathBuf]) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = self.planned(output).into_iter().map(|(path, _)| path).collect();
        match user_last {
            true => files.push(self.user_file(output)),
            false => files.insert(0, self.user_file(output)),
        }
        files.extend(more.iter().cloned());
        files
    }
}

impl Commands {
    /// The commands of `deployment`, whose files are below `output`.
    pub fn of(deployment: &Deployment, output: &Path, user_last: bool) -> Commands {
        let Deployment { names, installation, .. } = deployment;
        let directory = deployment.directory(output);
        let line = |verb: &str, more: &[&str]| {
            let more: Vec<PathBuf> = more.iter().map(|name| directory.join(name)).collect();
            let files = deployment.chain(output, user_last, &more);
            helm_command::line(verb, names, &installation.chart_version, &files)
        };
        let waiting: &[&str] = if deployment.standby.is_some() { &[standby::WAITING] } else { &[] };
        Commands {
            install: line("install", waiting),
            upgrade: line("upgrade", waiting),
            activate: deployment.standby.as_ref().map(|_| line("upgrade", &[standby::WAITING, standby::ACTIVATE])),
        }
    }
}

/// The profile that the spec of `target` names, or the smallest that carries its load, with a note that says why.
fn profile<'a>(catalog: &'a Catalog, gathered: &Gathered, target: &Target) -> Result<(&'a Profile, Option<String>)> {
    let spec = &target.spec;
    match (&spec.profile, &spec.load) {
        (Some(name), _) => {
            let profile = catalog.profile(name).map_err(|error| Problem::of("profile", error));
            Ok((gathered.settle_for(target, profile)?, None))
        }
        (None, Some(load)) => {
            let load = Load { users: load.users, ci: load.ci, cd: load.cd };
            let choice = load::smallest(catalog, &load).map_err(|error| Problem::of("load", error));
            let choice = gathered.settle_for(target, choice)?;
            let environment = target.environment.as_deref().map(|name| format!("{name}: ")).unwrap_or_default();
            let note = format!("{environment}profile {}: {}", choice.profile.name, load::why(&choice, &load));
            Ok((choice.profile, Some(note)))
        }
        (None, None) => Err(match &gathered.file {
            Some(file) => Error::new(format!("{} names no profile and no load", file.name()))
                .help("write `profile: medium`, or `load:` with users, ci and cd; or give --profile"),
            None => Error::new("no profile: give --profile, or --users with --ci and --cd, or --spec")
                .help("`smpgen profiles` lists them, `smpgen recommend` picks one for a load"),
        }),
    }
}
