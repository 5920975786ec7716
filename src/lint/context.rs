//! What a rule sees: the files of a unit, the merged values with their origins, and the catalog.

use std::sync::OnceLock;

use serde_json::Value as Json;

use super::autoscaling::{self, Autoscaling};
use super::cluster::{Cluster, Qos};
use super::datastore_facts::DatastoreFacts;
use super::expected::Expected;
use super::finding::Location;
use super::jump::Jump;
use super::secret_manifest::SecretManifest;
use super::site::{OtherSite, SiteRole, Surroundings};
use super::switched_off::Off;
use super::unit::{ProfileFile, Role, Unit};
use super::views::{FileView, Views};
use crate::catalog::Catalog;
use crate::catalog::defaults::Defaults;
use crate::catalog::module::{Module, Service};
use crate::catalog::service_paths::ServicePaths;
use crate::catalog::version::{ChartVersion, Windows};
use crate::helm::chain::Layer;
use crate::helm::json::to_json;
pub use crate::helm::lookup::find;
use crate::helm::lookup::{Said, said};
use crate::helm::read::Reading;
use crate::helm::value::{LayerId, Node, Value};
use crate::helm::version::HelmVersion;
use crate::quantity::Quantity;
use crate::yaml::path::KeyPath;
use crate::yaml::path_set::PathSet;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// Facts that the user declared, on the command line or in the spec. None: not declared, and rules that need it are silent.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    pub profile: Option<String>,
    pub architecture: Option<String>,
    pub helm: Option<HelmVersion>,
    pub users: Option<u64>,
    pub ci: Option<u64>,
    pub cd: Option<u64>,
    /// The quality of service that all pods should have.
    pub qos: Option<Qos>,
    pub cluster: Cluster,
    pub datastores: DatastoreFacts,
    /// The manifests of Secrets that are linted in this run.
    pub secrets: Vec<SecretManifest>,
    /// Whether the backup copies files out of the volumes, and needs no snapshots.
    pub file_system_backup: bool,
    /// The cloud it runs on: aws, gcp, azure.
    pub cloud: Option<String>,
    /// What this site is for, where there are two.
    pub role: Option<SiteRole>,
    /// The site to compare this one with.
    pub other_site: Option<OtherSite>,
    pub surroundings: Surroundings,
    /// What the spec says that the values come to.
    pub expected: Expected,
    /// The profile files that are linted in this run, each by itself: tiers to compare.
    pub tiers: Vec<ProfileFile>,
    /// The chart that the helm command names, such as `harness/harness`.
    pub chart: Option<String>,
}

/// Everything a rule may look at. Pure: a rule reads it and pushes findings.
pub struct Context<'a> {
    pub catalog: &'a Catalog,
    pub defaults: &'a Defaults,
    pub chart_version: ChartVersion,
    pub declared: &'a Declared,
    pub unit: &'a Unit,
    /// The role of each layer, in the order of `unit.layers`.
    pub roles: Vec<Role>,
    /// The services of the chart version.
    pub service_paths: ServicePaths,
    /// The upgrade that the values are for; none in `lint`.
    pub upgrade: Option<&'a Jump>,
    pub(super) views: Views<'a>,
    pub(super) scaling: Vec<Autoscaling<'a>>,
    // Looked up when first asked for: see the functions that give them.
    pub(super) off: OnceLock<PathSet>,
    pub(super) switched_off: OnceLock<Vec<Off>>,
    pub(super) containers: OnceLock<Vec<KeyPath>>,
    pub(super) leaf_defaults: OnceLock<Vec<Option<Json>>>,
}

/// What a [`Context`] is made of.
pub struct Parts<'a> {
    pub catalog: &'a Catalog,
    pub defaults: &'a Defaults,
    pub chart_version: ChartVersion,
    pub declared: &'a Declared,
    pub unit: &'a Unit,
    /// The role of each layer, in the order of `unit.layers`.
    pub roles: Vec<Role>,
}

/// One values file of the unit.
#[derive(Clone, Copy)]
pub struct File<'a> {
    pub layer: &'a Layer,
    pub reading: &'a Reading,
    pub role: &'a Role,
    pub(super) view: &'a FileView<'a>,
}

/// A value after the merge with the chart's defaults.
pub struct Effective<'a> {
    pub value: Json,
    /// Where a layer of the unit set it; none for a default of the chart.
    pub node: Option<&'a Node>,
}

impl<'a> Context<'a> {
    /// Walks over the unit once, for all rules.
    pub fn new(parts: Parts<'a>) -> Context<'a> {
        let Parts { catalog, defaults, chart_version, declared, unit, roles } = parts;
        let views = Views::of(unit);
        let service_paths = ServicePaths::of(catalog, &chart_version);
        let mut cx = Context {
            catalog,
            defaults,
            chart_version,
            declared,
            unit,
            roles,
            service_paths,
            views,
            scaling: Vec::new(),
            upgrade: None,
            off: OnceLock::new(),
            switched_off: OnceLock::new(),
            containers: OnceLock::new(),
            leaf_defaults: OnceLock::new(),
        };
        cx.scaling = autoscaling::gather(&cx);
        cx
    }

    /// The same for an upgrade.
    pub fn for_upgrade(mut self, jump: &'a Jump) -> Context<'a> {
        self.upgrade = Some(jump);
        self
    }

    /// The values files, in order.
    pub fn files(&self) -> impl Iterator<Item = File<'_>> {
        self.unit.files().filter_map(|(layer, reading)| {
            let view = self.views.files.iter().find(|view| view.layer == layer.id)?;
            Some(File { layer, reading, role: self.role(layer.id)?, view })
        })
    }

    /// The role of a layer.
    pub fn role(&self, layer: LayerId) -> Option<&Role> {
        let index = self.unit.layers.iter().position(|other| other.id == layer)?;
        self.roles.get(index)
    }

    /// The text and name of a layer.
    pub fn source(&self, layer: LayerId) -> Option<&'a Source> {
        self.unit.layers.iter().find(|other| other.id == layer).map(|layer| &layer.source)
    }

