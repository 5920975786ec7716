//! The linter's engine: what rules see, what they report, and what becomes of it.

pub mod absent;
pub mod autoscaling;
pub mod context;
pub mod edits;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod insert;
pub mod outcome;
pub mod removal;
pub mod rule;
pub mod secret_source;
pub mod switched_off;
pub mod unit;
pub mod walk;
