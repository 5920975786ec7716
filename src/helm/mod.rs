//! What Helm does with values: reading, merging, coalescing, and its command line.

pub mod value;
