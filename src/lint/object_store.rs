//! Where logs go: MinIO in the cluster, or an endpoint outside.

use super::context::Context;
use super::datastore::effective_text;
use crate::catalog::datastores::{ObjectStore, StoreName};
use crate::yaml::path::KeyPath;

/// The object store, as the effective values have it.
pub struct Logs<'a> {
    pub cx: &'a Context<'a>,
    pub store: &'a ObjectStore,
    /// Empty where none is set.
    pub s3: String,
    /// Empty where none is set; else it wins.
    pub gcs: String,
}

/// What the values say of it.
pub fn logs<'a>(cx: &'a Context<'a>) -> Option<Logs<'a>> {
    let store = &cx.catalog.datastores().ok()?.object_store;
    let endpoint = |block: &KeyPath| effective_text(cx, &block.key("endpoint")).unwrap_or_default().trim().to_owned();
    Some(Logs { cx, store, s3: endpoint(&store.s3), gcs: endpoint(&store.gcs) })
}

impl Logs<'_> {
    /// Whether MinIO in the cluster is switched off.
    pub fn is_external(&self) -> bool {
        StoreName::Minio.is_switched_off(self.cx)
    }

    /// The text at a key of `s3`; none where nothing is written.
    pub fn s3_text(&self, key: &str) -> Option<String> {
        effective_text(self.cx, &self.store.s3.key(key)).filter(|text| !text.trim().is_empty())
    }
}
