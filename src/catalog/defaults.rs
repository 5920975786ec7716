//! The chart's own defaults, by key path and chart version.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::cell;
use super::version::{ChartVersion, Windows};
use crate::leaf;
use crate::yaml::path::{KeyPath, Segment};

/// Every default of the umbrella's values.yaml. A list is one value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defaults {
    root: Branch,
    /// How many leaves have a default in every version.
    pub always: usize,
}

/// The defaults at one path and below it. `build.rs` embeds each data file as one of these.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(super) struct Branch {
    #[serde(default)]
    cell: Option<Cell>,
    /// In the order of their names.
    #[serde(default)]
    below: Vec<(String, Branch)>,
}

/// A cell with its windows read: rules ask for the same ones again and again.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Cell {
    Always(Value),
    ByVersion(Vec<(Windows, Value)>),
}

/// A data file of defaults as people write it: cells by key path.
#[derive(Deserialize)]
pub(super) struct Rows {
    defaults: Map<String, Value>,
}

impl Defaults {
    /// Adds the defaults of a data file.
    pub(super) fn add(&mut self, file: Branch) {
        self.always += file.always();
        self.root.merge(file);
    }

    /// Every leaf that has a default in some version, with the first version that has it; none: in all that are known.
    pub fn leaves(&self) -> impl Iterator<Item = (KeyPath, Option<ChartVersion>)> {
        let mut out = Vec::new();
        self.root.cells(&KeyPath::root(), &mut |path, cell| out.push((path.clone(), cell.first_version())));
        out.into_iter()
    }

    /// Whether there is a default at or below `path` in any version.
    pub fn names(&self, path: &KeyPath) -> bool {
        self.branch(path).is_some()
    }

    /// Whether [`Defaults::at`] gives a map of several leaves, without making it.
    pub fn is_map(&self, path: &KeyPath, version: &ChartVersion) -> bool {
        let holds = |branch: &Branch| branch.cell.as_ref().is_some_and(|cell| cell.resolve(version).is_some());
        self.branch(path).is_some_and(|branch| !holds(branch) && branch.branches().any(|below| below.any(&holds)))
    }

    /// How many leaves [`Defaults::at`] gives for the root, without making the map; a list is one.
    pub fn count(&self, version: &ChartVersion) -> usize {
        self.root.branches().map(|branch| branch.count(version)).sum()
    }

    fn branch(&self, path: &KeyPath) -> Option<&Branch> {
        path.segments().iter().try_fold(&self.root, |branch, segment| match segment {
            Segment::Key(key) => branch.find(key).ok().map(|at| &branch.below[at].1),
            Segment::Index(_) => None,
        })
    }

    /// The leaves whose default differs between two versions, in the order of paths; none where a version has none.
    pub fn differing(&self, from: &ChartVersion, to: &ChartVersion) -> Vec<(KeyPath, Option<Value>, Option<Value>)> {
        let mut out = Vec::new();
        self.root.cells(&KeyPath::root(), &mut |path, cell| {
            // A cell without windows holds in every version.
            if let Cell::ByVersion(_) = cell {
                let (before, after) = (cell.resolve(from), cell.resolve(to));
                if before != after {
                    out.push((path.clone(), before.cloned(), after.cloned()));
                }
            }
        });
        out
    }

    /// The default of the leaf at `path` in `version`, or of all leaves below it as one map.
    pub fn at(&self, path: &KeyPath, version: &ChartVersion) -> Option<Value> {
        self.get(path, version).map(Cow::into_owned)
    }

    /// The same without a copy of what stands as one value: rules ask for thousands.
    pub fn get(&self, path: &KeyPath, version: &ChartVersion) -> Option<Cow<'_, Value>> {
        let branch = self.branch(path)?;
        if let Some(value) = branch.cell.as_ref().and_then(|cell| cell.resolve(version)) {
            return Some(Cow::Borrowed(value));
        }
        let mut map = Map::new();
        branch.cells(&KeyPath::root(), &mut |below, cell| {
            if let Some(value) = cell.resolve(version).filter(|_| !below.is_root()) {
                leaf::put(&mut map, below, value.clone());
            }
        });
        if map.is_empty() { None } else { Some(Cow::Owned(Value::Object(map))) }
    }
}

