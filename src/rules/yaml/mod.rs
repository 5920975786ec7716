//! How Helm reads the file.

pub mod duplicate_key;
