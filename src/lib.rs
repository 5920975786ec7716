//! smpgen: renders, lints and checks Helm values of the Harness Self-Managed Platform.

pub mod args;
pub mod catalog;
pub mod commands;
pub mod edit;
pub mod error;
pub mod glob;
pub mod heap;
pub mod helm;
pub mod leaf;
pub mod lint;
pub mod mask;
pub mod plan;
pub mod quantity;
pub mod render;
pub mod report;
pub mod rules;
pub mod spec;
pub mod suggest;
pub mod upgrade;
pub mod yaml;

pub use commands::run;
