//! Several installations that are upgraded one after the other, each with its own datastores.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::partial::Partial;
use super::sites::SitesSpec;
use super::{
    BackupSpec, DatastoresSpec, KubernetesSpec, LicenseSpec, LoadSpec, NetworkSpec, RegistrySpec, ReleaseSpec,
    StorageSpec, VaultSpec,
};

/// The installations of a spec by name, in the order in which they are upgraded.
pub type EnvironmentsSpec = IndexMap<String, EnvironmentSpec>;

/// What an environment has of its own; everything else is that of the spec around it. A list takes the place of a list.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvironmentSpec {
    /// Days to wait after the environment before it was upgraded. Without it: 0, 1 and 7 for the first three, then 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(max = 3650))]
    pub wait_days: Option<u32>,
    /// Region or data centre, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub region: Option<String>,
    /// Context of the kubeconfig, for the commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub kube_context: Option<String>,
    /// Version of the umbrella chart that runs here now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("pattern" = r"^v?\d+\.\d+\.\d+$"))]
    pub chart_version: Option<String>,
    /// Sizing profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub profile: Option<String>,
    /// What it has to carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<LoadSpec>")]
    pub load: Option<Partial<LoadSpec>>,
    /// Reference architecture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub architecture: Option<String>,
    /// Modules that are switched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>")]
    pub modules: Option<Vec<String>>,
    /// Release, namespace and chart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<ReleaseSpec>")]
    pub release: Option<Partial<ReleaseSpec>>,
    /// Storage classes, and volume sizes set on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<StorageSpec>")]
    pub storage: Option<Partial<StorageSpec>>,
    /// Its own datastores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<DatastoresSpec>")]
    pub datastores: Option<Partial<DatastoresSpec>>,
    /// How it is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<NetworkSpec>")]
    pub network: Option<Partial<NetworkSpec>>,
    /// Where the licence is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<LicenseSpec>")]
    pub license: Option<Partial<LicenseSpec>>,
    /// Where images come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<RegistrySpec>")]
    pub registry: Option<Partial<RegistrySpec>>,
    /// HashiCorp Vault as the source of credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<VaultSpec>")]
    pub vault: Option<Partial<VaultSpec>>,
    /// How in-cluster datastores are backed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<BackupSpec>")]
    pub backup: Option<Partial<BackupSpec>>,
    /// Facts of its cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<KubernetesSpec>")]
    pub kubernetes: Option<Partial<KubernetesSpec>>,
    /// Its own two sites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<SitesSpec>")]
    pub sites: Option<Partial<SitesSpec>>,
}
