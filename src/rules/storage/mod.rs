//! Volumes of the in-cluster stores.

pub mod missing_storage_class;
pub mod undersized_volume;
pub mod unsnapshottable_storage;
