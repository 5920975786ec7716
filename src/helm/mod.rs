//! What Helm does with values: reading, merging, coalescing, and its command line.

pub mod coalesce;
pub mod merge;
pub mod strvals;
pub mod value;
pub mod version;
