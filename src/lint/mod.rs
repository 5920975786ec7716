//! The linter's engine: what rules see, what they report, and what becomes of it.

pub mod charts;
pub mod context;
pub mod edits;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod outcome;
pub mod removal;
pub mod replaced;
pub mod rule;
pub mod scalars;
pub mod unit;
pub mod walk;
