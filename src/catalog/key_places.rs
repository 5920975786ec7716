//! Keys that moved, left, came later, or are often written at a wrong place.

use serde::Deserialize;

use super::Catalog;
use super::check::Checker;
use super::files::{self, Schema};
use super::pattern::Pattern;
use super::rows::{Row, Rows};
use super::version::{ChartVersion, Windows};
use crate::error::{Error, Result};

/// How bad a row of a table is, where it differs from its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Error,
    Warning,
    Info,
}

/// The tables of `profiles/keys/places.yaml`.
#[derive(Clone, Debug, Deserialize)]
pub struct KeyPlaces {
    pub moved: Rows<Moved>,
    pub removed: Rows<Removed>,
    pub migrated: Vec<Migrated>,
    pub premature: Rows<Premature>,
    pub misplaced: Vec<Misplaced>,
}

/// A key that has another place since a chart version.
#[derive(Clone, Debug, Deserialize)]
pub struct Moved {
    pub from: Pattern,
    /// The new place in words; a plain path where `rename` holds. `<module>` is the last step of the old one.
    pub to: String,
    pub since: ChartVersion,
    pub until: Option<ChartVersion>,
    /// Whether the block keeps its shape.
    #[serde(default)]
    pub rename: bool,
    pub severity: Option<Level>,
    pub note: Option<String>,
}

/// A key that nothing reads any more.
#[derive(Clone, Debug, Deserialize)]
pub struct Removed {
    pub path: Pattern,
    #[serde(rename = "in")]
    pub versions: Windows,
    /// A last step that `path` does not mean.
    pub except: Option<String>,
    pub severity: Option<Level>,
    /// Whether taking it away needs a thought, so that there is no fix.
    #[serde(default)]
    pub keep: bool,
    pub note: Option<String>,
}

/// A key that `migrate` follows, and that no rule on moved or removed keys reports.
#[derive(Clone, Debug, Deserialize)]
pub struct Migrated {
    pub from: Pattern,
    /// A plain path; none where nothing reads the key from `since` on.
    pub to: Option<String>,
    pub since: ChartVersion,
    pub note: Option<String>,
}

/// A key that the chart has from a version on.
#[derive(Clone, Debug, Deserialize)]
pub struct Premature {
    pub path: Pattern,
    pub first: ChartVersion,
    pub severity: Option<Level>,
    pub note: Option<String>,
}

/// A key at a place where nothing reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct Misplaced {
    pub from: Pattern,
    /// The right place in words.
    pub to: String,
    #[serde(rename = "in")]
    pub versions: Option<Windows>,
    pub severity: Option<Level>,
    /// A switch that makes it an error.
    pub error_when: Option<String>,
    pub note: Option<String>,
}

impl Row for Moved {
    fn pattern(&self) -> &Pattern {
        &self.from
    }
}

impl Row for Removed {
    fn pattern(&self) -> &Pattern {
        &self.path
    }
}

impl Row for Premature {
    fn pattern(&self) -> &Pattern {
        &self.path
    }
}

impl Catalog {
    /// The places of keys, read when first asked for.
    pub fn key_places(&self) -> Result<&KeyPlaces> {
        if let Some(places) = self.key_places.get() {
            return Ok(places);
        }
        let file = files::on_demand(Schema::KeyPlaces, self.directory.as_deref())?.pop();
        let file = file.ok_or_else(|| Error::new("the catalog has no keys/places.yaml"))?;
        let places = Checker::default().typed(&file)?;
        Ok(self.key_places.get_or_init(|| places))
    }
}
