//! Disaster recovery: two sites of one installation, and what the user wants of a failover.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::partial::Partial;
use super::{NetworkSpec, RegistrySpec, ReleaseSpec, StorageSpec};

/// The site that serves, and the one that takes over. They share everything that is not named here: chart version,
/// sizes, modules, datastores, licence and address.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SitesSpec {
    /// What is the first site's own.
    #[serde(default)]
    pub primary: SiteSpec,
    /// What is the standby's own, and how it waits.
    pub standby: StandbySpec,
}

/// What a site may have of its own.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SiteSpec {
    /// Region or data centre, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub region: Option<String>,
    /// Context of the kubeconfig, for the commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub kube_context: Option<String>,
    /// Names in the helm commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<ReleaseSpec>")]
    pub release: Option<Partial<ReleaseSpec>>,
    /// Storage classes. Sizes of volumes are the same at both sites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<StorageSpec>")]
    pub storage: Option<Partial<StorageSpec>>,
    /// Where images come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<RegistrySpec>")]
    pub registry: Option<Partial<RegistrySpec>>,
    /// How the platform is reached. The address itself is the same at both sites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<NetworkSpec>")]
    pub network: Option<Partial<NetworkSpec>>,
}

/// What the standby has of its own.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StandbySpec {
    /// How it waits for a failover.
    pub mode: StandbyMode,
    /// Region or data centre, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub region: Option<String>,
    /// Context of the kubeconfig, for the commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub kube_context: Option<String>,
    /// Names in the helm commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<ReleaseSpec>")]
    pub release: Option<Partial<ReleaseSpec>>,
    /// Storage classes. Sizes of volumes are the same at both sites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<StorageSpec>")]
    pub storage: Option<Partial<StorageSpec>>,
    /// Where images come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<RegistrySpec>")]
    pub registry: Option<Partial<RegistrySpec>>,
    /// How the platform is reached. The address itself is the same at both sites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Partial<NetworkSpec>")]
    pub network: Option<Partial<NetworkSpec>>,
}

/// How a standby waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StandbyMode {
    // The documented values `global.dr.*`, which no public chart reads
    DrFlags,
    // Every service installed, none of them with a pod
    ZeroPods,
}

impl StandbyMode {
    /// As the spec writes it.
    pub fn word(self) -> &'static str {
        match self {
            StandbyMode::DrFlags => "dr-flags",
            StandbyMode::ZeroPods => "zero-pods",
        }
    }
}

/// What the user wants of a failover. smpgen only repeats it: nobody publishes such figures for the platform.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecoverySpec {
    /// How long a failover may take, such as `1h`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub rto: Option<String>,
    /// How much may be lost, in time, such as `5m`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub rpo: Option<String>,
    /// How often traffic is moved for practice, in words.
    #[serde(default)]
    #[schemars(with = "String")]
    pub traffic_rehearsal: Option<String>,
    /// How often the databases are moved too, in words.
    #[serde(default)]
    #[schemars(with = "String")]
    pub database_rehearsal: Option<String>,
}
