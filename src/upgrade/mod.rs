//! Upgrades: the way from one chart version to another, what is found on it, and what becomes of a user's values.

pub mod adopt;
pub mod defaults;
pub mod meaning;
pub mod migrate;
pub mod path;
pub mod rebase;
pub mod runbook;
pub mod services;
pub mod text;
pub mod walk;
