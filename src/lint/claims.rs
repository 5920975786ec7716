//! Keys of one layer that some rule speaks for, so that other rules leave them to it.

use std::collections::BTreeSet;

use super::finding::Severity;
use crate::yaml::path::KeyPath;

/// What the rules on places of keys find in one layer, gathered once for them and for the rules on unknown names.
pub struct Claims {
    pub moved: Vec<MovedKey>,
    pub removed: Vec<KeyPath>,
    pub misplaced: Vec<MisplacedKey>,
    pub premature: Vec<KeyPath>,
    /// The paths of all of them.
    pub paths: BTreeSet<KeyPath>,
    /// Keys that are only there to hold anchors.
    pub anchors: BTreeSet<KeyPath>,
}

/// A key that moved.
pub struct MovedKey {
    pub path: KeyPath,
    /// The path that moved, by the table: `path`, or the block around it.
    pub row: KeyPath,
    /// The new place in words.
    pub to: String,
}

/// A key at a wrong place.
pub struct MisplacedKey {
    pub path: KeyPath,
    /// The right place in words.
    pub to: String,
    pub severity: Severity,
    /// What happens here; none where the chart does not read it.
    pub effect: Option<String>,
}