    /// The user's merged values.
    pub fn merged(&self) -> &'a Node {
        &self.unit.merged.values
    }

    /// What the layers of the unit set at `path`, null included.
    pub fn set(&self, path: &KeyPath) -> Option<&'a Node> {
        find(self.merged(), path.segments())
    }

    /// The value at `path` after the merge with the chart's defaults: what the user set, else the default.
    /// A null of the user deletes the default. None also where the default is in a sub-chart that is not public.
    pub fn effective(&self, path: &KeyPath) -> Option<Effective<'a>> {
        match said(self.merged(), path.segments()) {
            Said::Set(Node { value: Value::Null, .. }) | Said::CutOff => None,
            Said::Set(node) => Some(Effective { value: to_json(&node.value), node: Some(node) }),
            Said::Nothing => self.defaults.at(path, &self.chart_version).map(|value| Effective { value, node: None }),
        }
    }

    /// The effective boolean at `path`, written as `a.b.c`.
    pub fn flag(&self, path: &str) -> Option<bool> {
        self.effective(&path.parse().ok()?)?.value.as_bool()
    }

    /// The effective quantity at `path`.
    pub fn quantity(&self, path: &KeyPath) -> Option<Quantity> {
        quantity(&self.effective(path)?.value)
    }

    /// Every leaf that the layers of the unit set, with its path. A list is one leaf, an empty map too.
    pub fn leaves(&self) -> &[(KeyPath, &Node)] {
        &self.views.merged.leaves
    }

    /// The same with the chart's default of each, looked up once for all rules.
    pub fn leaf_defaults(&self) -> impl Iterator<Item = (&KeyPath, &Node, Option<&Json>)> {
        let leaves = self.leaves();
        let defaults = self
            .leaf_defaults
            .get_or_init(|| leaves.iter().map(|(path, _)| self.defaults.at(path, &self.chart_version)).collect());
        leaves.iter().zip(defaults).map(|((path, node), default)| (path, *node, default.as_ref()))
    }

    /// Every value of the merged values with its path, maps and list items included, parents before children.
    pub fn nodes(&self) -> &[(KeyPath, &Node)] {
        &self.views.merged.nodes
    }

    /// The services of the chart version, with their module and path (`platform.gateway`).
    pub fn services(&self) -> impl Iterator<Item = (&'a Module, &'a Service, KeyPath)> {
        let version = self.chart_version.clone();
        let catalog: &'a Catalog = self.catalog;
        let services = catalog.modules.iter().flat_map(move |module| {
            let version = version.clone();
            let there = module.services.iter().filter(move |service| service.versions.contains(&version));
            there.map(move |service| (module, service))
        });
        // Those are in the same order.
        services.zip(self.service_paths.iter()).map(|((module, service), path)| (module, service, path.clone()))
    }

    /// Whether the chart version lies in `window` (`0.23.0..`); an empty window holds all.
    pub fn in_window(&self, window: &str) -> bool {
        window.is_empty() || window.parse::<Windows>().is_ok_and(|windows| windows.contains(&self.chart_version))
    }

    /// The profile that is declared, or that one of the files is.
    pub fn profile(&self) -> Option<&str> {
        self.declared.profile.as_deref().or_else(|| {
            self.roles.iter().find_map(|role| match role {
                Role::Profile(name) => Some(name.as_str()),
                _ => None,
            })
        })
    }

    /// Whether this is sized for production: an architecture other than demo, or one of the larger profiles.
    pub fn is_production(&self) -> bool {
        let architecture = self.declared.architecture.as_deref().is_some_and(|name| name != "demo");
        architecture || self.profile().is_some_and(|name| ["small", "medium", "large", "prod"].contains(&name))
    }

    /// The place of a value.
    pub fn at_value(&self, node: &Node) -> Location {
        Location { layer: node.origin.layer, span: node.origin.value }
    }

    /// The place of the key before a value; of the value itself where it has no key.
    pub fn at_key(&self, node: &Node) -> Location {
        Location { layer: node.origin.layer, span: node.origin.key.unwrap_or(node.origin.value) }
    }
}

impl<'a> File<'a> {
    /// A place in this file.
    pub fn at(&self, span: Span) -> Location {
        Location { layer: self.layer.id, span }
    }

    /// Every leaf of this file by itself, with its path.
    pub fn leaves(&self) -> &'a [(KeyPath, &'a Node)] {
        &self.view.values.leaves
    }
}

/// A number or a text as a Kubernetes quantity.
pub fn quantity(value: &Json) -> Option<Quantity> {
    match value {
        Json::Number(number) => number.to_string().parse().ok(),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}
