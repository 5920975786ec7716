//! The keys that a values file may write for one chart version, as far as they are known.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};

use serde_json::Value;

use super::check::Checker;
use super::defaults::Defaults;
use super::files::{self, Schema};
use super::known::{Branch, Known, add_branch, add_leaf, branch};
use super::service_paths::{self, ServicePaths};
use super::version::{ChartVersion, Windows};
use super::{Catalog, in_file};
use crate::error::Result;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::quick::QuickMap;

/// Keys by where they may stand, from `profiles/keys/`.
#[derive(Debug, Default)]
pub struct Keys {
    common: Arc<Branch>,
    store: Arc<Branch>,
    global: Arc<Branch>,
    services: QuickMap<KeyPath, Vec<Arc<Branch>>>,
    incomplete: Vec<KeyPath>,
    /// Known below a module without being a chart.
    pub also: Vec<KeyPath>,
    /// Root keys that are no module.
    pub roots: BTreeMap<String, Windows>,
    /// By version, as far as asked for: a run may lint a thousand files.
    trees: RwLock<HashMap<ChartVersion, Arc<Known>>>,
}

impl Keys {
    fn add(&mut self, file: &Value) -> std::result::Result<(), String> {
        let part = |name: &str| file.get(name).unwrap_or(&Value::Null);
        Arc::make_mut(&mut self.common).extend(branch(part("common"))?);
        Arc::make_mut(&mut self.store).extend(branch(part("store"))?);
        Arc::make_mut(&mut self.global).extend(branch(part("global"))?);
        for (path, keys) in part("services").as_object().into_iter().flatten() {
            self.services.entry(path.parse()?).or_default().push(Arc::new(branch(keys)?));
        }
        for (list, paths) in [("incomplete", &mut self.incomplete), ("also", &mut self.also)] {
            for path in part(list).as_array().into_iter().flatten().filter_map(Value::as_str) {
                paths.push(path.parse()?);
            }
        }
        for (root, window) in part("roots").as_object().into_iter().flatten() {
            self.roots.insert(root.clone(), window.as_str().unwrap_or_default().parse()?);
        }
        Ok(())
    }

    /// Whether a key that nobody names may be read all the same, because no chart of the service is public.
    pub fn is_incomplete(&self, service: &KeyPath) -> bool {
        self.incomplete.iter().any(|path| service.starts_with(path))
    }

    /// Every known key of the services of `version` and of `global`, with what the chart's defaults name.
    pub fn tree(&self, catalog: &Catalog, version: &ChartVersion) -> Result<Arc<Known>> {
        let known = self.trees.read().ok().and_then(|trees| trees.get(version).cloned());
        if let Some(known) = known {
            return Ok(known);
        }
        let tree = Arc::new(self.grow(&ServicePaths::of(catalog, version), catalog.defaults()?));
        if let Ok(mut trees) = self.trees.write() {
            trees.insert(version.clone(), Arc::clone(&tree));
        }
        Ok(tree)
    }

    fn grow(&self, services: &ServicePaths, defaults: &Defaults) -> Known {
        let mut tree = Branch::new();
        tree.insert("global".into(), Known::Map(self.global.clone()));
        for service in services.iter() {
            let is_store = service.segments().len() > 2;
            let is_wrapper = services.lead_below(service);
            match (is_store, is_wrapper) {
                (true, _) => add_branch(&mut tree, service.segments(), &self.store),
                (false, true) => add_branch(&mut tree, service.segments(), &Arc::default()),
                (false, false) => add_branch(&mut tree, service.segments(), &self.common),
            }
            for keys in self.services.get(service).into_iter().flatten() {
                add_branch(&mut tree, service.segments(), keys);
            }
        }
        for (path, since) in defaults.leaves() {
            add_leaf(&mut tree, path.segments(), since);
        }
        Known::Map(Arc::new(tree))
    }

    /// Whether `key` is one that every service takes, at its own level.
    pub fn is_common(&self, key: &str) -> bool {
        self.common.contains_key(key)
    }

    /// The keys of the common map `name`, such as `autoscaling`; none where it takes anything.
    pub fn common_map(&self, name: &str) -> Option<&Branch> {
        match self.common.get(name) {
            Some(Known::Map(keys)) => Some(keys.as_ref()),
            _ => None,
        }
    }
}

impl Known {
    /// What is known at `path` below this one.
    pub fn at(&self, path: &[Segment]) -> Option<&Known> {
        path.iter().try_fold(self, |known, segment| match (known, segment) {
            (Known::Map(keys), Segment::Key(key)) => keys.get(key.as_str()),
            _ => None,
        })
    }
}

impl Catalog {
    /// The known keys, read when first asked for.
    pub fn keys(&self) -> Result<&Keys> {
        if let Some(keys) = self.keys.get() {
            return Ok(keys);
        }
        let mut checker = Checker::default();
        let mut keys = Keys::default();
        for file in files::on_demand(Schema::Keys, self.directory.as_deref())? {
            keys.add(&checker.read(&file)?).map_err(|reason| in_file(&file, &reason))?;
        }
        Ok(self.keys.get_or_init(|| keys))
    }

    /// Where a service of this name is or was: its key path and the chart versions that have it.
    pub fn services_called<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (KeyPath, &'a Windows)> {
        self.modules.iter().flat_map(move |module| {
            let called = module.services.iter().filter(move |service| service.name == name);
            called.map(move |service| (service_paths::path(&module.name, &service.name), &service.versions))
        })
    }

    /// Whether the chart of `version` has a module of this name.
    pub fn has_module(&self, name: &str, version: &ChartVersion) -> bool {
        self.modules.iter().any(|module| module.name == name && module.exists_in(version))
    }
}
