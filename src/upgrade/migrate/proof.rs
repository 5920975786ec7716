//! The proof of a migration, from nothing but the two texts and the account.

use std::collections::BTreeMap;

use serde_json::Value;

use super::account::{Fate, Line};
use crate::leaf;
use crate::upgrade::meaning::is_empty_map;
use crate::upgrade::text::Text;
use crate::yaml::path::KeyPath;

/// Whether every value of `before` is in the account once, and `after` holds exactly what the account says.
///
/// # Errors
/// The first thing that is not as the account says. It is a defect of ours, and nothing may be written.
pub fn prove(before: &str, after: &str, account: &[Line]) -> Result<(), String> {
    let mut old = values(before)?;
    let mut new = values(after)?;
    for line in account {
        match old.remove(&line.old) {
            Some(value) if value == line.value => {}
            _ => return Err(format!("`{}` is in the account and not in the file", line.old)),
        }
    }
    if let Some(path) = old.keys().next() {
        return Err(format!("`{path}` is not in the account"));
    }
    for line in account.iter().filter(|line| line.fate != Fate::Dropped) {
        let Some(path) = &line.new else { return Err(format!("`{}` is lost", line.old)) };
        match new.remove(path) {
            Some(value) if value == line.value => {}
            _ => return Err(format!("`{}` is not at `{path}`", line.old)),
        }
    }
    match new.keys().next() {
        Some(path) => Err(format!("`{path}` was not in the file")),
        None => Ok(()),
    }
}

/// Every leaf but empty maps, which set nothing.
fn values(text: &str) -> Result<BTreeMap<KeyPath, Value>, String> {
    let text = Text::read("", text).map_err(|error| error.message)?;
    let leaves = leaf::leaves(text.values()).into_iter().filter(|(_, value)| !is_empty_map(value));
    Ok(leaves.map(|(path, value)| (path, value.clone())).collect())
}
