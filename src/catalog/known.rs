//! The tree of keys that somebody named for a chart version: a file of the chart, a document, a template.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::version::{ChartVersion, Windows};
use crate::yaml::name::Name;
use crate::yaml::path::Segment;

/// What is known about a key. Branches that many services have in common are kept once.
#[derive(Clone, Debug)]
pub enum Known {
    /// It takes anything: a scalar, a list, or a map whose keys are its own business. `since`: the first chart
    /// version that names it, none where that is before all that are known.
    Open { since: Option<ChartVersion> },
    /// It is a map of these keys and no others.
    Map(Arc<Branch>),
}

/// The keys of a map.
pub type Branch = BTreeMap<Name, Known>;

/// A branch from a data file: null is a key that takes anything, a window one that does so since then, a map its keys.
pub(super) fn branch(value: &Value) -> Result<Branch, String> {
    let Some(map) = value.as_object() else { return Ok(Branch::new()) };
    let mut out = Branch::new();
    for (key, value) in map {
        let known = match value {
            Value::Object(_) => Known::Map(Arc::new(branch(value)?)),
            Value::String(window) => Known::Open { since: window.parse::<Windows>()?.first().cloned() },
            _ => Known::Open { since: None },
        };
        out.insert(key.into(), known);
    }
    Ok(out)
}

/// Adds the keys of `more`. What is a map on one side and open on the other becomes open.
fn merge(into: &mut Branch, more: &Branch) {
    for (key, known) in more {
        match (into.get_mut(key), known) {
            (Some(Known::Map(into)), Known::Map(more)) => merge(Arc::make_mut(into), more),
            (Some(Known::Open { .. }), Known::Map(_)) => {}
            _ => {
                into.insert(*key, known.clone());
            }
        }
    }
}

/// Adds the leaf of a default. What a data file says already stands.
pub(super) fn add_leaf(into: &mut Branch, path: &[Segment], since: Option<ChartVersion>) {
    // Before a branch that services have in common is copied for a leaf that it holds, as it does nearly every one.
    if !holds(into, path) {
        insert_leaf(into, path, since);
    }
}

/// Whether `path` leads to something that is known, or below a key that takes anything.
fn holds(branch: &Branch, path: &[Segment]) -> bool {
    let Some((Segment::Key(key), rest)) = path.split_first() else { return true };
    match branch.get(key) {
        Some(Known::Map(below)) => rest.is_empty() || holds(below, rest),
        Some(Known::Open { .. }) => true,
        None => false,
    }
}

fn insert_leaf(into: &mut Branch, path: &[Segment], since: Option<ChartVersion>) {
    let Some((Segment::Key(key), rest)) = path.split_first() else { return };
    if rest.is_empty() {
        into.entry(*key).or_insert(Known::Open { since });
    } else if let Known::Map(below) = into.entry(*key).or_insert_with(|| Known::Map(Arc::default())) {
        insert_leaf(Arc::make_mut(below), rest, since);
    }
}

/// Adds a whole branch at `path`, which is not the root.
pub(super) fn add_branch(into: &mut Branch, path: &[Segment], more: &Arc<Branch>) {
    let Some((Segment::Key(key), rest)) = path.split_first() else { return };
    let Known::Map(below) = into.entry(*key).or_insert_with(|| Known::Map(Arc::default())) else { return };
    match (rest.is_empty(), below.is_empty()) {
        (false, _) => add_branch(Arc::make_mut(below), rest, more),
        (true, true) => *below = Arc::clone(more),
        (true, false) => merge(Arc::make_mut(below), more),
    }
}
