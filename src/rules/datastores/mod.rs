//! Databases and object stores, in the cluster and outside.

pub mod dashboard_redis_mismatch;
pub mod dead_timescaledb_block;
pub mod fcv_job_on_external_mongo;
pub mod half_configured_tls;
pub mod host_without_port;
pub mod ignored_external_settings;
pub mod incomplete_credentials;
pub mod incomplete_mongo_options;
pub mod inconsistent_object_store;
pub mod ineffective_sslmode;
pub mod invalid_srv_host;
pub mod malformed_extra_args;
pub mod malformed_host;
pub mod missing_external_host;
pub mod nonstandard_postgres_port;
pub mod object_store_missing;
pub mod onprem_disabled;
pub mod spec_mismatch;
pub mod surplus_host;
pub mod undeclared_datastore_prerequisites;
pub mod unsupported_datastore_version;
pub mod unsupported_redis_topology;
