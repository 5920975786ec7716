//! Where values name Secrets, and where they might hold one: `profiles/rules/secrets.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::datastores::{StoreName, path};
use super::pattern::Pattern;
use super::rows::{Row, Rows};
use crate::yaml::path::KeyPath;

/// The tables about Secrets.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Secrets {
    /// Names of Secrets.
    pub names: Rows<Pattern>,
    /// Keys in Secrets.
    pub keys: Rows<Pattern>,
    pub literals: Literals,
    /// What breaks a URI when a password holds it.
    pub unsafe_characters: String,
    pub vault: Vault,
}

/// Where a credential may stand in plain text.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Literals {
    /// Texts that may hold `user:password@`, or `password=`.
    pub addresses: Rows<Pattern>,
    /// Keys of a Secret in whose place a password may stand.
    pub keys: Rows<Pattern>,
    /// No key is longer, in characters.
    pub longest_key: usize,
    pub passwords: Rows<Password>,
}

/// A key that takes a password itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Password {
    pub path: Pattern,
    /// Effective values elsewhere that take it out of use.
    #[serde(default)]
    pub unless_set: BTreeMap<String, Value>,
    /// The chart's own sample, which is none.
    pub sample: Option<String>,
    /// Where the password lands, as a clause.
    pub lands: String,
}

impl Row for Password {
    fn pattern(&self) -> &Pattern {
        &self.path
    }
}

/// What the Vault loader needs.
#[derive(Clone, Debug, Deserialize)]
pub struct Vault {
    #[serde(deserialize_with = "path")]
    pub path: KeyPath,
    /// Keys below `path` that it always needs.
    pub always: Vec<String>,
    /// Those that it needs to log in, by method.
    pub methods: BTreeMap<String, Vec<String>>,
    /// Stores that cannot run in the cluster beside it.
    pub stores: Vec<StoreName>,
}
