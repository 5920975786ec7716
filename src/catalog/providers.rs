//! Datastores and where each can run: `profiles/datastores`.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::check::Checker;
use super::files::{self, Schema};
use super::version::{ChartVersion, Windows};
use super::{Catalog, in_file};
use crate::error::Result;
use crate::suggest;

/// The provider that a datastore has where none is named: the chart runs it.
pub const IN_CLUSTER: &str = "in-cluster";

/// One datastore.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Datastore {
    /// Its key below `datastores` in a spec: `mongo`, `objectStorage`.
    pub datastore: String,
    /// `MongoDB`
    pub title: String,
    /// Key path of its settings: `global.database.mongo`.
    pub block: String,
    /// Chart versions that have it.
    pub versions: Windows,
    /// Where it left: what to say then.
    pub gone: Option<Gone>,
    pub secret: SecretDefaults,
    /// Names of the chart's own services, which are not there where the datastore runs elsewhere.
    pub own_hosts: Vec<String>,
    /// By id, in the order in which they are listed.
    pub providers: IndexMap<String, Provider>,
    /// What must be off where the datastore runs elsewhere.
    #[serde(default)]
    pub switches: Vec<Switch>,
    /// Custom dashboards have their own settings of this datastore.
    pub dashboards: Option<Dashboards>,
    /// What the chart itself runs.
    #[serde(default)]
    pub engines: Vec<Engine>,
    /// What must be there, one sentence each, Markdown.
    pub needs: Vec<Need>,
}

/// Why charts no longer have a datastore, and what to do.
#[derive(Clone, Debug, Deserialize)]
pub struct Gone {
    pub reason: String,
    pub help: String,
}

/// The Secret that is taken where none is named, and the variables of user and password.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretDefaults {
    pub name: String,
    pub user_key: String,
    pub password_key: String,
    /// `MONGO_USER`
    pub user_variable: String,
    pub password_variable: String,
}

/// Who runs a datastore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    InCluster,
    SelfManaged,
    Cloud,
}

impl Class {
    /// All of them.
    pub const ALL: [Class; 3] = [Class::InCluster, Class::SelfManaged, Class::Cloud];

    /// In words, after the name of a store or provider.
    pub fn words(self) -> &'static str {
        match self {
            Class::InCluster => "runs in the cluster",
            Class::SelfManaged => "runs outside the cluster in your own care",
            Class::Cloud => "is a cloud service",
        }
    }
}

/// Where a datastore can run.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provider {
    pub title: String,
    pub class: Class,
    /// Scheme of the connection.
    pub protocol: Option<String>,
    /// Scheme with TLS, where it is another.
    pub tls_protocol: Option<String>,
    /// Whether it has TLS always.
    #[serde(default)]
    pub tls: bool,
    /// The usual port.
    pub port: Option<u16>,
    /// Name of the replica set where none is given.
    pub replica_set: Option<String>,
    pub endpoint: Option<String>,
    pub bucket: Option<String>,
    pub region: Option<String>,
    /// The settings of a spec that it has a use for, beside `provider`.
    pub takes: Vec<String>,
    /// Why it has none for another.
    #[serde(default)]
    pub why: IndexMap<String, String>,
    /// Keys of its Secret, where they are not the usual ones.
    pub secret: Option<SecretKeys>,
    pub size: Option<NodeSize>,
}

/// Keys of user and password in a Secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretKeys {
    pub user_key: String,
    pub password_key: String,
}

/// The nodes that the documentation asks for.
#[derive(Clone, Debug, Deserialize)]
pub struct NodeSize {
    pub nodes: u64,
    /// Quantities, each per node.
    pub cpu: String,
    pub memory: String,
    pub disk: Option<String>,
}

/// Something of the chart that must be off.
#[derive(Clone, Debug, Deserialize)]
pub struct Switch {
    pub path: String,
    pub versions: Windows,
    pub why: String,
}

/// Settings of custom dashboards.
#[derive(Clone, Debug, Deserialize)]
pub struct Dashboards {
    /// The module that they belong to.
    pub module: String,
    pub block: String,
    pub versions: Windows,
}

/// What the chart runs in some versions.
#[derive(Clone, Debug, Deserialize)]
pub struct Engine {
    #[serde(rename = "in")]
    pub versions: Windows,
    /// Version, or tag of the image.
    pub is: String,
}

/// Something that must be there.
#[derive(Clone, Debug, Deserialize)]
pub struct Need {
    pub text: String,
    /// All chart versions where it is not set.
    pub versions: Option<Windows>,
    /// All providers outside the cluster where it is empty.
    #[serde(default)]
    pub providers: Vec<String>,
}

impl Datastore {
    /// The provider called `name`, by id. The error names the nearest and all that are valid.
    pub fn provider(&self, name: &str) -> Result<(&str, &Provider)> {
        let found = self.providers.get_key_value(name).map(|(id, provider)| (id.as_str(), provider));
        found.ok_or_else(|| suggest::unknown("provider", name, self.providers.keys().map(String::as_str)))
    }

    /// What the chart runs in `version`, where that is known.
    pub fn engine(&self, version: &ChartVersion) -> Option<&str> {
        self.engines.iter().find(|engine| engine.versions.contains(version)).map(|engine| engine.is.as_str())
    }

    /// What must be there for `provider` in `version`.
    pub fn needs(&self, provider: &str, version: &ChartVersion) -> impl Iterator<Item = &str> {
        let holds = move |need: &&Need| {
            need.versions.as_ref().is_none_or(|window| window.contains(version))
                && (need.providers.is_empty() || need.providers.iter().any(|name| name == provider))
        };
        self.needs.iter().filter(holds).map(|need| need.text.as_str())
    }
}

impl Catalog {
    /// Every datastore with its providers, read when first asked for.
    pub fn all_providers(&self) -> Result<&[Datastore]> {
        if let Some(datastores) = self.providers.get() {
            return Ok(datastores);
        }
        let mut checker = Checker::default();
        let mut datastores = Vec::new();
        for file in files::on_demand(Schema::Providers, self.directory.as_deref())? {
            let datastore: Datastore = checker.typed(&file)?;
            datastore.check().map_err(|reason| in_file(&file, &reason))?;
            datastores.push(datastore);
        }
        Ok(self.providers.get_or_init(|| datastores))
    }

    /// The datastore called `name`, as the spec names it.
    pub fn datastore(&self, name: &str) -> Result<&Datastore> {
        let datastores = self.all_providers()?;
        let names = datastores.iter().map(|datastore| datastore.datastore.as_str());
        let found = datastores.iter().find(|datastore| datastore.datastore == name);
        found.ok_or_else(|| suggest::unknown("datastore", name, names))
    }

    /// The providers of a datastore, by its name in the spec, and who runs it with each.
    pub fn providers(&self, name: &str) -> Result<impl Iterator<Item = (&str, Class)> + Clone> {
        let providers = &self.datastore(name)?.providers;
        Ok(providers.iter().map(|(id, provider)| (id.as_str(), provider.class)))
    }
}

impl Datastore {
    /// Fails where a need is for a provider that is not there.
    fn check(&self) -> std::result::Result<(), String> {
        let mut named = self.needs.iter().flat_map(|need| &need.providers);
        match named.find(|name| !self.providers.contains_key(*name)) {
            Some(name) => Err(format!("a need is for the provider `{name}`, which the datastore does not have")),
            None => Ok(()),
        }
    }
}
