//! The spec of a run: `smp.yaml`, and the flags that go before it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::chain;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::leaf;
use crate::plan::contradictions::contradictions;
use crate::spec::inherit::{self, Target};
use crate::spec::problem::Problem;
use crate::spec::read::SpecFile;
use crate::spec::{self, Spec};
use crate::yaml::path::KeyPath;

/// A spec, and where each part of it was written.
pub struct Gathered {
    pub spec: Spec,
    pub file: Option<SpecFile>,
    /// What flags set, as a part of a spec.
    over: Map<String, Value>,
    /// What flags set, with what to put before a message about it; none where the message names the value itself.
    flags: Vec<(KeyPath, Option<String>)>,
}

/// Flags as parts of a spec.
#[derive(Default)]
pub struct Flags {
    set: Vec<(KeyPath, Value, Option<String>)>,
}

impl Flags {
    /// A flag sets `path` of the spec. Messages about it name the value, so that a user knows the flag.
    pub fn put(&mut self, path: KeyPath, value: impl Into<Value>) {
        self.set.push((path, value.into(), None));
    }

    /// The same where a message is clear only behind `flag`.
    pub fn named(&mut self, path: KeyPath, value: impl Into<Value>, flag: impl Into<String>) {
        self.set.push((path, value.into(), Some(flag.into())));
    }

    /// Whether a flag has set something below `path`.
    pub fn sets(&self, path: &KeyPath) -> bool {
        self.set.iter().any(|(set, ..)| set.starts_with(path))
    }
}

impl Gathered {
    /// Reads the spec in `flag`, else the `smp.yaml` in the working directory or above it, and puts `flags` before it.
    ///
    /// # Errors
    /// A spec that cannot be read, and a flag whose value its part of the spec cannot take.
    pub fn read(flag: Option<&str>, flags: Flags) -> Result<Gathered> {
        let found = match flag {
            Some("") => return Err(Error::new("--spec is empty: name the file, such as smp.yaml")),
            Some(name) if Path::new(name).is_dir() => {
                let inside = Path::new(name).join(spec::NAME);
                return Err(Error::new(format!("{name}: is a directory"))
                    .help(format!("name the file in it, such as {}", inside.display())));
            }
            Some(name) => Some(name.to_owned()),
            None => spec::find::find(&working_directory()).map(|path| found(&path)).transpose()?,
        };
        let file = found.map(|name| chain::source(&name).and_then(SpecFile::read)).transpose()?;
        let base = file.as_ref().map_or_else(Spec::default, |file| file.spec.clone());
        if flags.set.is_empty() {
            return Ok(Gathered { spec: base, file, over: Map::new(), flags: Vec::new() });
        }
        let Ok(Value::Object(mut values)) = serde_json::to_value(&base) else {
            return Err(Error::new("the spec cannot be written as JSON: please report this defect of smpgen"));
        };
        let (mut over, mut written) = (Map::new(), Vec::new());
        for (path, value, flag) in flags.set {
            displace(&mut values, &path);
            leaf::put(&mut over, &path, value.clone());
            leaf::put(&mut values, &path, value);
            written.push((path, flag));
        }
        let spec = serde_json::from_value(Value::Object(values))
            .map_err(|error| Error::new(format!("the flags make no spec: {error}")))?;
        Ok(Gathered { spec, file, over, flags: written })
    }

    /// A mistake in the spec, with its flag, or the line and column in the file.
    pub fn error(&self, problem: Problem) -> Error {
        // The flag that set the value, or that set something inside of what is wrong with it; or that set something
        // beside what is missing there.
        let last = |fits: &dyn Fn(&KeyPath) -> bool| self.flags.iter().rev().find(|(path, _)| fits(path));
        let above = problem.path.parent().filter(|above| above.segments().len() > 1);
        let by_flag = last(&|path| {
            problem.path.starts_with(path) || (!problem.path.is_root() && path.starts_with(&problem.path))
        })
        .or_else(|| last(&|path| above.as_ref().is_some_and(|above| path.starts_with(above))));
        let error = match (by_flag, &self.file) {
            (Some((_, None)), _) => Error::new(problem.message),
            // `--release is empty`; behind a flag with its value a colon reads better.
            (Some((path, Some(flag))), _) if problem.path == *path => {
                let colon = if problem.message.starts_with("is ") && !flag.contains(' ') { "" } else { ":" };
                Error::new(format!("{flag}{colon} {}", problem.message))
            }
            (Some((_, Some(flag))), _) => Error::new(format!("{flag}: `{}`: {}", problem.path, problem.message)),
            (None, Some(file)) if !problem.path.is_root() => file.error(&problem.path, &problem.message),
            _ => return problem.into(),
        };
        match problem.help {
            Some(help) => error.help(help),
            None => error,
        }
    }

    /// The installations that the spec stands for, which do not contradict each other.
    ///
    /// # Errors
    /// The first contradiction, with its place.
    pub fn targets(&self, catalog: &Catalog) -> Result<Vec<Target>> {
        let targets = self.settle(inherit::targets(&self.spec, &self.over))?;
        match contradictions(catalog, &self.spec, &targets)?.into_iter().next() {
            Some(problem) => Err(self.error(problem)),
            None => Ok(targets),
        }
    }

    /// What `result` gives for `target`, or its problem with its place.
    pub fn settle_for<T>(&self, target: &Target, result: std::result::Result<T, Problem>) -> Result<T> {
        result.map_err(|problem| self.error(target.problem(problem)))
    }

    /// What `result` gives, or its problem with its place.
    pub fn settle<T>(&self, result: std::result::Result<T, Problem>) -> Result<T> {
        result.map_err(|problem| self.error(problem))
    }
}

/// The name of a spec that was looked for and found. Only a file can be one: a pipe would be waited for.
fn found(path: &Path) -> Result<String> {
    let name = path.display().to_string();
    let why = match fs::metadata(path) {
        Ok(found) if found.is_file() => return Ok(name),
        Ok(found) if found.is_dir() => "is a directory",
        Ok(_) => "is not a regular file",
        Err(_) => "is a link that leads to no file",
    };
    Err(Error::new(format!("{name}: {why}")).help(
        "settings are looked for in the first smp.yaml from here upwards: rename this one, or name another with --spec",
    ))
}

/// A profile and a load exclude each other: the flag that names one takes the other out of the file's spec.
fn displace(values: &mut Map<String, Value>, path: &KeyPath) {
    let other = match path.to_string().as_str() {
        "profile" => "load",
        "load" => "profile",
        _ => return,
    };
    values.insert(other.to_owned(), json!(null));
}

pub fn working_directory() -> PathBuf {
    env::current_dir().unwrap_or_else(|_| PathBuf::from("."))
}
