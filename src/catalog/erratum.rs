//! Corrections of shipped profiles, leaf by leaf.

use serde::Deserialize;
use serde_json::Value;

use super::cell::{self, Column};
use super::version::Windows;

/// The words for a choice that names no erratum, as people write them. No erratum is called so.
pub const WORDS: [&str; 3] = ["default", "all", "none"];

/// One documented correction of a shipped profile.
#[derive(Clone, Debug, Deserialize)]
pub struct Erratum {
    pub id: String,
    pub versions: Windows,
    pub profiles: Vec<String>,
    /// Whether it is applied unless the user says otherwise.
    pub default: bool,
    /// Why the shipped value is wrong, in one line.
    pub reason: String,
    /// Where that is known from.
    pub source: String,
    /// How the number was chosen, where no source gives one.
    pub chosen: Option<String>,
    leaves: Vec<Leaf>,
}

#[derive(Clone, Debug, Deserialize)]
struct Leaf {
    path: String,
    #[serde(default = "Windows::all")]
    versions: Windows,
    profiles: Option<Vec<String>>,
    shipped: Option<Value>,
    ours: Option<Value>,
}

/// One leaf that an erratum changes. None stands for "no such leaf".
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Key path as the data file writes it.
    pub path: String,
    pub shipped: Option<Value>,
    pub ours: Option<Value>,
}

impl Erratum {
    /// What this erratum changes in one profile of one chart version; empty where it does not apply.
    pub fn changes(&self, column: Column) -> Vec<Change> {
        if !self.versions.contains(column.version) || !self.profiles.iter().any(|name| name == column.profile) {
            return Vec::new();
        }
        let applies = |leaf: &&Leaf| {
            leaf.versions.contains(column.version)
                && leaf.profiles.as_ref().is_none_or(|names| names.iter().any(|name| name == column.profile))
        };
        let change = |leaf: &Leaf| Change {
            path: leaf.path.clone(),
            shipped: leaf.shipped.as_ref().and_then(|cell| cell::resolve(cell, column)),
            ours: leaf.ours.as_ref().and_then(|cell| cell::resolve(cell, column)),
        };
        self.leaves.iter().filter(applies).map(change).filter(|change| change.shipped != change.ours).collect()
    }
}
