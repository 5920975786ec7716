//! The linter's engine: what rules see, what they report, and what becomes of it.

pub mod context;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod rule;
pub mod unit;
