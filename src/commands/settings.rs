//! The settings of a run of the linter: flags, then `smp.yaml`, then what holds without either.

use std::path::{Component, Path, PathBuf};

use indexmap::IndexMap;

use super::counterpart::Counterpart;
use super::gathered::{Gathered, working_directory};
use super::output::Console;
use super::{chain, which};
use crate::args::{FailOn, Lint};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::glob;
use crate::helm::version::HelmVersion;
use crate::lint::context::Declared;
use crate::lint::finding::{Finding, Severity};
use crate::lint::rule::Rule;
use crate::rules;
use crate::spec::read::SpecFile;
use crate::spec::{ARCHITECTURES, PathSpec};
use crate::suggest;
use crate::yaml::path::KeyPath;
use crate::yaml::source::STDIN_NAME;

/// What holds for one run of the linter.
pub struct Settings {
    pub declared: Declared,
    /// Chart version of the spec: for files that do not name theirs.
    pub chart_version: Option<String>,
    pub rules: Vec<Rule>,
    pub fail_on: Severity,
    /// The helm that files are read as.
    pub helm: HelmVersion,
    pub baseline: Option<PathBuf>,
    /// The other of two sites, where one was chosen.
    pub counterpart: Option<Counterpart>,
    severity: IndexMap<String, Severity>,
    paths: IndexMap<String, PathSpec>,
    /// Where patterns of `paths` start: the directory of the spec.
    directory: PathBuf,
}

impl Settings {
    /// The settings of the spec, if there is one, with the flags before them.
    ///
    /// # Errors
    /// Names in the spec or in the flags that do not exist.
    pub fn gather(catalog: &Catalog, gathered: &Gathered, args: &Lint, console: &Console) -> Result<Settings> {
        let facts = which::facts(catalog, gathered, &args.living.which)?;
        facts.tell(args, console);
        let mut settings = Settings::of(catalog, gathered, facts.declared, args)?;
        settings.chart_version = facts.chart_version;
        Ok(settings)
    }

    /// The settings of a spec, with `facts` for what is declared.
    ///
    /// # Errors
    /// Names in the spec or in the flags that do not exist.
    pub fn of(catalog: &Catalog, gathered: &Gathered, facts: Declared, args: &Lint) -> Result<Settings> {
        if let Some(file) = &gathered.file {
            check(catalog, file)?;
        }
        let mut facts = facts;
        // What a flag says goes before the spec.
        facts.expected.profile.take_if(|_| args.profile.is_some());
        facts.expected.architecture.take_if(|_| args.architecture.is_some());
        facts.expected.chart_version.take_if(|_| args.chart_version.is_some());
        let file = gathered.file.as_ref();
        let directory = file.and_then(|file| Path::new(file.name()).parent()).unwrap_or(Path::new(""));
        let spec = gathered.spec.clone();
        for name in args.select.iter().chain(&args.ignore) {
            known_rule(name)?;
        }
        if let Some(name) = &args.profile {
            catalog.profile(name)?;
        }
        if let Some(name) = &args.architecture {
            known_architecture(name)?;
        }
        let select = if args.select.is_empty() { spec.lint.select } else { args.select.clone() };
        let ignore = [spec.lint.ignore, args.ignore.clone()].concat();
        let wanted = |rule: &&Rule| (select.is_empty() || named(rule, &select)) && !named(rule, &ignore);
        let fail_on = args.fail_on.map(|flag| match flag {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Info => Severity::Info,
        });
        Ok(Settings {
            declared: Declared {
                profile: args.profile.clone().or(facts.profile.clone()),
                architecture: args.architecture.clone().or(facts.architecture.clone()),
                helm: args.helm_version.map(|major| chain::versions(Some(major))[0]),
                ..facts
            },
            chart_version: spec.chart_version.map(String::from),
            rules: rules::ALL.iter().filter(wanted).copied().collect(),
            fail_on: fail_on.or(spec.lint.fail_on).unwrap_or(Severity::Error),
            helm: args.helm_version.map_or(HelmVersion::V3, |major| chain::versions(Some(major))[0]),
            baseline: args.living.baseline.clone().or(spec.lint.baseline.map(|name| directory.join(name))),
            counterpart: None,
            severity: spec.lint.severity,
            paths: spec.lint.paths,
            directory: clean(directory),
        })
    }

    /// Whether a rule is looked for in a file.
    pub fn runs(&self, file: &str, rule: &str) -> bool {
        self.rules.iter().any(|known| known.id == rule && !self.of_file(file).any(|path| named(known, &path.ignore)))
    }

