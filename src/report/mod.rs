//! What commands print: tables and findings in every format. Strings in, strings out.

pub mod concise;
pub mod diff;
pub mod json;
pub mod snippet;
pub mod table;
