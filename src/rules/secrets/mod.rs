//! Secrets: where they come from, and where they must not stand.

pub mod duplicate_license_source;
pub mod incomplete_vault_loader;
pub mod invalid_secret_reference;
pub mod literal_secret;
pub mod missing_image_pull_secret;
pub mod url_unsafe_password;
pub mod vault_loader_with_in_cluster_store;
