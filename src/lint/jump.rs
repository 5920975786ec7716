//! The upgrade that values are for: from one chart version to another, with what is installed and what is declared.

use serde_json::Value as Json;

use super::context::{Context, cut_off, find};
use super::finding::Location;
use crate::catalog::version::ChartVersion;
use crate::helm::command_line::ReuseValues;
use crate::helm::json::to_json;
use crate::helm::value::{Node, Value};
use crate::quantity::Quantity;
use crate::yaml::path::KeyPath;

/// One step of an upgrade. Rules of the family `upgrade` are silent without it.
#[derive(Clone, Debug)]
pub struct Jump {
    pub from: ChartVersion,
    pub to: ChartVersion,
    /// The merged values of the installed release; none where they are not known.
    pub installed: Option<Node>,
    pub facts: Facts,
    /// The stops of the whole way in words, the last one included; for messages.
    pub route: Vec<String>,
    /// The place of findings about versions: the flag or command that names the new one.
    pub at: Location,
}

/// What the user declared of the installed release. Nothing of it can be read from values.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// featureCompatibilityVersion of the in-cluster MongoDB, such as `7.0`.
    pub mongo_fcv: Option<String>,
    /// What TimescaleDB holds.
    pub timescale_data: Option<Quantity>,
    /// Whether the migration of TimescaleDB to Postgres is complete.
    pub migration_complete: bool,
    /// Whether the in-cluster Postgres runs on 16 already.
    pub postgres_16: bool,
    /// Steps that are done, by their ids in the catalog.
    pub done: Vec<String>,
    /// Whether the upgrade goes stop by stop, so that the needed stops are no finding.
    pub stepwise: bool,
    pub deployer: Deployer,
    /// What the helm command does with the values of the release.
    pub reuse_values: ReuseValues,
}

/// Who renders the chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deployer {
    /// `helm upgrade`, which looks into the cluster.
    #[default]
    Helm,
    /// Argo CD, which renders without a cluster.
    Argocd,
    /// `helm template` and the like.
    Template,
}

impl Facts {
    /// Whether a step was declared done.
    pub fn is_done(&self, id: &str) -> bool {
        self.done.iter().any(|done| done == id)
    }
}

impl Jump {
    /// What the installed release has at `path`: what its values say, else the chart's default of that version.
    /// None where neither is known.
    pub fn installed(&self, cx: &Context, path: &KeyPath) -> Option<Json> {
        let root = self.installed.as_ref()?;
        match find(root, path.segments()) {
            Some(node) => (node.value != Value::Null).then(|| to_json(&node.value)),
            None if cut_off(root, path) => None,
            None => cx.defaults.at(path, &self.from),
        }
    }

    /// The value that a layer of the installed release sets.
    pub fn installed_node(&self, path: &KeyPath) -> Option<&Node> {
        find(self.installed.as_ref()?, path.segments()).filter(|node| node.value != Value::Null)
    }

    /// The boolean at `path` in the installed release.
    pub fn was_on(&self, cx: &Context, path: &KeyPath) -> Option<bool> {
        self.installed(cx, path)?.as_bool()
    }
}

impl Context<'_> {
    /// Whether a store or module runs in the installed release, by its switch. `off`: what holds where nobody says.
    /// None without installed values.
    pub fn ran_before(&self, switch: &KeyPath, off: bool) -> Option<bool> {
        let jump = self.upgrade?;
        jump.installed.as_ref()?;
        Some(jump.was_on(self, switch).unwrap_or(!off))
    }

    /// Whether it runs with the new values.
    pub fn runs_after(&self, switch: &KeyPath, off: bool) -> bool {
        self.effective(switch).and_then(|found| found.value.as_bool()).unwrap_or(!off)
    }

    /// The place of a finding about `path`: where it is set, else where the step is named.
    pub fn at_path_or_jump(&self, path: &KeyPath, jump: &Jump) -> Location {
        self.set(path).map_or(jump.at, |node| self.at_key(node))
    }
}
