//! How databases change sides: `profiles/failover.yaml`.

use indexmap::IndexMap;
use serde::Deserialize;

/// What is known of failovers.
#[derive(Clone, Debug, Deserialize)]
pub struct Failover {
    /// By the name of the store in a spec, in the order in which they are promoted.
    pub stores: IndexMap<String, StoreFailover>,
    pub vendor: Vendor,
}

/// One store.
#[derive(Clone, Debug, Deserialize)]
pub struct StoreFailover {
    /// As people call it: MongoDB.
    pub title: String,
    pub providers: IndexMap<String, ProviderFailover>,
}

/// How a store of one provider changes sides.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderFailover {
    /// Whether this is the provider's own procedure, which the documentation of the platform does not describe.
    pub own: bool,
    /// How to see how far the standby is behind.
    pub check: String,
    pub promote: Vec<Promotion>,
    /// How to come back.
    pub back: String,
    /// Whether a part of that cannot be undone.
    #[serde(default)]
    pub back_irreversible: bool,
}

/// One step of a promotion.
#[derive(Clone, Debug, Deserialize)]
pub struct Promotion {
    /// What to do, in Markdown.
    #[serde(rename = "do")]
    pub action: String,
    #[serde(default)]
    pub irreversible: bool,
}

/// What the vendor does on its own service.
#[derive(Clone, Debug, Deserialize)]
pub struct Vendor {
    pub failover: String,
    pub rehearsal: String,
}
