//! Upgrades: the way from one chart version to another, and what is said about it.

pub mod path;
