//! The moves between two chart versions, in the order in which they are made.

use crate::catalog::Catalog;
use crate::catalog::pattern::Pattern;
use crate::catalog::version::ChartVersion;
use crate::error::Result;
use crate::yaml::path::KeyPath;

/// What becomes of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It has another place, and keeps its shape.
    Move(KeyPath),
    /// It has another place, where it is the one item of a list.
    Item(KeyPath),
    /// Another switch decides in its place.
    Switch(KeyPath),
    /// Nothing reads it any more. With `look` it is never taken away: somebody has to look at it.
    Unread { look: bool },
}

/// Which keys a step is about.
#[derive(Clone, Debug)]
pub enum Keys {
    One(KeyPath),
    /// Those that fit, but for the last step `except`.
    Fitting {
        pattern: Pattern,
        except: Option<String>,
    },
}

/// One row of the tables, for one old path.
#[derive(Clone, Debug)]
pub struct Step {
    pub keys: Keys,
    pub action: Action,
    pub since: ChartVersion,
    pub note: Option<String>,
}

impl Step {
    /// The old path, where it is one.
    pub fn from(&self) -> Option<&KeyPath> {
        match &self.keys {
            Keys::One(path) => Some(path),
            Keys::Fitting { .. } => None,
        }
    }

    /// The new path, if there is one.
    pub fn to(&self) -> Option<&KeyPath> {
        match &self.action {
            Action::Move(to) | Action::Item(to) | Action::Switch(to) => Some(to),
            Action::Unread { .. } => None,
        }
    }

    /// Keys that nothing reads go before others of the same version move, so that they are seen where they were; then
    /// what is deeper, so that a block does not take along what goes elsewhere.
    fn order(&self) -> (ChartVersion, bool, std::cmp::Reverse<usize>) {
        let depth = self.from().map_or(0, |path| path.segments().len());
        (self.since.clone(), !matches!(self.action, Action::Unread { .. }), std::cmp::Reverse(depth))
    }
}

/// Every step that the catalog knows, first to last, whatever the version. What is dead at `to` is among them also
/// where its window began before `from`.
///
/// # Errors
/// A data file of the catalog that cannot be read.
pub fn all(catalog: &Catalog, to: &ChartVersion) -> Result<Vec<Step>> {
    let places = catalog.key_places()?;
    let mut out = Vec::new();
    for row in &places.migrated {
        for from in row.from.paths() {
            let action = match row.to.as_ref().map(|to| to.parse()) {
                Some(Ok(to)) => Action::Move(to),
                _ => Action::Unread { look: false },
            };
            out.push(Step { keys: Keys::One(from), action, since: row.since.clone(), note: row.note.clone() });
        }
    }
    for row in places.moved.iter() {
        for from in row.from.paths() {
            let words = row.to.replace("<module>", from.last_key().unwrap_or_default());
            let action = action(&words);
            // What comes with a move is told with it; why a key that never worked goes, is the whole reason.
            out.push(Step { keys: Keys::One(from), action, since: row.since.clone(), note: row.note.clone() });
        }
    }
    for row in &catalog.switches()?.ineffective {
        if let (Ok(from), Ok(to), Some(since)) = (row.flag.parse(), row.decides.parse(), row.versions.first()) {
            let note = Some(format!("`{}` decides in its place", row.decides));
            out.push(Step { keys: Keys::One(from), action: Action::Switch(to), since: since.clone(), note });
        }
    }
    for row in places.removed.iter().filter(|row| row.versions.contains(to)) {
        let Some(since) = row.versions.first() else { continue };
        let keys = Keys::Fitting { pattern: row.path.clone(), except: row.except.clone() };
        let action = Action::Unread { look: row.keep };
        out.push(Step { keys, action, since: since.clone(), note: row.note.clone() });
    }
    out.sort_by_key(Step::order);
    Ok(out)
}

/// What the words of a row come to: `a.b`, `a.b[]` for a list of it. Words for several places (`a.{b,c}`) stand at a
/// key that never did anything, which would start to: it is not carried on.
fn action(words: &str) -> Action {
    if let Some(Ok(list)) = words.strip_suffix("[]").map(str::parse) {
        return Action::Item(list);
    }
    match words.parse() {
        Ok(to) if !words.contains(['{', '<']) => Action::Move(to),
        _ => Action::Unread { look: false },
    }
}
