//! The release, its storage, and facts of the cluster that no value tells.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::servers::{amount, amount_schema};

/// The names in the helm commands.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReleaseSpec {
    /// Name of the release. Without it: my-release.
    #[serde(default)]
    #[schemars(with = "String")]
    pub name: Option<String>,
    /// Namespace. Without it: a placeholder to fill in.
    #[serde(default)]
    #[schemars(with = "String")]
    pub namespace: Option<String>,
    /// Chart: repository/name, OCI reference or path. Without it: harness/harness.
    #[serde(default)]
    #[schemars(with = "String")]
    pub chart: Option<String>,
}

/// Storage.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StorageSpec {
    /// Storage class of the datastores (`global.storageClass`).
    #[serde(default)]
    #[schemars(with = "String")]
    pub class: Option<String>,
    /// Storage class of the services (`global.storageClassName`). Without it: that of the datastores.
    #[serde(default)]
    #[schemars(with = "String")]
    pub services_class: Option<String>,
    /// Sizes of volumes set on purpose, by store: `mongo: 200Gi`.
    #[serde(default)]
    pub volumes: IndexMap<String, String>,
}

/// How in-cluster datastores are backed up.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BackupSpec {
    /// What backs up, such as velero.
    pub tool: String,
    /// When, as a cron line such as `0 7 * * *`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub schedule: Option<String>,
    /// Whether it copies files out of the volumes, and needs no snapshots.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub file_system: Option<bool>,
}

/// Facts of the cluster.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KubernetesSpec {
    /// Version, such as 1.31; in quotes where it ends in 0.
    #[serde(default)]
    #[schemars(with = "String")]
    pub version: Option<String>,
    /// Who runs it: eks, gke, aks, openshift or other.
    #[serde(default)]
    #[schemars(with = "String")]
    pub platform: Option<String>,
    /// Whether there is a default storage class.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub default_storage_class: Option<bool>,
    /// Provisioner of the storage class, such as `ebs.csi.aws.com`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub provisioner: Option<String>,
    /// Whether there is one node only.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub single_node: Option<bool>,
    /// The largest node, and what of it is not for the platform.
    #[serde(default)]
    #[schemars(with = "NodeSpec")]
    pub node: Option<NodeSpec>,
    /// Quality of service that all pods should have: burstable or guaranteed.
    #[serde(default)]
    #[schemars(with = "String")]
    pub qos: Option<String>,
}

/// A node.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeSpec {
    /// Processors, as a quantity: 16.
    #[serde(default, deserialize_with = "amount")]
    #[schemars(schema_with = "amount_schema")]
    pub cpu: Option<String>,
    /// Memory, as a quantity: 64Gi.
    #[serde(default, deserialize_with = "amount")]
    #[schemars(schema_with = "amount_schema")]
    pub memory: Option<String>,
    /// Processors that are not for the platform.
    #[serde(default, deserialize_with = "amount")]
    #[schemars(schema_with = "amount_schema")]
    pub reserved_cpu: Option<String>,
    /// Memory that is not for the platform.
    #[serde(default, deserialize_with = "amount")]
    #[schemars(schema_with = "amount_schema")]
    pub reserved_memory: Option<String>,
}
