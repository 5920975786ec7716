//! A values file for one chart version as the file for a later one: moved keys carried along, nothing lost.
//!
//! Each move is made in the text and proved before the next. What cannot be moved with certainty stays where it is and
//! is a finding. In the end the account of every value is proved against the two texts.

pub mod account;
mod proof;
mod run;
pub mod steps;

use serde_json::{Map, Value};

use self::account::{Line, Row};
use self::proof::prove;
use self::run::Run;
use self::steps::Step;
use super::meaning::{is_empty_map, sets_nothing};
use super::text::Text;
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::leaf;
use crate::yaml::error::SyntaxError;
use crate::yaml::lines::Position;
use crate::yaml::path::KeyPath;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    pub from: ChartVersion,
    pub to: ChartVersion,
    /// Whether keys that nothing reads are taken away.
    pub drop_removed: bool,
}

/// Something that was not done, because somebody has to decide it or do it by hand. Places are in the old text.
#[derive(Clone, Debug)]
pub struct Finding {
    pub path: KeyPath,
    pub to: Option<KeyPath>,
    pub position: Position,
    pub message: String,
    pub help: String,
    /// The value at the old path, and what is in its way: where, and the value.
    pub values: Option<(Value, KeyPath, Value)>,
}

/// A key that moved before `from`, so that nothing has read it for long.
#[derive(Clone, Debug)]
pub struct Stale {
    pub path: KeyPath,
    pub to: Option<KeyPath>,
    pub since: ChartVersion,
}

/// A migrated file.
#[derive(Debug)]
pub struct Migration {
    pub text: String,
    /// What became of every value, in the order of the old file.
    pub account: Vec<Line>,
    /// The account by block, without what is merely kept.
    pub rows: Vec<Row>,
    pub findings: Vec<Finding>,
    pub stale: Vec<Stale>,
}

/// Why a file was not migrated.
#[derive(Debug)]
pub enum Failure {
    /// Helm cannot read it.
    Syntax(SyntaxError),
    Other(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Other(error)
    }
}

/// Migrates one file.
///
/// # Errors
/// A file that Helm refuses, and a result that is not what the account says.
pub fn migrate(
    catalog: &Catalog,
    name: &str,
    text: &str,
    request: &Request,
) -> std::result::Result<Migration, Failure> {
    let steps = steps::all(catalog, &request.to)?;
    let old = Text::read(name, text).map_err(Failure::Syntax)?;
    let now = Text::read(name, text).map_err(Failure::Syntax)?;
    let stale = stale(&steps, old.values(), request);
    let mut migration = Run::new(old, now, request.drop_removed).make(&steps, request);
    migration.stale = stale;
    prove(text, &migration.text, &migration.account).map_err(|why| {
        Error::new(format!("{name}: the migrated file is not what it should be: {why}"))
            .help("nothing was written; this is a defect of smpgen, please report it")
    })?;
    Ok(migration)
}

/// What moved before the version that the file is for, and stands at its old place.
fn stale(steps: &[Step], values: &Map<String, Value>, request: &Request) -> Vec<Stale> {
    let old = steps.iter().filter(|step| step.since <= request.from && step.to().is_some());
    let set = old.filter_map(|step| Some((step, step.from()?)));
    let set = set.filter(|(_, from)| leaf::get(values, from).is_some_and(|value| !is_empty_map(value)));
    set.map(|(step, from)| Stale { path: from.clone(), to: step.to().cloned(), since: step.since.clone() }).collect()
}

/// The keys that `values` sets at a place from which they moved between two chart versions: old place, new place,
/// since when.
///
/// # Errors
/// A data file of the catalog that cannot be read.
pub fn moved_between(
    catalog: &Catalog,
    values: &Map<String, Value>,
    from: &ChartVersion,
    to: &ChartVersion,
) -> Result<Vec<(KeyPath, KeyPath, ChartVersion)>> {
    let steps = steps::all(catalog, to)?;
    let between = steps.iter().filter(|step| step.since > *from && step.since <= *to);
    let set = between.filter_map(|step| Some((step.from()?.clone(), step.to()?.clone(), step.since.clone())));
    Ok(set.filter(|(from, ..)| leaf::get(values, from).is_some_and(|value| !sets_nothing(value))).collect())
}
