//! Where each datastore runs. What a provider needs and takes is data: `profiles/datastores`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::secret::SecretSpec;
use super::servers::ServersSpec;

/// Where each datastore runs; one that is not named runs in the cluster.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DatastoresSpec {
    /// MongoDB.
    #[serde(default)]
    pub mongo: MongoSpec,
    /// PostgreSQL.
    #[serde(default)]
    pub postgres: PostgresSpec,
    /// Redis.
    #[serde(default)]
    pub redis: RedisSpec,
    /// TimescaleDB, which ended with chart 0.36.6.
    #[serde(default)]
    #[schemars(with = "TimescaleSpec")]
    pub timescaledb: Option<TimescaleSpec>,
    /// Object storage, for the logs of pipelines.
    #[serde(default)]
    pub object_storage: ObjectStorageSpec,
}

impl DatastoresSpec {
    /// Every store by its name in a spec, and its provider where one is named.
    pub fn providers(&self) -> [(&'static str, Option<&str>); 5] {
        let timescaledb = self.timescaledb.as_ref().and_then(|store| store.provider.as_deref());
        [
            ("mongo", self.mongo.provider.as_deref()),
            ("postgres", self.postgres.provider.as_deref()),
            ("redis", self.redis.provider.as_deref()),
            ("timescaledb", timescaledb),
            ("objectStorage", self.object_storage.provider.as_deref()),
        ]
    }
}

/// MongoDB.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MongoSpec {
    /// Where it runs: in-cluster, self-managed, percona or atlas. Without it: in-cluster.
    #[serde(default)]
    #[schemars(with = "String")]
    pub provider: Option<String>,
    /// Members with port, `host:27017`; for atlas the one SRV name, without port.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// For atlas: the real members with port, which access-control connects to.
    #[serde(default)]
    pub members: Vec<String>,
    /// Name of the replica set; not for atlas. Without it, for percona: rs0.
    #[serde(default)]
    #[schemars(with = "String")]
    pub replica_set: Option<String>,
    /// Database that holds the users. Without it: admin.
    #[serde(default)]
    #[schemars(with = "String")]
    pub auth_source: Option<String>,
    /// Further options of the connection string, `a=b&c=d`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub options: Option<String>,
    /// Where user and password are. Without it: Secret `mongo-secret`, keys `user` and `password`; for percona the
    /// operator's own Secret.
    #[serde(default)]
    #[schemars(with = "SecretSpec")]
    pub secret: Option<SecretSpec>,
    /// TLS with a private authority.
    #[serde(default)]
    #[schemars(with = "TlsSpec")]
    pub tls: Option<TlsSpec>,
    /// Version of the server, for the rules that compare it with the chart.
    #[serde(default)]
    #[schemars(with = "String")]
    pub version: Option<String>,
    /// Its servers, where it runs outside the cluster, for the rules that know the documented sizes.
    #[serde(default)]
    #[schemars(with = "ServersSpec")]
    pub servers: Option<ServersSpec>,
}

/// PostgreSQL.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PostgresSpec {
    /// Where it runs: in-cluster, self-managed, rds or cloud-sql. Without it: in-cluster.
    #[serde(default)]
    #[schemars(with = "String")]
    pub provider: Option<String>,
    /// The writer with port, `host:5432`: a name that moves to the new primary on failover.
    #[serde(default)]
    #[schemars(with = "String")]
    pub host: Option<String>,
    /// Mode of TLS: disable, require, verify-ca or verify-full. Without it: require.
    #[serde(default)]
    #[schemars(with = "String")]
    pub ssl_mode: Option<String>,
    /// Secret with the certificate of the authority.
    #[serde(default)]
    #[schemars(with = "CertificateSpec")]
    pub certificate: Option<CertificateSpec>,
    /// Where user and password are. Without it: Secret `postgres-secret`, keys `user` and `password`.
    #[serde(default)]
    #[schemars(with = "SecretSpec")]
    pub secret: Option<SecretSpec>,
    /// Version of the server, for the rules that compare it with the chart.
    #[serde(default)]
    #[schemars(with = "String")]
    pub version: Option<String>,
    /// Whether what `prerequisites.md` asks for is there: extensions, versions, connections.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub prerequisites_met: Option<bool>,
    /// Its servers, where it runs outside the cluster, for the rules that know the documented sizes.
    #[serde(default)]
    #[schemars(with = "ServersSpec")]
    pub servers: Option<ServersSpec>,
}

