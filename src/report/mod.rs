//! What commands print: tables now, findings later. Strings in, strings out.

pub mod snippet;
pub mod table;
