//! The two passes over a chart and its subcharts: coalescing, and the milder merging that keeps nulls.

use super::chart::Prepared;
use super::report::{CoalesceError, Deletion, Report, WarningKind};
use super::tables::{Slot, TableId, Tables};
use crate::helm::value::{Node, Value};
use crate::helm::version::HelmVersion;
use crate::yaml::path::{KeyPath, Segment};

/// What a null over a default does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nulls {
    /// It removes the key, and itself.
    Delete,
    /// It stays, so that a later pass can see it.
    Keep,
}

pub(super) struct Engine {
    pub tables: Tables,
    pub version: HelmVersion,
    pub report: Report,
    /// Where the engine is, from the root of the values.
    pub path: KeyPath,
}

impl Engine {
    pub(super) fn new(version: HelmVersion) -> Engine {
        Engine { tables: Tables::default(), version, report: Report::default(), path: KeyPath::root() }
    }

    /// Helm's `CoalesceValues`: a copy of `values` with all defaults, in which nulls have done their work.
    pub(super) fn coalesce_values(&mut self, chart: &Prepared, values: &Node) -> Result<Node, CoalesceError> {
        let root = self.tables.import_root(values);
        self.chart(chart, root, Nulls::Delete)?;
        Ok(Node { value: self.tables.export_table(root), origin: values.origin, losers: values.losers.clone() })
    }

    /// Lays `values` over the defaults of a chart and, further down, of its subcharts.
    pub(super) fn chart(&mut self, chart: &Prepared, values: TableId, nulls: Nulls) -> Result<(), CoalesceError> {
        self.own_defaults(chart, values, nulls);
        for subchart in chart.subcharts() {
            self.path.push(Segment::Key((&subchart.key).into()));
            let inner = match self.tables.get(values, &subchart.key) {
                Some(Slot::Table { id, .. }) => *id,
                Some(found @ Slot::Leaf(_)) => {
                    return Err(CoalesceError { path: self.path.clone(), found: found.origin() });
                }
                None => {
                    let id = self.tables.new_table();
                    let origin = subchart.values.origin;
                    self.tables.insert(values, &subchart.key, Slot::Table { id, origin, losers: Vec::new() });
                    id
                }
            };
            self.push_globals(inner, values, subchart.values.origin);
            self.chart(subchart, inner, nulls)?;
            self.path.pop();
        }
        Ok(())
    }

    /// The defaults of one chart, its values.yaml.
    fn own_defaults(&mut self, chart: &Prepared, values: TableId, nulls: Nulls) {
        let defaults = self.tables.import_root(&chart.values);
        // Helm 4 drops nulls among defaults; Helm 3 hands them on to the templates.
        let drop_nulls = self.version == HelmVersion::V4;
        let mut deleted = Vec::new();
        for (key, default) in self.tables.snapshot(defaults) {
            self.path.push(Segment::Key((&key).into()));
            match self.tables.get(values, &key).cloned() {
                None => {
                    let drop_nulls = drop_nulls && nulls == Nulls::Delete;
                    if let Some(id) = default.table().filter(|_| drop_nulls) {
                        self.tables.remove_nulls(id);
                    }
                    if !(drop_nulls && default.is_null()) {
                        self.tables.insert(values, &key, default);
                    }
                }
                Some(value) if value.is_null() && nulls == Nulls::Delete => {
                    self.note_deletion(&value, &default);
                    deleted.push(key);
                }
                Some(value) => match (value.table(), default.table()) {
                    (Some(over), Some(under)) => {
                        // A null for a subchart must last until that subchart's own defaults are reached.
                        let is_subchart = chart.subcharts().any(|subchart| subchart.key == key);
                        let nulls = if is_subchart { Nulls::Keep } else { nulls };
                        if drop_nulls && nulls == Nulls::Delete {
                            self.tables.remove_nulls(under);
                        }
                        self.maps(over, under, nulls);
                    }
                    (over, _) => {
                        if over.is_some() && !default.is_null() {
                            self.warn(WarningKind::DefaultSkipped, &value, &default);
                        }
                        self.tables.add_loser(values, &key, &default);
                    }
                },
            }
            self.path.pop();
        }
        self.tables.remove_all(values, &deleted);
    }

    /// Lays one map over another: what `over` has wins, what it lacks comes from `under`.
    pub(super) fn maps(&mut self, over: TableId, under: TableId, nulls: Nulls) {
        if over == under {
            return;
        }
        let defaults = self.tables.snapshot(under);
        // Helm copies nulls down into the lower map. That shows where the lower map is in a second place.
        for (key, null) in self.tables.nulls(over) {
            self.tables.insert(under, &key, null);
        }
        let mut deleted = Vec::new();
        for (key, default) in defaults {
            self.path.push(Segment::Key((&key).into()));
            match self.tables.get(over, &key).cloned() {
                None => self.tables.insert(over, &key, default),
                Some(value) if value.is_null() => {
                    if default.is_null() {
                        // A null with no default to delete stays.
                    } else if nulls == Nulls::Delete {
                        self.note_deletion(&value, &default);
                        deleted.push(key);
                    } else {
                        self.tables.add_loser(over, &key, &default);
                    }
                }
                Some(value) => match (value.table(), default.table()) {
                    (Some(over), Some(under)) => self.maps(over, under, nulls),
                    (value_table, default_table) => {
                        if default_table.is_some() {
                            self.warn(WarningKind::MapDropped, &value, &default);
                        } else if value_table.is_some() && !default.is_null() {
                            self.warn(WarningKind::DefaultIgnored, &value, &default);
                        }
                        self.tables.add_loser(over, &key, &default);
                    }
                },
            }
            self.path.pop();
        }
        self.tables.remove_all(over, &deleted);
    }

    pub(super) fn warn(&mut self, kind: WarningKind, at: &Slot, other: &Slot) {
        self.report.warn(kind, self.path.clone(), Some(at.origin()), Some(other.origin()));
    }

    fn note_deletion(&mut self, null: &Slot, default: &Slot) {
        let what = self.tables.export(default);
        if let Slot::Leaf(Node { value: Value::Null, origin, losers }) = null {
            // What the null is known to hide already is the default itself, seen in an earlier pass.
            let losers = losers.iter().filter(|loser| loser.origin != what.origin).cloned().collect();
            self.report.deletions.push(Deletion { path: self.path.clone(), by: *origin, losers, what });
        }
    }
}
