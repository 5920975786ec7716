//! In which values two sites differ: what each chain sets, with the chart's defaults behind it.

use serde_json::Value as Json;

use crate::catalog::defaults::Defaults;
use crate::catalog::version::ChartVersion;
use crate::helm::json::to_json;
use crate::helm::value::{Node, Value};
use crate::yaml::path::KeyPath;

/// One site: its merged values, and the chart version that they are for.
#[derive(Clone, Copy)]
pub struct Side<'n> {
    pub values: &'n Node,
    pub chart_version: &'n ChartVersion,
}

/// A leaf that is not the same on both sites.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<'n> {
    pub path: KeyPath,
    /// What this site sets; none: it leaves the chart's default.
    pub here: Option<&'n Node>,
    pub there: Option<&'n Node>,
}

/// The leaves in which two sites differ, in the order of the first, then of the second. A list is one leaf. What one
/// site leaves out counts as the chart's default, so that writing a default is no difference. Paths that `may_differ`
/// names are left out.
pub fn differences<'n>(
    here: Side<'n>,
    there: Side<'n>,
    defaults: &Defaults,
    may_differ: &dyn Fn(&KeyPath) -> bool,
) -> Vec<Difference<'n>> {
    let mut comparison = Comparison { here, there, defaults, may_differ, found: Vec::new() };
    comparison.compare(&KeyPath::root(), Some(here.values), Some(there.values));
    comparison.found
}

struct Comparison<'n, 'f> {
    here: Side<'n>,
    there: Side<'n>,
    defaults: &'f Defaults,
    may_differ: &'f dyn Fn(&KeyPath) -> bool,
    found: Vec<Difference<'n>>,
}

impl<'n> Comparison<'n, '_> {
    fn compare(&mut self, path: &KeyPath, here: Option<&'n Node>, there: Option<&'n Node>) {
        let entries = |node: Option<&'n Node>| match node.map(|node| &node.value) {
            Some(Value::Map(entries)) => Some(entries),
            _ => None,
        };
        let (ours, theirs) = (entries(here), entries(there));
        let walkable = match (here, there) {
            (Some(_), Some(_)) => ours.is_some() && theirs.is_some(),
            _ => ours.is_some() || theirs.is_some(),
        };
        if !walkable {
            self.leaf(path, here, there);
            return;
        }
        for (key, node) in ours.into_iter().flatten() {
            self.compare(&path.key(key.as_str()), Some(node), theirs.and_then(|theirs| theirs.get(key)));
        }
        for (key, node) in theirs.into_iter().flatten() {
            if ours.is_none_or(|ours| !ours.contains_key(key)) {
                self.compare(&path.key(key.as_str()), None, Some(node));
            }
        }
    }

    fn leaf(&mut self, path: &KeyPath, here: Option<&'n Node>, there: Option<&'n Node>) {
        let value = |node: Option<&Node>, side: Side| match node {
            Some(node) => to_json(&node.value),
            None => self.defaults.at(path, side.chart_version).unwrap_or(Json::Null),
        };
        if value(here, self.here) != value(there, self.there) && !(self.may_differ)(path) {
            self.found.push(Difference { path: path.clone(), here, there });
        }
    }
}
