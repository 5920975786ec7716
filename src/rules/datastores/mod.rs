//! Databases and object stores, in the cluster and outside.

pub mod dead_timescaledb_block;
