//! A grown values file as a short overlay over the profile nearest to it.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::meaning::{agree, settings};
use super::text::Text;
use crate::catalog::Catalog;
use crate::catalog::defaults::Defaults;
use crate::catalog::profile::Profile;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::leaf;
use crate::plan::{ErrataChoice, Request, plan};
use crate::yaml::path::KeyPath;

/// Which profiles are looked at.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    pub profile: Option<&'a Profile>,
    pub chart_version: Option<ChartVersion>,
    pub errata: ErrataChoice,
}

/// A profile of a run of chart versions for which it is the same, and how near it is.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub profile: String,
    pub first: ChartVersion,
    pub last: ChartVersion,
    pub values: Map<String, Value>,
    /// Values of the file that it sets just so.
    pub equal: usize,
    /// Values of the file that it sets otherwise or not at all.
    pub differing: usize,
    /// Values that it sets and the file does not.
    pub additions: usize,
}

/// Every profile that `choice` allows, the nearest first: most equal values, then the shortest overlay, then the newest
/// chart version, then the smallest profile.
///
/// # Errors
/// Where none of them can be planned, the reason of the last.
pub fn nearest(catalog: &Catalog, values: &Map<String, Value>, choice: &Choice) -> Result<Vec<Candidate>> {
    let mut runs: Vec<Candidate> = Vec::new();
    let mut failed = None;
    for profile in &catalog.profiles {
        if choice.profile.is_some_and(|wanted| wanted.name != profile.name) {
            continue;
        }
        for release in &catalog.releases {
            if choice.chart_version.as_ref().is_some_and(|wanted| *wanted != release.version) {
                continue;
            }
            let request = Request {
                profile,
                chart_version: release.version.clone(),
                modules: Vec::new(),
                errata: choice.errata.clone(),
                storage: Vec::new(),
            };
            let planned = match plan(catalog, &request) {
                Ok(plan) => plan.values,
                Err(error) => {
                    failed = Some(error);
                    continue;
                }
            };
            match runs.last_mut().filter(|run| run.profile == profile.name && run.values == planned) {
                Some(run) => run.last = release.version.clone(),
                None => runs.push(Candidate::of(&profile.name, &release.version, planned, values)),
            }
        }
    }
    if runs.is_empty() {
        return Err(failed.unwrap_or_else(|| Error::new("the catalog has no profile")));
    }
    runs.sort_by_key(|run| (Reverse(run.equal), run.differing + run.additions, Reverse(run.last.clone())));
    Ok(runs)
}

impl Candidate {
    fn of(
        profile: &str,
        version: &ChartVersion,
        profile_values: Map<String, Value>,
        file: &Map<String, Value>,
    ) -> Candidate {
        let all = settings(file);
        let is_equal = |path: &KeyPath, value: &Value| {
            leaf::get(&profile_values, path).is_some_and(|other| agree(path, value, other))
        };
        let equal = all.iter().filter(|(path, value)| is_equal(path, value)).count();
        let additions = additions(&profile_values, file).len();
        Candidate {
            profile: profile.to_owned(),
            first: version.clone(),
            last: version.clone(),
            equal,
            differing: all.len() - equal,
            additions,
            values: profile_values,
        }
    }
}

/// What the profile sets, and the file neither sets nor replaces from above or below.
fn additions<'p>(profile: &'p Map<String, Value>, file: &Map<String, Value>) -> Vec<(KeyPath, &'p Value)> {
    let replaced = |path: &KeyPath| {
        let mut above = path.parent();
        while let Some(path) = above {
            if leaf::get(file, &path).is_some_and(|value| !value.is_object()) {
                return true;
            }
            above = path.parent();
        }
        leaf::get(file, path).is_some()
    };
    settings(profile).into_iter().filter(|(path, _)| !replaced(path)).collect()
}

/// How a value that only the profile sets is taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum TakenBack {
    /// The chart's own default is the same: there is nothing to do.
    AsDefault,
    /// The overlay sets the chart's own default.
    Default(Value),
    /// The overlay sets null, because the default is not known.
    Null,
    /// It stays as the profile has it, as asked for.
    Stays,
    /// It cannot be written into the overlay; why not.
    ByHand(String),
}

