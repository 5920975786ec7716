//! The databases of a chain: which of them run outside, and what the values say of each.

use serde_json::Value as Json;

use super::absent;
use super::context::Context;
use super::endpoint::{count, malformed};
use super::finding::{Finding, Location};
use super::sample::is_sample;
use super::scalars;
use crate::catalog::datastores::{Reads, Store, StoreName};
use crate::helm::value::{Node, Value};
use crate::yaml::path::KeyPath;

/// One database, as the effective values have it.
#[derive(Clone, Copy)]
pub struct Datastore<'a> {
    pub cx: &'a Context<'a>,
    pub store: &'a Store,
}

/// One item of a list of hosts.
#[derive(Clone, Debug)]
pub struct Host<'a> {
    /// `global.database.mongo.hosts[0]`.
    pub path: KeyPath,
    pub text: String,
    /// Where a layer wrote it; none for the chart's own default.
    pub node: Option<&'a Node>,
}

impl Host<'_> {
    /// Its text as a message shows it, which should stay short whatever somebody wrote.
    pub fn shown(&self) -> String {
        match self.text.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("{}…", self.text.get(..end).unwrap_or_default()),
            None => self.text.clone(),
        }
    }
}

/// Characters of a host that a message shows: a DNS name has 253 at most, and a few members fit.
const LONGEST_SHOWN: usize = 300;

/// The databases that the chart version reads, in the order of the catalog. TimescaleDB is not one of them from
/// 0.37.0 on, whatever the values say.
pub fn datastores<'a>(cx: &'a Context<'a>) -> Vec<Datastore<'a>> {
    let Ok(tables) = cx.catalog.datastores() else { return Vec::new() };
    let read = |store: &&Store| store.versions.contains(&cx.chart_version);
    tables.stores.iter().filter(read).map(|store| Datastore { cx, store }).collect()
}

/// Those of them that run outside: `installed` is the boolean false.
pub fn external<'a>(cx: &'a Context<'a>) -> Vec<Datastore<'a>> {
    datastores(cx).into_iter().filter(Datastore::is_external).collect()
}

/// The database called `name`, when it runs outside.
pub fn external_store<'a>(cx: &'a Context<'a>, name: StoreName) -> Option<Datastore<'a>> {
    external(cx).into_iter().find(|db| db.store.name == name)
}

impl<'a> Datastore<'a> {
    /// The path of a key below the store's block, such as `ssl.enabled`.
    pub fn path(&self, key: &str) -> KeyPath {
        key.split('.').fold(self.store.path.clone(), |path, step| path.key(step))
    }

    /// Whether it runs outside the cluster.
    pub fn is_external(&self) -> bool {
        self.store.name.is_switched_off(self.cx)
    }

    /// The text at `key`, as the chart would print it: of the values, else of the library. Empty where nothing is.
    pub fn text(&self, key: &str) -> String {
        let library = || self.store.settings.get(key).and_then(text_of);
        match effective_text(self.cx, &self.path(key)) {
            // The templates take an empty text for none and use their own.
            Some(text) if !text.is_empty() => text,
            _ => library().unwrap_or_default(),
        }
    }

    /// Whether a text with something in it stands at `key`.
    pub fn is_given(&self, key: &str) -> bool {
        !self.text(key).trim().is_empty()
    }

    /// Whether the switch at `key` is on.
    pub fn flag(&self, key: &str) -> bool {
        self.cx.effective(&self.path(key)).is_some_and(|found| found.value == true)
    }

    /// Its hosts, without empty ones.
    pub fn hosts(&self) -> Vec<Host<'a>> {
        hosts(self.cx, &self.path("hosts"))
    }

    /// The hosts that the templates take apart into host and port, without samples and without those of another
    /// shape, which rules of their own speak of.
    pub fn endpoints(&self) -> Vec<Host<'a>> {
        let most = if self.store.reads == Reads::First { 1 } else { usize::MAX };
        let mut hosts = self.hosts();
        hosts.truncate(most);
        hosts.retain(|host| !is_sample(&host.text) && malformed(&host.text).is_none());
        hosts
    }

    /// How many hosts there are, also of those that commas join.
    pub fn host_count(&self) -> usize {
        self.hosts().iter().map(|host| count(&host.text)).sum()
    }

    /// Whether its one host is a name to look up, without port (`mongodb+srv`).
    pub fn is_looked_up(&self) -> bool {
        let lookup = self.cx.catalog.datastores().map(|tables| tables.lookup_protocol.as_str());
        self.store.name == StoreName::Mongo && lookup.is_ok_and(|lookup| self.text("protocol") == lookup)
    }

    /// `finding`, with where the store was switched off, if another layer than the finding's did that.
    pub fn with_switch(&self, finding: Finding) -> Finding {
        let switch = self.cx.set(&self.path("installed")).map(|node| self.cx.at_key(node));
        match switch.filter(|switch| switch.layer != finding.location.layer) {
            Some(switch) => finding.related(switch, "switched off here"),
            None => finding,
        }
    }

    /// Where to speak of `key`: at its value, or where it would have to stand.
    pub fn place(&self, key: &str) -> Option<Location> {
        place(self.cx, &self.path(key))
    }
}

/// Where to speak of `path`: at its key, or where it would have to stand.
pub fn place(cx: &Context, path: &KeyPath) -> Option<Location> {
    cx.set(path).map(|node| cx.at_key(node)).or_else(|| absent::place(cx, path))
}

/// The hosts in the list at `path`, those of the chart's default where no layer sets it. Empty ones are left out.
pub fn hosts<'a>(cx: &'a Context<'a>, path: &KeyPath) -> Vec<Host<'a>> {
    let written: Vec<(String, Option<&Node>)> = match cx.set(path).map(|node| &node.value) {
        Some(Value::List(items)) => {
            items.iter().map(|item| (scalars::text(&item.value).unwrap_or_default().into_owned(), Some(item))).collect()
        }
        Some(_) => Vec::new(),
        None => match cx.effective(path).map(|found| found.value) {
            Some(Json::Array(items)) => items.iter().map(|item| (text_of(item).unwrap_or_default(), None)).collect(),
            _ => Vec::new(),
        },
    };
    let host = |(index, (text, node))| Host { path: path.index(index), text, node };
    written.into_iter().enumerate().map(host).filter(|host| !host.text.trim().is_empty()).collect()
}

/// The effective text or number at `path`, as the chart would print it; none for anything else.
pub fn effective_text(cx: &Context, path: &KeyPath) -> Option<String> {
    text_of(&cx.effective(path)?.value)
}

fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
