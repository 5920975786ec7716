//! What Helm does with values: reading, merging, coalescing, and its command line.

pub mod chain;
pub mod coalesce;
pub mod command_line;
pub mod csv;
pub mod decode;
pub mod entries;
pub mod json;
pub mod lookup;
pub mod merge;
pub mod number;
pub mod quote;
pub mod read;
pub mod scalar;
pub mod split;
pub mod strvals;
pub mod value;
pub mod version;
pub mod wrapped;

mod base64;
mod flags;
