//! `smp.yaml`, the one file of the user that smpgen reads.
//!
//! Secrets are references only: no field takes a password, a token or a licence.

pub mod cluster;
pub mod datastores;
pub mod declared;
pub mod environments;
pub mod expected;
pub mod find;
pub mod inherit;
mod lint;
pub mod network;
pub mod partial;
pub mod problem;
pub mod read;
pub mod schema;
pub mod secret;
pub mod servers;
pub mod shared;
pub mod sites;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::version::ChartVersion;
pub use cluster::{BackupSpec, KubernetesSpec, ReleaseSpec, StorageSpec};
pub use datastores::DatastoresSpec;
pub use environments::{EnvironmentSpec, EnvironmentsSpec};
pub use lint::{LintSpec, PathSpec};
pub use network::{NetworkSpec, RegistrySpec};
pub use secret::{LicenseSpec, VaultSpec};
pub use sites::{RecoverySpec, SitesSpec, StandbyMode};

/// The name under which the file is found.
pub const NAME: &str = "smp.yaml";

/// The documented reference architectures, by the ids that smpgen gives them.
pub const ARCHITECTURES: [&str; 6] =
    ["demo", "prod-1-replica", "prod-3-replica", "prod-3-replica-external", "prod-3-replica-cloud", "dr-warm-standby"];

/// What an installation is for, what it stands on, and how its values are linted.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Spec {
    /// Version of the umbrella chart, such as `0.45.0`. Without it: the newest that smpgen knows.
    #[serde(default)]
    #[schemars(with = "String", extend("pattern" = r"^v?\d+\.\d+\.\d+$"))]
    pub chart_version: Option<ChartVersion>,
    /// Sizing profile: demo, small, medium or large. Give this or `load`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub profile: Option<String>,
    /// What the platform has to carry: the smallest profile that does is taken.
    #[serde(default)]
    #[schemars(with = "LoadSpec")]
    pub load: Option<LoadSpec>,
    /// Reference architecture, such as `prod-3-replica`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub architecture: Option<String>,
    /// Modules that are switched on, such as `ci` and `cd`. Empty: the user's own file switches them.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Release, namespace and chart in the helm commands.
    #[serde(default)]
    pub release: ReleaseSpec,
    /// Storage classes, and volume sizes set on purpose.
    #[serde(default)]
    pub storage: StorageSpec,
    /// Where each datastore runs.
    #[serde(default)]
    pub datastores: DatastoresSpec,
    /// How the platform is reached.
    #[serde(default)]
    #[schemars(with = "NetworkSpec")]
    pub network: Option<NetworkSpec>,
    /// Where the licence is. Small and up need one.
    #[serde(default)]
    #[schemars(with = "LicenseSpec")]
    pub license: Option<LicenseSpec>,
    /// Where images come from.
    #[serde(default)]
    pub registry: RegistrySpec,
    /// HashiCorp Vault as the source of credentials, chart 0.36.0 and later.
    #[serde(default)]
    #[schemars(with = "VaultSpec")]
    pub vault: Option<VaultSpec>,
    /// How in-cluster datastores are backed up. A statement: smpgen sets nothing up.
    #[serde(default)]
    #[schemars(with = "BackupSpec")]
    pub backup: Option<BackupSpec>,
    /// Facts of the cluster, for the rules that need them.
    #[serde(default)]
    pub kubernetes: KubernetesSpec,
    /// Region or data centre, for people.
    #[serde(default)]
    #[schemars(with = "String")]
    pub region: Option<String>,
    /// Context of the kubeconfig, for the commands.
    #[serde(default)]
    #[schemars(with = "String")]
    pub kube_context: Option<String>,
    /// Two sites of this installation: one that serves, and a standby.
    #[serde(default)]
    #[schemars(with = "SitesSpec")]
    pub sites: Option<SitesSpec>,
    /// What is wanted of a failover.
    #[serde(default)]
    #[schemars(with = "RecoverySpec")]
    pub recovery: Option<RecoverySpec>,
    /// Several installations that are upgraded one after the other.
    #[serde(default)]
    pub environments: EnvironmentsSpec,
    /// Corrections of the shipped profile: `default`, `all`, `none`, or ids joined by commas.
    #[serde(default)]
    #[schemars(with = "String")]
    pub errata: Option<String>,
    /// How values are linted.
    #[serde(default)]
    pub lint: LintSpec,
}

/// What the platform has to carry.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadSpec {
    /// Users of the platform.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub users: u64,
    /// CI executions at the same time.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub ci: u64,
    /// CD executions at the same time.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub cd: u64,
}
