//! From one chart version or profile to another: what becomes of a user's values.

pub mod adopt;
pub mod meaning;
pub mod migrate;
pub mod rebase;
pub mod text;
