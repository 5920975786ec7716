//! How Helm reads the file.

pub mod duplicate_key;
pub mod invalid_yaml;
