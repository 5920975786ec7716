//! How Helm reads the file.

pub mod coerced_key;
pub mod coerced_scalar;
pub mod duplicate_key;
pub mod ignored_content;
pub mod invalid_yaml;
pub mod invisible_character;
pub mod missing_final_newline;
pub mod release_dump_header;
pub mod surprising_merge_key;
pub mod trailing_whitespace;
