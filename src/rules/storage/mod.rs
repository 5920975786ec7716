//! Volumes of the in-cluster stores.

pub mod grown_volume;
pub mod immutable_statefulset_change;
pub mod missing_storage_class;
pub mod shrunk_volume;
pub mod undersized_volume;
pub mod unsnapshottable_storage;
mod volume_change;
