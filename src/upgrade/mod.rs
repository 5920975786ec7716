//! Upgrades: the way from one chart version to another, and what is found on it.

pub mod defaults;
pub mod path;
pub mod runbook;
pub mod walk;
