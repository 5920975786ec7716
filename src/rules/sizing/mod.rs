//! Resources of containers, heaps in them, and profiles against what they have to carry.

pub mod conflicting_heap_settings;
pub mod cpu_limit_set;
pub mod figure;
pub mod flat_tier;
pub mod heap_exceeds_limit;
pub mod heap_headroom_low;
mod heap_setting;
pub mod heap_unit_mismatch;
pub mod invalid_quantity;
pub mod looker_memory_low;
pub mod memory_request_below_limit;
pub mod mongo_cache_mismatch;
pub mod pod_exceeds_node;
pub mod profile_below_workload;
pub mod request_exceeds_limit;
pub mod suspicious_quantity;
pub mod unsized_service;