    /// The findings that are not ignored in their file, with the severities that the spec gives them.
    /// `file` gives the name of the file a finding is in.
    pub fn settle(&self, findings: Vec<Finding>, file: impl Fn(&Finding) -> String) -> Vec<Finding> {
        let mut kept = Vec::new();
        for mut finding in findings {
            let file = file(&finding);
            if self.runs(&file, finding.rule) {
                finding.severity = self.severity(&file, finding.rule).unwrap_or(finding.severity);
                kept.push(finding);
            }
        }
        kept
    }

    fn severity(&self, file: &str, rule: &str) -> Option<Severity> {
        let rule = rules::ALL.iter().find(|known| known.id == rule)?;
        let of = |map: &IndexMap<String, Severity>| map.get(rule.id).or(map.get(rule.family)).copied();
        let of_file = self.of_file(file).filter_map(|path| of(&path.severity)).last();
        of_file.or_else(|| of(&self.severity))
    }

    /// The settings for some paths that hold for `file`.
    fn of_file(&self, file: &str) -> impl Iterator<Item = &PathSpec> {
        let name = if self.paths.is_empty() { String::new() } else { relative(&self.directory, file) };
        self.paths.iter().filter(move |(pattern, _)| glob::matches(pattern, &name)).map(|(_, settings)| settings)
    }
}

fn named(rule: &Rule, names: &[String]) -> bool {
    names.iter().any(|name| name == rule.id || name == rule.family)
}

fn known_rule(name: &str) -> Result<()> {
    match rules::ALL.iter().any(|rule| rule.id == name || rule.family == name) {
        true => Ok(()),
        false if name.is_empty() => Err(Error::new("the name of a rule is empty; `smpgen rules` lists all")),
        false => {
            let names: Vec<&str> = rules::ALL.iter().flat_map(|rule| [rule.id, rule.family]).collect();
            let guess = suggest::nearest(name, names).map(|name| format!(" (did you mean `{name}`?)"));
            Err(Error::new(format!(
                "unknown rule or family `{name}`{}; `smpgen rules` lists all",
                guess.unwrap_or_default()
            )))
        }
    }
}

fn known_architecture(name: &str) -> Result<()> {
    match ARCHITECTURES.contains(&name) {
        true => Ok(()),
        false => Err(suggest::unknown("architecture", name, ARCHITECTURES)),
    }
}

/// Holds the names in a spec to what there is.
fn check(catalog: &Catalog, file: &SpecFile) -> Result<()> {
    let spec = &file.spec;
    let root = KeyPath::root();
    let lint = root.key("lint");
    let told = |path: &KeyPath, result: Result<()>| result.map_err(|error| file.error(path, error.to_string()));
    if let Some(version) = &spec.chart_version {
        told(&root.key("chartVersion"), catalog.chart_version(&version.to_string()).map(drop))?;
    }
    if let Some(name) = &spec.profile {
        told(&root.key("profile"), catalog.profile(name).map(drop))?;
    }
    if let Some(name) = &spec.architecture {
        told(&root.key("architecture"), known_architecture(name))?;
    }
    let list = |path: KeyPath, names: &[String]| {
        names.iter().enumerate().try_for_each(|(index, name)| told(&path.index(index), known_rule(name)))
    };
    let map = |path: KeyPath, names: &IndexMap<String, Severity>| {
        names.keys().try_for_each(|name| told(&path.key(name.as_str()), known_rule(name)))
    };
    list(lint.key("select"), &spec.lint.select)?;
    list(lint.key("ignore"), &spec.lint.ignore)?;
    map(lint.key("severity"), &spec.lint.severity)?;
    for (pattern, settings) in &spec.lint.paths {
        let path = lint.key("paths").key(pattern.as_str());
        // Such a pattern would match no file, and its settings would never hold, without a word.
        if pattern.is_empty() || pattern.contains(['[', '{']) {
            let why = "is no pattern: `*`, `?` and `**` are known; for several files write several entries";
            return Err(file.error(&path, why));
        }
        list(path.key("ignore"), &settings.ignore)?;
        map(path.key("severity"), &settings.severity)?;
    }
    Ok(())
}

/// A path from the root, without `.` and `..`, links not looked at.
pub fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in working_directory().join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            other => out.push(other),
        }
    }
    out
}

/// The name of a file as seen from a clean `directory`, divided by `/`; as it was given where it is not below it.
/// Flags and standard input keep their names.
pub fn relative(directory: &Path, name: &str) -> String {
    if name.starts_with("--") || name == STDIN_NAME {
        return name.to_owned();
    }
    match clean(Path::new(name)).strip_prefix(directory) {
        Ok(below) => below.to_string_lossy().replace('\\', "/"),
        Err(_) => name.to_owned(),
    }
}
