//! What values have to be: kinds, switches, closed sets, no samples; and keys that nothing reads.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Catalog;
use super::check::Checker;
use super::files::{self, Schema};
use super::key_places::Level;
use super::pattern::Pattern;
use super::rows::{Row, Rows};
use super::version::Windows;
use crate::error::{Error, Result};

/// The tables of `profiles/keys/kinds.yaml`.
#[derive(Clone, Debug, Deserialize)]
pub struct KeyKinds {
    pub types: Rows<Typed>,
    pub integers: Rows<Pattern>,
    pub counts: Rows<Pattern>,
    /// Keys whose maps hold texts of any kind.
    pub free: Vec<String>,
    pub booleans: Rows<Switch>,
    pub enums: Rows<ClosedSet>,
    pub ineffective: Rows<Ineffective>,
    pub placeholders: Vec<Sample>,
}

/// A key that takes values of some kind, and the kinds that it does not take.
#[derive(Clone, Debug, Deserialize)]
pub struct Typed {
    pub path: Pattern,
    pub expected: String,
    /// `text`, `number`, `boolean`, `list`, `list of maps`, `map`.
    pub given: Vec<String>,
    pub severity: Level,
    pub effect: String,
}

/// A boolean switch.
#[derive(Clone, Debug, Deserialize)]
pub struct Switch {
    pub path: Pattern,
    pub kind: SwitchKind,
    #[serde(rename = "in")]
    pub versions: Option<Windows>,
}

/// Who reads a switch, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SwitchKind {
    /// Helm, to load a dependency: anything but a boolean leaves it loaded.
    Condition,
    /// A template that compares it with a boolean.
    Installed,
    /// A template with `if`, where a text is true.
    Switch,
    /// The same, but the chart's own default is a text.
    Text,
}

/// A key that takes one of a few texts.
#[derive(Clone, Debug, Deserialize)]
pub struct ClosedSet {
    pub path: Pattern,
    pub allowed: Vec<String>,
    pub severity: Level,
}

/// A key that is known and not read.
#[derive(Clone, Debug, Deserialize)]
pub struct Ineffective {
    pub path: Pattern,
    #[serde(rename = "in")]
    pub versions: Option<Windows>,
    pub severity: Option<Level>,
    pub why: String,
    pub help: Option<String>,
    /// `remove`, or the key that it should be.
    pub fix: Option<String>,
}

/// A place where a sample value does harm.
#[derive(Clone, Debug, Deserialize)]
pub struct Sample {
    pub path: Pattern,
    /// Effective values that make the place matter.
    #[serde(default)]
    pub when: BTreeMap<String, Value>,
    #[serde(rename = "in")]
    pub versions: Option<Windows>,
    pub severity: Level,
    /// Samples that do not look like one.
    #[serde(default)]
    pub samples: Vec<String>,
}

impl Row for Typed {
    fn pattern(&self) -> &Pattern {
        &self.path
    }
}

impl Row for Switch {
    fn pattern(&self) -> &Pattern {
        &self.path
    }
}

impl Row for ClosedSet {
    fn pattern(&self) -> &Pattern {
        &self.path
    }
}

impl Row for Ineffective {
    fn pattern(&self) -> &Pattern {
        &self.path
    }
}

impl Catalog {
    /// The kinds of values, read when first asked for.
    pub fn key_kinds(&self) -> Result<&KeyKinds> {
        if let Some(kinds) = self.key_kinds.get() {
            return Ok(kinds);
        }
        let file = files::on_demand(Schema::KeyKinds, self.directory.as_deref())?.pop();
        let file = file.ok_or_else(|| Error::new("the catalog has no keys/kinds.yaml"))?;
        let kinds = Checker::default().typed(&file)?;
        Ok(self.key_kinds.get_or_init(|| kinds))
    }
}