impl Branch {
    /// Where `key` stands among the keys below, or where it would.
    fn find(&self, key: &str) -> Result<usize, usize> {
        self.below.binary_search_by(|(other, _)| other.as_str().cmp(key))
    }

    fn merge(&mut self, other: Branch) {
        self.cell = other.cell.or(self.cell.take());
        for (key, branch) in other.below {
            match self.find(&key) {
                Ok(at) => self.below[at].1.merge(branch),
                Err(at) => self.below.insert(at, (key, branch)),
            }
        }
    }

    fn branches(&self) -> impl Iterator<Item = &Branch> {
        self.below.iter().map(|(_, branch)| branch)
    }

    /// How many leaves from here on have a default in every version.
    fn always(&self) -> usize {
        usize::from(matches!(self.cell, Some(Cell::Always(_)))) + self.branches().map(Branch::always).sum::<usize>()
    }

    /// Whether it or a branch below it is one that `holds`.
    fn any(&self, holds: &dyn Fn(&Branch) -> bool) -> bool {
        holds(self) || self.branches().any(|below| below.any(holds))
    }

    /// How many leaves there are from here on in `version`.
    fn count(&self, version: &ChartVersion) -> usize {
        let below: usize = self.branches().map(|branch| branch.count(version)).sum();
        let own = || self.cell.as_ref().and_then(|cell| cell.resolve(version)).map_or(0, leaves);
        if below > 0 { below } else { own() }
    }

    /// Every cell from here on with its path, which is `path` here, in the order of paths.
    fn cells(&self, path: &KeyPath, each: &mut dyn FnMut(&KeyPath, &Cell)) {
        if let Some(cell) = &self.cell {
            each(path, cell);
        }
        for (key, branch) in &self.below {
            branch.cells(&path.key(key), each);
        }
    }
}

/// How many leaves a value has; a list is one.
fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(entries) if !entries.is_empty() => entries.values().map(leaves).sum(),
        _ => 1,
    }
}

impl TryFrom<Rows> for Branch {
    type Error = String;

    fn try_from(rows: Rows) -> Result<Branch, String> {
        let mut root = Branch::default();
        for (path, cell) in rows.defaults {
            let path: KeyPath = path.parse()?;
            let mut branch = &mut root;
            for segment in path.segments() {
                let Segment::Key(key) = segment else { return Err(format!("`{path}`: a list is one value")) };
                let at = branch.find(key).unwrap_or_else(|at| {
                    branch.below.insert(at, (key.to_string(), Branch::default()));
                    at
                });
                branch = &mut branch.below[at].1;
            }
            branch.cell = Some(Cell::of(cell)?);
        }
        Ok(root)
    }
}

impl Cell {
    fn of(cell: Value) -> Result<Cell, String> {
        let items = match cell {
            Value::Array(items) if cell::is_by_version(&items) => items,
            cell => return Ok(Cell::Always(cell)),
        };
        let windows = items.into_iter().map(|mut item| {
            let window = item["in"].as_str().unwrap_or_default().parse()?;
            Ok((window, item["is"].take()))
        });
        Ok(Cell::ByVersion(windows.collect::<Result<_, String>>()?))
    }

    fn resolve(&self, version: &ChartVersion) -> Option<&Value> {
        match self {
            Cell::Always(value) => Some(value),
            Cell::ByVersion(items) => {
                items.iter().find(|(windows, _)| windows.contains(version)).map(|(_, value)| value)
            }
        }
    }

    /// The first version that it says something for; none: all that are known.
    fn first_version(&self) -> Option<ChartVersion> {
        match self {
            Cell::Always(_) => None,
            Cell::ByVersion(items) => items.iter().map(|(windows, _)| windows.first().cloned()).min().flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Catalog;

    #[test]
    fn what_is_embedded_is_what_people_wrote() {
        let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/profiles"));
        let (embedded, written) = (Catalog::load(None).unwrap(), Catalog::load(Some(directory)).unwrap());
        let (embedded, written) = (embedded.defaults().unwrap(), written.defaults().unwrap());
        assert_eq!(embedded, written);
        assert!(embedded.always > 200 && embedded.leaves().count() > 500, "{}", embedded.leaves().count());
    }
}
