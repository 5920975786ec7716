//! The linter's engine: what rules see, what they report, and what becomes of it.

pub mod baseline;
pub mod context;
pub mod date;
pub mod edits;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod fixing;
pub mod outcome;
pub mod proof;
pub mod rule;
pub mod unit;
pub mod waiver;
pub mod walk;
