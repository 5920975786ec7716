//! A chart with its subcharts, as far as values are concerned.

use indexmap::IndexSet;

use crate::helm::value::{Node, Value};

/// A chart: its defaults and its subcharts.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// `name` of Chart.yaml.
    pub name: String,
    /// values.yaml: a map, or null for an empty file.
    pub values: Node,
    /// What is in `charts/`, with what Chart.yaml says about it. One chart stands here twice when it has two aliases.
    pub dependencies: Vec<Dependency>,
}

/// A subchart, and the entry of its parent's Chart.yaml that asks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependency {
    pub chart: Chart,
    /// Whether Chart.yaml names it. One that only lies in `charts/` is always on, and has none of the following.
    pub listed: bool,
    /// The key of its values, instead of the chart's name.
    pub alias: Option<String>,
    /// Paths that switch it, separated by commas: the first one that leads to a boolean counts. Empty for none.
    pub condition: String,
    /// Names in the root's `tags` that switch it.
    pub tags: Vec<String>,
    /// `import-values`.
    pub import_values: Vec<ImportValues>,
}

/// One entry of `import-values`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportValues {
    /// `- data`: the map `exports.data` of the subchart is laid under the root of the parent.
    Export(String),
    /// `- child: a.b` with `parent: c.d`.
    ChildParent { child: String, parent: String },
}

/// A chart while its subcharts are switched and its defaults extended.
pub(super) struct Prepared<'a> {
    /// The key of its values in its parent.
    pub key: String,
    pub values: Node,
    pub links: Vec<Link<'a>>,
}

/// A subchart of a [`Prepared`] chart.
pub(super) struct Link<'a> {
    pub dependency: &'a Dependency,
    pub chart: Prepared<'a>,
    /// The second of two aliases of one chart: Helm has but one until it resolves the aliases of this parent.
    pub hidden: bool,
}

impl<'a> Prepared<'a> {
    /// The chart before anything is done to it.
    pub(super) fn new(chart: &'a Chart) -> Prepared<'a> {
        let mut names = IndexSet::new();
        let links = chart.dependencies.iter().map(|dependency| Link {
            dependency,
            chart: Prepared::new(&dependency.chart),
            hidden: !names.insert(dependency.chart.name.as_str()),
        });
        Prepared { key: chart.name.clone(), values: chart.values.clone(), links: links.collect() }
    }

    /// The subcharts that Helm sees now.
    pub(super) fn subcharts(&self) -> impl Iterator<Item = &Prepared<'a>> {
        self.links.iter().filter(|link| !link.hidden).map(|link| &link.chart)
    }

    /// Whether Chart.yaml names at least one of the subcharts that are left.
    pub(super) fn has_listed(&self) -> bool {
        self.links.iter().any(|link| link.dependency.listed)
    }
}

/// Follows a path with dots to a map, as `Values.Table` does.
pub(super) fn table<'a>(values: &'a Node, path: &str) -> Option<&'a Node> {
    path.split('.').try_fold(values, |node, key| match &node.value {
        Value::Map(entries) => entries.get(key).filter(|found| matches!(found.value, Value::Map(_))),
        _ => None,
    })
}

/// Follows a path with dots to a value that is no map, as `Values.PathValue` does. A null is a value.
pub(super) fn path_value<'a>(values: &'a Node, path: &str) -> Option<&'a Node> {
    let (parent, key) = match path.rsplit_once('.') {
        Some((parent, key)) => (table(values, parent)?, key),
        None => (values, path),
    };
    match &parent.value {
        Value::Map(entries) => entries.get(key).filter(|found| !matches!(found.value, Value::Map(_))),
        _ => None,
    }
}