/// Redis.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RedisSpec {
    /// Where it runs: in-cluster, self-managed, enterprise, elasticache or memorystore. Without it: in-cluster.
    #[serde(default)]
    #[schemars(with = "String")]
    pub provider: Option<String>,
    /// The primary with port, `host:6379`: no Sentinel, no cluster mode.
    #[serde(default)]
    #[schemars(with = "String")]
    pub host: Option<String>,
    /// Whether the server asks for a password. Without it: true.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub auth: Option<bool>,
    /// Where user and password are. Without it: Secret `redis-user-pass`, keys `username` and `password`.
    #[serde(default)]
    #[schemars(with = "SecretSpec")]
    pub secret: Option<SecretSpec>,
    /// TLS. The chart supports it, its documentation does not describe it.
    #[serde(default)]
    #[schemars(with = "TlsSpec")]
    pub tls: Option<TlsSpec>,
    /// Version of the server, for the rules that compare it with the chart.
    #[serde(default)]
    #[schemars(with = "String")]
    pub version: Option<String>,
    /// For disaster recovery: whether the server is replicated to the other region.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub replicated: Option<bool>,
    /// Its servers, where it runs outside the cluster, for the rules that know the documented sizes.
    #[serde(default)]
    #[schemars(with = "ServersSpec")]
    pub servers: Option<ServersSpec>,
}

/// TimescaleDB, charts up to 0.36.6.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimescaleSpec {
    /// Where it runs: in-cluster, self-managed or cloud. Without it: in-cluster.
    #[serde(default)]
    #[schemars(with = "String")]
    pub provider: Option<String>,
    /// The server with port, `host:5432`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub host: Option<String>,
    /// Where user and password are. Without it: Secret `tsdb-secret`, keys `username` and `password`.
    #[serde(default)]
    #[schemars(with = "SecretSpec")]
    pub secret: Option<SecretSpec>,
    /// Secret with the certificate of the authority: turns TLS on.
    #[serde(default)]
    #[schemars(with = "CertificateSpec")]
    pub certificate: Option<CertificateSpec>,
    /// Whether what `prerequisites.md` asks for is there: extensions, versions, connections.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub prerequisites_met: Option<bool>,
    /// Its servers, where it runs outside the cluster, for the rules that know the documented sizes.
    #[serde(default)]
    #[schemars(with = "ServersSpec")]
    pub servers: Option<ServersSpec>,
}

/// Object storage.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ObjectStorageSpec {
    /// Where it runs: in-cluster, minio, s3 or gcs. Without it: in-cluster.
    #[serde(default)]
    #[schemars(with = "String")]
    pub provider: Option<String>,
    /// URL of the service; for s3 it follows from the region, for gcs it is known.
    #[serde(default)]
    #[schemars(with = "String")]
    pub endpoint: Option<String>,
    /// Bucket. Without it: logs, where the provider is minio.
    #[serde(default)]
    #[schemars(with = "String")]
    pub bucket: Option<String>,
    /// Region of the bucket.
    #[serde(default)]
    #[schemars(with = "String")]
    pub region: Option<String>,
    /// Secret with the access key id (userKey) and the secret access key (passwordKey). Without it: Secret
    /// `log-service-s3-secrets`, keys `S3_ACCESS_KEY` and `S3_SECRET_ACCESS_KEY`.
    #[serde(default)]
    #[schemars(with = "SecretSpec")]
    pub secret: Option<SecretSpec>,
    /// Its servers, where it runs outside the cluster, for the rules that know the documented sizes.
    #[serde(default)]
    #[schemars(with = "ServersSpec")]
    pub servers: Option<ServersSpec>,
}

/// Files for TLS in a Kubernetes Secret.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TlsSpec {
    /// Name of the Secret.
    pub secret: String,
    /// Key of the certificate of the authority, PEM, for services in Go.
    #[serde(default)]
    #[schemars(with = "String")]
    pub ca_file_key: Option<String>,
    /// Key of the trust store, JKS, for services in Java.
    #[serde(default)]
    #[schemars(with = "String")]
    pub trust_store_key: Option<String>,
    /// Key of the password of the trust store (not the password itself).
    #[serde(default)]
    #[schemars(with = "String")]
    pub trust_store_password_key: Option<String>,
}

/// A certificate in a Kubernetes Secret.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateSpec {
    /// Name of the Secret.
    pub secret: String,
    /// Key of the certificate in it.
    pub key: String,
}
