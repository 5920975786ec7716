//! How the standby of two sites waits (`standby.yaml`) and comes alive (`standby-activate.yaml`).

use serde_json::{Map, Value};

use super::Comment;
use super::installation::{Installation, PlannedFile};
use crate::catalog::Catalog;
use crate::catalog::module::{Module, Service};
use crate::catalog::service_paths;
use crate::error::{Error, Result};
use crate::leaf;
use crate::spec::{Spec, StandbyMode};
use crate::yaml::path::KeyPath;

/// The names of the two files.
pub const WAITING: &str = "standby.yaml";
pub const ACTIVATE: &str = "standby-activate.yaml";

/// The two files of a standby, each the last of its helm command: `standby.yaml` while it waits, and both, in this
/// order, when it takes over.
#[derive(Clone, Debug)]
pub struct Standby {
    pub waiting: PlannedFile,
    pub activate: PlannedFile,
    /// What `activate` sets that the other site leaves to the chart, because only the chart knows it.
    pub assumed: Vec<KeyPath>,
    /// Services with pods while the standby waits: what each is, and why.
    pub running: Vec<(String, String)>,
}

/// The two files for `installation`, which is the one of the site without them.
///
/// # Errors
/// Where the catalog cannot be read.
pub fn standby(catalog: &Catalog, spec: &Spec, installation: &Installation, mode: StandbyMode) -> Result<Standby> {
    match mode {
        StandbyMode::DrFlags => dr_flags(catalog),
        StandbyMode::ZeroPods => Zero::new(catalog, spec, installation)?.finish(),
    }
}

fn dr_flags(catalog: &Catalog) -> Result<Standby> {
    let flags = &catalog.standby()?.flags;
    let set = |keys: &indexmap::IndexMap<String, bool>| -> Result<Map<String, Value>> {
        let mut values = Map::new();
        for (path, on) in keys {
            leaf::put(&mut values, &path.parse().map_err(Error::new)?, Value::from(*on));
        }
        Ok(values)
    };
    let unread = "Documented, but no chart that is public reads `global.dr`: hold on to what the pods do, not to this.";
    let comments = |more: &str| vec![comment("global.dr", [unread, more])];
    Ok(Standby {
        waiting: PlannedFile {
            name: WAITING,
            title: "the standby waits (documented flags)".to_owned(),
            values: set(&flags.waiting)?,
            comments: comments("Set for the first install of the standby; never at the primary."),
        },
        activate: PlannedFile {
            name: ACTIVATE,
            title: "the standby takes over (documented flags)".to_owned(),
            values: set(&flags.activated)?,
            comments: comments("Set at failover, behind standby.yaml, and only when the primary takes no traffic."),
        },
        assumed: Vec::new(),
        running: Vec::new(),
    })
}

/// A standby without pods in the making.
struct Zero<'a> {
    catalog: &'a Catalog,
    installation: &'a Installation,
    /// Whether the spec says which modules are on; otherwise the user's own file does.
    knows_modules: bool,
    /// What helm merges the installation's files to.
    chain: Map<String, Value>,
    waiting: Vec<(KeyPath, Value)>,
    activate: Vec<(KeyPath, Value)>,
    comments: Vec<Comment>,
    assumed: Vec<KeyPath>,
    running: Vec<(String, String)>,
}

