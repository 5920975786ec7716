//! How services scale.

pub mod replica_floor_below_count;
