//! The linter's engine: what rules see, what they report, and what becomes of it.

pub mod absent;
pub mod autoscaling;
pub mod charts;
pub mod cluster;
pub mod context;
pub mod edits;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod insert;
pub mod leaf_removal;
pub mod outcome;
pub mod relocate;
pub mod removal;
pub mod replaced;
pub mod rewrite;
pub mod rule;
pub mod scalars;
pub mod secret_source;
pub mod switched_off;
pub mod switches;
pub mod unit;
pub mod walk;
pub mod written;
pub mod written_scalars;
