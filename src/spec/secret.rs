//! Where secrets are: references by name, never the secrets themselves.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where user and password of a datastore are: a Kubernetes Secret, or an external store.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecretSpec {
    /// Name of a Kubernetes Secret in the namespace of the release.
    #[serde(default)]
    #[schemars(with = "String")]
    pub name: Option<String>,
    /// Key of the user name in it (not the user name itself).
    #[serde(default)]
    #[schemars(with = "String")]
    pub user_key: Option<String>,
    /// Key of the password in it (not the password itself).
    #[serde(default)]
    #[schemars(with = "String")]
    pub password_key: Option<String>,
    /// How the Secret is named in the values. Without it: plain.
    #[serde(default)]
    pub form: SecretForm,
    /// In place of a Secret: what the External Secrets Operator reads.
    #[serde(default)]
    #[schemars(with = "ExternalSecretSpec")]
    pub external_secret: Option<ExternalSecretSpec>,
}

/// How the values name a Kubernetes Secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SecretForm {
    // `secretName`, `userKey`, `passwordKey`
    #[default]
    Plain,
    // `secrets.kubernetesSecrets`
    KubernetesSecrets,
}

/// User and password in a store that the External Secrets Operator reads.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExternalSecretSpec {
    /// The store, which must work already.
    pub store: SecretStoreSpec,
    /// Where the user name is; not needed where the server wants none.
    #[serde(default)]
    #[schemars(with = "RemoteKeySpec")]
    pub user: Option<RemoteKeySpec>,
    /// Where the password is.
    pub password: RemoteKeySpec,
}

/// A store of the External Secrets Operator.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecretStoreSpec {
    /// Name of the store.
    pub name: String,
    /// SecretStore or ClusterSecretStore.
    #[serde(default)]
    pub kind: SecretStoreKind,
}

/// The kinds of store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum SecretStoreKind {
    #[default]
    SecretStore,
    ClusterSecretStore,
}

/// One value in an external store.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteKeySpec {
    /// Path of the secret in the store.
    pub name: String,
    /// Property of it.
    #[serde(default)]
    #[schemars(with = "String")]
    pub property: Option<String>,
}

/// Where the licence is: a Kubernetes Secret, or an external store.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenseSpec {
    /// Name of a Kubernetes Secret in the namespace of the release.
    #[serde(default)]
    #[schemars(with = "String")]
    pub secret: Option<String>,
    /// Key of the licence in it (not the licence itself). Without it: `license`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub key: Option<String>,
    /// In place of a Secret: the store that the External Secrets Operator reads.
    #[serde(default)]
    #[schemars(with = "SecretStoreSpec")]
    pub store: Option<SecretStoreSpec>,
    /// Where the licence is in that store.
    #[serde(default)]
    #[schemars(with = "RemoteKeySpec")]
    pub remote: Option<RemoteKeySpec>,
}

/// HashiCorp Vault as the source of all credentials. All databases must be external then.
///
/// Login is by Kubernetes service account only: a token or AppRole id would stand in the values, and the chart writes
/// it to a ConfigMap in clear text.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VaultSpec {
    /// Address of the server, such as `https://vault.example.com:8200`.
    pub address: String,
    /// Mount of the KV engine.
    pub engine: String,
    /// Path below the mount.
    pub base_path: String,
    /// Role of the Kubernetes login.
    pub role: String,
    /// Mount of the Kubernetes login, chart 0.41.0 and later. Without it: the server's default.
    #[serde(default)]
    #[schemars(with = "String")]
    pub auth_path: Option<String>,
    /// Databases whose credentials Vault makes, by datastore.
    #[serde(default)]
    pub databases: IndexMap<String, VaultDatabaseSpec>,
}

/// A database whose credentials Vault makes.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VaultDatabaseSpec {
    /// Mount of the database secrets engine. Without it: static credentials of the KV engine.
    #[serde(default)]
    #[schemars(with = "String")]
    pub engine: Option<String>,
    /// Role in the database secrets engine.
    #[serde(default)]
    #[schemars(with = "String")]
    pub role: Option<String>,
    /// Path of static credentials, where it is not the default one.
    #[serde(default)]
    #[schemars(with = "String")]
    pub path: Option<String>,
}
