//! The linter's engine: what rules see, what they report, and what becomes of it.

pub mod context;
pub mod edits;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod outcome;
pub mod relocate;
pub mod rule;
pub mod unit;
pub mod walk;
pub mod written;
