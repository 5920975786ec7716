//! The chart's own defaults, by key path and chart version.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::cell::{self, Column};
use super::version::{ChartVersion, Windows};
use crate::error::{Error, Result};
use crate::leaf;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::quick::Quick;

/// Every default of the umbrella's values.yaml. A list is one value.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    root: Branch,
    /// How many leaves have a default in every version.
    pub always: usize,
}

/// The defaults at one path and below it.
#[derive(Clone, Debug, Default)]
struct Branch {
    cell: Option<Cell>,
    /// In the order of their names, once all files are in.
    below: IndexMap<Segment, Branch, Quick>,
}

/// A cell with its windows read: rules ask for the same ones again and again.
#[derive(Clone, Debug)]
enum Cell {
    Always(Value),
    ByVersion(Vec<(Windows, Value)>),
}

impl Defaults {
    /// Adds the defaults of a data file, already held to its schema.
    pub(super) fn add(&mut self, file: Value) -> Result<()> {
        if let Value::Object(mut file) = file
            && let Some(Value::Object(entries)) = file.remove("defaults")
        {
            for (path, cell) in entries {
                let path: KeyPath = path.parse().map_err(Error::new)?;
                let mut branch = &mut self.root;
                for segment in path.segments() {
                    branch = branch.below.entry(segment.clone()).or_default();
                }
                let cell = Cell::of(cell).map_err(Error::new)?;
                self.always += usize::from(matches!(cell, Cell::Always(_)));
                branch.cell = Some(cell);
            }
        }
        self.root.sort();
        Ok(())
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
        self.branch(path).is_some_and(|branch| !holds(branch) && branch.below.values().any(|below| below.any(&holds)))
    }

    /// How many leaves [`Defaults::at`] gives for the root, without making the map; a list is one.
    pub fn count(&self, version: &ChartVersion) -> usize {
        self.root.below.values().map(|branch| branch.count(version)).sum()
    }

    fn branch(&self, path: &KeyPath) -> Option<&Branch> {
        path.segments().iter().try_fold(&self.root, |branch, segment| branch.below.get(segment))
    }

    /// The leaves whose default differs between two versions, in the order of paths; none where a version has none.
    pub fn differing(&self, from: &ChartVersion, to: &ChartVersion) -> Vec<(KeyPath, Option<Value>, Option<Value>)> {
        let mut out = Vec::new();
        self.root.cells(&KeyPath::root(), &mut |path, cell| {
            // A cell without windows holds in every version.
            if let Cell::ByVersion(_) = cell {
                let (before, after) = (cell.resolve(from), cell.resolve(to));
                if before != after {
                    out.push((path.clone(), before, after));
                }
            }
        });
        out
    }

    /// The default of the leaf at `path` in `version`, or of all leaves below it as one map.
    pub fn at(&self, path: &KeyPath, version: &ChartVersion) -> Option<Value> {
        let branch = self.branch(path)?;
        if let Some(value) = branch.cell.as_ref().and_then(|cell| cell.resolve(version)) {
            return Some(value);
        }
        let mut map = Map::new();
        branch.cells(&KeyPath::root(), &mut |below, cell| {
            if let Some(value) = cell.resolve(version).filter(|_| !below.is_root()) {
                leaf::put(&mut map, below, value);
            }
        });
        if map.is_empty() { None } else { Some(Value::Object(map)) }
    }
}

impl Branch {
    fn sort(&mut self) {
        self.below.sort_unstable_keys();
        self.below.values_mut().for_each(Branch::sort);
    }

    /// Whether it or a branch below it is one that `holds`.
    fn any(&self, holds: &dyn Fn(&Branch) -> bool) -> bool {
        holds(self) || self.below.values().any(|below| below.any(holds))
    }

    /// How many leaves there are from here on in `version`.
    fn count(&self, version: &ChartVersion) -> usize {
        let below: usize = self.below.values().map(|branch| branch.count(version)).sum();
        let own = || self.cell.as_ref().and_then(|cell| cell.resolve(version)).map_or(0, |value| leaves(&value));
        if below > 0 { below } else { own() }
    }

    /// Every cell from here on with its path, which is `path` here, in the order of paths.
    fn cells(&self, path: &KeyPath, each: &mut dyn FnMut(&KeyPath, &Cell)) {
        if let Some(cell) = &self.cell {
            each(path, cell);
        }
        for (segment, branch) in &self.below {
            let mut path = path.clone();
            path.push(segment.clone());
            branch.cells(&path, each);
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

impl Cell {
    fn of(cell: Value) -> std::result::Result<Cell, String> {
        let items = match cell {
            Value::Array(items) if cell::is_by_version(&items) => items,
            cell => return Ok(Cell::Always(cell)),
        };
        let windows = items.into_iter().map(|mut item| {
            let window = item["in"].as_str().unwrap_or_default().parse()?;
            Ok((window, item["is"].take()))
        });
        Ok(Cell::ByVersion(windows.collect::<std::result::Result<_, String>>()?))
    }

    fn resolve(&self, version: &ChartVersion) -> Option<Value> {
        let column = Column { profile: "", version, profiles: &[] };
        match self {
            Cell::Always(cell) => cell::resolve(cell, column),
            Cell::ByVersion(items) => {
                let (_, cell) = items.iter().find(|(windows, _)| windows.contains(version))?;
                cell::resolve(cell, column)
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