impl<'a> Zero<'a> {
    fn new(catalog: &'a Catalog, spec: &Spec, installation: &'a Installation) -> Result<Zero<'a>> {
        let mut zero = Zero {
            catalog,
            installation,
            knows_modules: !spec.modules.is_empty(),
            chain: installation.merged(),
            waiting: Vec::new(),
            activate: Vec::new(),
            comments: Vec::new(),
            assumed: Vec::new(),
            running: Vec::new(),
        };
        zero.global()?;
        for module in &catalog.modules {
            for service in &module.services {
                if service.versions.contains(&installation.chart_version) && zero.is_on(module, service)? {
                    zero.service(&service_paths::path(&module.name, &service.name))?;
                }
            }
        }
        Ok(zero)
    }

    /// The switch that gives every service an autoscaler whatever it says itself.
    fn global(&mut self) -> Result<()> {
        if self.catalog.scaling()?.global_versions.contains(&self.installation.chart_version) {
            let path = KeyPath::of(["global", "autoscaling", "enabled"]);
            self.set(path, Value::from(false), Value::from(true))?;
        }
        Ok(())
    }

    fn service(&mut self, path: &KeyPath) -> Result<()> {
        let known = self.catalog.standby()?;
        let counts = match known.counts(path) {
            Ok(counts) => counts,
            Err(row) => {
                if row.pods {
                    self.running.push((path.to_string(), row.why.clone()));
                }
                return Ok(());
            }
        };
        if let Some(remark) = known.remark(path) {
            self.comments.push(comment(&path.to_string(), [remark]));
        }
        if self.catalog.scaling()?.can_scale(path) {
            self.set(path.key("autoscaling").key("enabled"), Value::from(false), Value::from(false))?;
        }
        for count in counts {
            self.set(count, Value::from(0), Value::from(known.default_count(path)))?;
        }
        Ok(())
    }

    /// Sets `path` to `zero` while the standby waits, and afterwards to what the chain or the chart says; `unknown` is
    /// for what neither does.
    fn set(&mut self, path: KeyPath, zero: Value, unknown: Value) -> Result<()> {
        let held = leaf::get(&self.chain, &path).cloned();
        let again = match held {
            Some(value) => value,
            None => {
                self.assumed.push(path.clone());
                self.effective(&path)?.unwrap_or(unknown)
            }
        };
        self.waiting.push((path.clone(), zero));
        self.activate.push((path, again));
        Ok(())
    }

    /// What the chain says, else the chart's own values.
    fn effective(&self, path: &KeyPath) -> Result<Option<Value>> {
        let defaults = self.catalog.defaults()?;
        let held = leaf::get(&self.chain, path).cloned();
        Ok(held.or_else(|| defaults.at(path, &self.installation.chart_version)))
    }

    /// Whether a service is, or may be, in the cluster.
    fn is_on(&self, module: &Module, service: &Service) -> Result<bool> {
        let version = &self.installation.chart_version;
        for flag in [module.flag(version), service.flag(version)].into_iter().flatten() {
            let flag: KeyPath = flag.parse().map_err(Error::new)?;
            let value = match self.knows_modules {
                true => self.effective(&flag)?,
                false => leaf::get(&self.chain, &flag).cloned(),
            };
            if value == Some(Value::Bool(false)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn finish(mut self) -> Result<Standby> {
        let mut about =
            vec!["Every service is installed, and none has a pod: no replicas, and no autoscaler.".to_owned()];
        about.extend(self.running.iter().map(|(service, why)| format!("Not {service}: {why}.")));
        let first = self.waiting.first().and_then(|(path, _)| path.segments().first().cloned());
        if let Some(first) = first {
            let mut root = KeyPath::root();
            root.push(first);
            self.comments.insert(0, Comment { path: root.to_string(), lines: about });
        }
        let mut back = Vec::new();
        let counted = |path: &&KeyPath| !path.to_string().ends_with("autoscaling.enabled");
        for path in self.assumed.iter().filter(counted) {
            let line = "No profile sizes it: the chart's own number, as far as it is public.";
            back.push(comment(&path.to_string(), [line]));
        }
        Ok(Standby {
            waiting: PlannedFile {
                name: WAITING,
                title: "the standby waits, without pods".to_owned(),
                values: values(&self.waiting)?,
                comments: self.comments,
            },
            activate: PlannedFile {
                name: ACTIVATE,
                title: "the standby takes over: the sizes of the profile again".to_owned(),
                values: values(&self.activate)?,
                comments: back,
            },
            assumed: self.assumed,
            running: self.running,
        })
    }
}

fn values(leaves: &[(KeyPath, Value)]) -> Result<Map<String, Value>> {
    let mut values = Map::new();
    for (path, value) in leaves {
        leaf::put(&mut values, path, value.clone());
    }
    match leaves.iter().find(|(path, value)| leaf::get(&values, path) != Some(value)) {
        Some((path, _)) => Err(Error::new(format!("`{path}` of a standby cannot be set"))),
        None => Ok(values),
    }
}

fn comment<const N: usize>(path: &str, lines: [&str; N]) -> Comment {
    Comment { path: path.to_owned(), lines: lines.map(str::to_owned).to_vec() }
}
