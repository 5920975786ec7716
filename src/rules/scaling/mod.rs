//! How services scale.

pub mod autoscaling_without_target;
pub mod implicit_replica_bounds;
pub mod ineffective_autoscaling_disable;
pub mod invalid_autoscaling_target;
pub mod inverted_replica_bounds;
pub mod memory_target_without_signal;
pub mod replica_count_ignored;
pub mod replica_floor_below_count;
pub mod unwanted_global_autoscaling;

use crate::lint::context::Context;
use crate::lint::fix::Fix;
use crate::yaml::path::KeyPath;

/// The switch that rules all services.
fn global_switch() -> KeyPath {
    KeyPath::of(["global", "autoscaling", "enabled"])
}

/// Switches autoscaling off for all services; those with an `autoscaling.enabled: true` of their own keep it.
fn switch_off(cx: &Context) -> Option<Fix> {
    crate::lint::edits::set(cx, "set `global.autoscaling.enabled: false`", &global_switch(), "false")
}
