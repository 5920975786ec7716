//! What Helm does with values: reading, merging, coalescing, and its command line.

pub mod chain;
pub mod coalesce;
pub mod command_line;
pub mod csv;
mod flags;
pub mod merge;
pub mod strvals;
pub mod value;
pub mod version;
