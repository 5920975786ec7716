//! How the chart takes the values at a key path: what type it expects, and which maps and lists are special.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::yaml::path::{KeyPath, Segment};

/// The type that a leaf should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    Bool,
    Number,
    /// A number or a text, both are legal.
    Quantity,
    /// A text of one word: a host, a name, one of a few allowed words.
    Word,
    /// Free text.
    Text,
}

impl ValueType {
    /// Whether the chart wants a text here and nothing else.
    pub fn is_text(self) -> bool {
        matches!(self, ValueType::Word | ValueType::Text)
    }
}

/// `profiles/rules/value-types.yaml`.
#[derive(Debug, Deserialize)]
pub struct ValueTypes {
    free_maps: Vec<String>,
    structures: Vec<String>,
    octal: Vec<String>,
    types: BTreeMap<ValueType, Vec<String>>,
    pub lists: Lists,
}

/// Lists that a user's list replaces.
#[derive(Debug, Deserialize)]
pub struct Lists {
    /// Key paths inside an element that tell it apart, the first that it has counts.
    pub identity: Vec<String>,
    /// Keys of lists that people replace whole, and mean to.
    pub replaced: Vec<String>,
    /// Default lists of sub-charts, by key path: the names that they map below `keys`.
    pub mapped: BTreeMap<String, Vec<String>>,
}

impl ValueTypes {
    /// The type of the leaf at `path`, or of the items of a list there; none where only the chart's default tells.
    pub fn at(&self, path: &KeyPath) -> Option<ValueType> {
        let keys = keys(path);
        let (_, above) = keys.split_last()?;
        if above.iter().any(|key| self.free_maps.iter().any(|free| free == key)) {
            return Some(ValueType::Text);
        }
        let ends = self.types.iter().flat_map(|(kind, ends)| ends.iter().map(move |end| (*kind, end)));
        let fitting = ends.filter(|(_, end)| {
            let count = end.split('.').count();
            keys.len() >= count && end.split('.').eq(keys.iter().skip(keys.len() - count).copied())
        });
        fitting.max_by_key(|(_, end)| end.len()).map(|(kind, _)| kind)
    }

    /// Whether keys below `map` are not the chart's own: environment variables, labels, parts of Kubernetes objects.
    pub fn is_open(&self, map: &KeyPath) -> bool {
        keys(map).iter().any(|key| self.free_maps.iter().chain(&self.structures).any(|open| open == key))
    }

    /// Whether a leading zero is meant at `path`: file modes are octal.
    pub fn is_octal(&self, path: &KeyPath) -> bool {
        path.last_key().is_some_and(|key| self.octal.iter().any(|octal| octal == key))
    }

    /// Whether any type is known for a key of this name.
    pub fn knows(&self, key: &str) -> bool {
        self.types.values().flatten().any(|end| end.rsplit('.').next() == Some(key))
            || self.free_maps.iter().chain(&self.structures).any(|name| name == key)
    }
}

/// The keys of a path; the items of a list count as the list.
fn keys(path: &KeyPath) -> Vec<&str> {
    path.segments()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn ends_of_paths_tell_the_type() {
        let catalog = Catalog::load(None).unwrap();
        let types = catalog.value_types().unwrap();
        let at = |path: &str| types.at(&path.parse().unwrap());
        assert_eq!(at("platform.gateway.autoscaling.enabled"), Some(ValueType::Bool));
        assert_eq!(at("platform.gateway.config.enabled"), Some(ValueType::Text));
        assert_eq!(at("platform.gateway.resources.limits.cpu"), Some(ValueType::Quantity));
        assert_eq!(at("global.database.mongo.hosts[1]"), Some(ValueType::Word));
        assert_eq!(at("a.extraEnvVars[0].value"), Some(ValueType::Text));
        assert_eq!(at("a.value"), None);
        assert_eq!(at("config"), None);
        assert!(types.is_open(&"a.podAnnotations".parse().unwrap()));
        assert!(!types.is_open(&"a.resources".parse().unwrap()));
    }
}
