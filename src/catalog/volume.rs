//! The volumes that the profiles size, and what an upgrade may do with each.

use serde::Deserialize;

use super::version::Windows;

/// What kind of object holds the claim, which decides what an upgrade may do with its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VolumeKind {
    /// The claim template is immutable: a changed size makes the upgrade fail.
    Statefulset,
    /// May grow where the storage class allows it, never shrink.
    Claim,
    /// As a claim; Strimzi resizes it.
    NodePool,
}

/// One volume of one store.
#[derive(Clone, Debug, Deserialize)]
pub struct Volume {
    /// The name that `--storage STORE=SIZE` takes.
    pub store: String,
    /// Key path of the size, or of the list that holds one per element.
    pub path: String,
    /// The key of the size in each element of the list at `path`.
    pub each: Option<String>,
    pub kind: VolumeKind,
    /// The chart versions that deploy it.
    #[serde(default = "Windows::all")]
    pub versions: Windows,
}
