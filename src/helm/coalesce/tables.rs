//! Maps that can be in two places at once.
//!
//! Helm holds values in Go maps, which are references. While it coalesces, one map may hang both in a chart's
//! `global` and in a subchart's, and what is added to it through one shows through the other. To come to the same
//! result, maps live in an arena here, and are known by number.

use indexmap::IndexMap;

use crate::helm::value::{Node, NodeMap, Origin, Value};

/// The number of a map in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TableId(usize);

/// A value: a map by its number, or anything else.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    /// Not a map.
    Leaf(Node),
    Table {
        id: TableId,
        origin: Origin,
        losers: Vec<Node>,
    },
}

impl Slot {
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Slot::Leaf(Node { value: Value::Null, .. }))
    }

    pub(super) fn table(&self) -> Option<TableId> {
        match self {
            Slot::Table { id, .. } => Some(*id),
            Slot::Leaf(_) => None,
        }
    }

    pub(super) fn origin(&self) -> Origin {
        match self {
            Slot::Leaf(node) => node.origin,
            Slot::Table { origin, .. } => *origin,
        }
    }

    fn losers(&mut self) -> &mut Vec<Node> {
        match self {
            Slot::Leaf(node) => &mut node.losers,
            Slot::Table { losers, .. } => losers,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Tables {
    tables: Vec<IndexMap<String, Slot>>,
}

impl Tables {
    /// Takes a value in, as a deep copy.
    pub(super) fn import(&mut self, node: &Node) -> Slot {
        match &node.value {
            Value::Map(entries) => {
                let id = self.import_entries(entries);
                Slot::Table { id, origin: node.origin, losers: node.losers.clone() }
            }
            _ => Slot::Leaf(node.clone()),
        }
    }

    /// Takes in a chart's or a user's values; anything but a map counts as an empty one.
    pub(super) fn import_root(&mut self, node: &Node) -> TableId {
        match &node.value {
            Value::Map(entries) => self.import_entries(entries),
            _ => self.new_table(),
        }
    }

    fn import_entries(&mut self, entries: &NodeMap) -> TableId {
        let slots = entries.iter().map(|(key, node)| (key.clone(), self.import(node))).collect();
        self.add(slots)
    }

    /// Gives a value out, as a deep copy.
    pub(super) fn export(&self, slot: &Slot) -> Node {
        match slot {
            Slot::Leaf(node) => node.clone(),
            Slot::Table { id, origin, losers } => {
                Node { value: self.export_table(*id), origin: *origin, losers: losers.clone() }
            }
        }
    }

    pub(super) fn export_table(&self, id: TableId) -> Value {
        Value::Map(self.entries(id).map(|(key, slot)| (key.clone(), self.export(slot))).collect())
    }

    pub(super) fn new_table(&mut self) -> TableId {
        self.add(IndexMap::new())
    }

    /// A new map with the same entries; maps among them stay shared.
    pub(super) fn shallow_copy(&mut self, id: TableId) -> TableId {
        let entries = self.entries(id).map(|(key, slot)| (key.clone(), slot.clone())).collect();
        self.add(entries)
    }

    fn add(&mut self, entries: IndexMap<String, Slot>) -> TableId {
        self.tables.push(entries);
        TableId(self.tables.len() - 1)
    }

    fn entries(&self, id: TableId) -> impl Iterator<Item = (&String, &Slot)> {
        self.tables.get(id.0).into_iter().flatten()
    }

    /// The entries of a map as they are now.
    pub(super) fn snapshot(&self, id: TableId) -> Vec<(String, Slot)> {
        self.entries(id).map(|(key, slot)| (key.clone(), slot.clone())).collect()
    }

    /// The entries of a map that are null.
    pub(super) fn nulls(&self, id: TableId) -> Vec<(String, Slot)> {
        let nulls = self.entries(id).filter(|(_, slot)| slot.is_null());
        nulls.map(|(key, slot)| (key.clone(), slot.clone())).collect()
    }

    pub(super) fn get(&self, id: TableId, key: &str) -> Option<&Slot> {
        self.tables.get(id.0).and_then(|entries| entries.get(key))
    }

    pub(super) fn is_empty(&self, id: TableId) -> bool {
        self.entries(id).next().is_none()
    }

    /// Sets a key; an existing one keeps its place in the order.
    pub(super) fn insert(&mut self, id: TableId, key: &str, slot: Slot) {
        if let Some(entries) = self.tables.get_mut(id.0) {
            entries.insert(key.to_string(), slot);
        }
    }

    /// Removes some keys, the order of the others stays.
    pub(super) fn remove_all(&mut self, id: TableId, keys: &[String]) {
        if keys.is_empty() {
            return;
        }
        let keys: std::collections::HashSet<&String> = keys.iter().collect();
        if let Some(entries) = self.tables.get_mut(id.0) {
            entries.retain(|key, _| !keys.contains(key));
        }
    }

    /// Removes nulls from a map and from the maps in it.
    pub(super) fn remove_nulls(&mut self, id: TableId) {
        let inner: Vec<TableId> = self.entries(id).filter_map(|(_, slot)| slot.table()).collect();
        if let Some(entries) = self.tables.get_mut(id.0) {
            entries.retain(|_, slot| !slot.is_null());
        }
        for id in inner {
            self.remove_nulls(id);
        }
    }

    /// Notes at the value of a key that it stands over `loser`, which is older than all that it replaced so far.
    /// Defaults pass by more than once, so one that is noted already is left out.
    pub(super) fn add_loser(&mut self, id: TableId, key: &str, loser: &Slot) {
        let mut node = self.export(loser);
        let older = std::mem::take(&mut node.losers);
        let Some(slot) = self.tables.get_mut(id.0).and_then(|entries| entries.get_mut(key)) else {
            return;
        };
        let origin = slot.origin();
        let losers = slot.losers();
        for loser in std::iter::once(node).chain(older) {
            if loser.origin != origin && losers.iter().all(|known| known.origin != loser.origin) {
                losers.push(loser);
            }
        }
    }
}
