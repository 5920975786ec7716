//! What commands print: tables and findings in every format. Strings in, strings out.

pub mod concise;
pub mod diff;
pub mod fingerprint;
pub mod fix_lines;
pub mod format;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod page;
pub mod place;
pub mod sarif;
pub mod shown;
pub mod snippet;
pub mod source_view;
pub mod table;
pub mod text;
pub mod way;
