//! How `global` flows from a chart into a subchart. The chart above wins.

use super::engine::{Engine, Nulls};
use super::report::WarningKind;
use super::tables::{Slot, TableId};
use crate::helm::value::Origin;
use crate::yaml::path::Segment;

const GLOBAL: &str = "global";

impl Engine {
    /// Pushes `global` of the values `above` into `below`, the values of a subchart whose own values.yaml is at
    /// `place` (the origin of a `global` that is made here out of nothing).
    pub(super) fn push_globals(&mut self, below: TableId, above: TableId, place: Origin) {
        self.path.push(Segment::Key(GLOBAL.into()));
        self.push_global_map(below, above, place);
        self.path.pop();
    }

    fn push_global_map(&mut self, below: TableId, above: TableId, place: Origin) {
        let target = self.tables.get(below, GLOBAL).cloned();
        if let Some(found @ Slot::Leaf(_)) = &target {
            self.report.warn(WarningKind::GlobalNotMap, self.path.clone(), Some(found.origin()), None);
            return;
        }
        let source = self.tables.get(above, GLOBAL).cloned();
        if let Some(found @ Slot::Leaf(_)) = &source {
            self.report.warn(WarningKind::ParentGlobalNotMap, self.path.clone(), Some(found.origin()), None);
            return;
        }
        let target = match target.and_then(|slot| slot.table()) {
            Some(id) => id,
            None => {
                let id = self.tables.new_table();
                let origin = source.as_ref().map_or(place, Slot::origin);
                self.tables.insert(below, GLOBAL, Slot::Table { id, origin, losers: Vec::new() });
                id
            }
        };
        let Some(source) = source.and_then(|slot| slot.table()) else {
            return;
        };
        for (key, value) in self.tables.snapshot(source) {
            self.path.push(Segment::Key((&key).into()));
            self.push_global(target, &key, value);
            self.path.pop();
        }
    }

    fn push_global(&mut self, target: TableId, key: &str, value: Slot) {
        let own = self.tables.get(target, key).cloned();
        let Slot::Table { id, origin, losers } = value else {
            match own {
                Some(own) if own.table().is_some() => self.warn(WarningKind::GlobalValueOverMap, &value, &own),
                own => {
                    self.tables.insert(target, key, value);
                    if let Some(own) = own {
                        self.tables.add_loser(target, key, &own);
                    }
                }
            }
            return;
        };
        // Only this map is copied. The maps in it stay shared, so what the subchart adds there
        // shows in the chart above too, and in subcharts that come later.
        let copy = Slot::Table { id: self.tables.shallow_copy(id), origin, losers };
        match (own.as_ref().and_then(Slot::table), copy.table(), own) {
            (Some(own), Some(over), _) => self.maps(over, own, Nulls::Keep),
            (None, _, Some(own)) => {
                self.warn(WarningKind::GlobalMapOverValue, &copy, &own);
                return;
            }
            _ => {}
        }
        self.tables.insert(target, key, copy);
    }
}