/// A value that the profile sets and the file does not.
#[derive(Clone, Debug)]
pub struct Addition {
    pub path: KeyPath,
    /// What the profile sets.
    pub value: Value,
    pub taken_back: TakenBack,
}

/// The overlay over a profile.
#[derive(Debug)]
pub struct Overlay {
    pub text: String,
    /// Values of the file that the overlay still sets.
    pub kept: usize,
    pub additions: Vec<Addition>,
}

/// What is left of `file` over `candidate`.
///
/// # Errors
/// A result that does not merge to the values of the file.
pub fn overlay(file: Text, candidate: &Candidate, defaults: &Defaults, keep_additions: bool) -> Result<Overlay> {
    let whole = file.values().clone();
    let mut now = file;
    let equal: Vec<KeyPath> = settings(&whole)
        .into_iter()
        .filter(|(path, value)| leaf::get(&candidate.values, path).is_some_and(|other| agree(path, value, other)))
        .map(|(path, _)| path)
        .collect();
    // What cannot go by itself stays, and says what the profile says.
    now.remove_all(&equal, true);
    now.tidy();
    let kept = settings(now.values()).len();
    let mut additions: Vec<Addition> = additions(&candidate.values, &whole)
        .into_iter()
        .map(|(path, value)| {
            let taken_back = match (keep_additions, defaults.at(&path, &candidate.last)) {
                (_, Some(default)) if agree(&path, value, &default) => TakenBack::AsDefault,
                (true, _) => TakenBack::Stays,
                // A map of several defaults in the place of one value would not replace it.
                (false, Some(default)) if !default.is_object() => TakenBack::Default(default),
                (false, _) => TakenBack::Null,
            };
            Addition { path, value: value.clone(), taken_back }
        })
        .collect();
    let written = |addition: &Addition| match &addition.taken_back {
        TakenBack::Default(value) => Some(value.clone()),
        TakenBack::Null => Some(Value::Null),
        _ => None,
    };
    let mut all = Map::new();
    for addition in &additions {
        if let Some(value) = written(addition) {
            leaf::put(&mut all, &addition.path, value);
        }
    }
    if !all.is_empty() && now.add(&all).is_err() {
        for addition in &mut additions {
            let mut one = Map::new();
            if let Some(value) = written(addition) {
                leaf::put(&mut one, &addition.path, value);
                if let Err(why) = now.add(&one) {
                    addition.taken_back = TakenBack::ByHand(why);
                }
            }
        }
    }
    prove(&whole, candidate, now.as_str(), &additions).map_err(|path| {
        Error::new(format!("the overlay does not give at `{path}` what the file has"))
            .help("nothing was written; this is a defect of smpgen, please report it")
    })?;
    Ok(Overlay { text: now.as_str().to_owned(), kept, additions })
}

/// Whether Helm merges the file's values from profile and overlay, and beside them only what `additions` lists.
fn prove(
    whole: &Map<String, Value>,
    candidate: &Candidate,
    overlay: &str,
    additions: &[Addition],
) -> std::result::Result<(), KeyPath> {
    let overlay = Text::read("", overlay).map_err(|_| KeyPath::root())?;
    let mut merged = candidate.values.clone();
    leaf::merge(&mut merged, overlay.values());
    let mut listed: HashMap<&KeyPath, &Addition> =
        additions.iter().map(|addition| (&addition.path, addition)).collect();
    for (path, value) in settings(whole) {
        if !leaf::get(&merged, &path).is_some_and(|found| agree(&path, value, found)) {
            return Err(path);
        }
    }
    for (path, found) in settings(&merged) {
        if leaf::get(whole, &path).is_some() {
            continue;
        }
        let fits = listed.remove(&path).is_some_and(|addition| match &addition.taken_back {
            TakenBack::Default(value) => value == found,
            TakenBack::Null => found.is_null(),
            TakenBack::AsDefault | TakenBack::Stays | TakenBack::ByHand(_) => addition.value == *found,
        });
        if !fits {
            return Err(path);
        }
    }
    match listed.keys().next() {
        Some(path) => Err((*path).clone()),
        None => Ok(()),
    }
}
