//! Every rule, in one explicit slice. A rule is a file `<family>/<rule>.rs` with its page beside it.

pub mod scaling;
pub mod sizing;
pub mod storage;
pub mod yaml;

use crate::helm::chain::ChainError;
use crate::lint::finding::{Finding, Location};
use crate::lint::rule::Rule;

/// All rules, sorted by id. A test holds the order, and that every page is complete and its examples run.
pub const ALL: &[Rule] = &[
    sizing::conflicting_heap_settings::RULE,
    sizing::cpu_limit_set::RULE,
    yaml::duplicate_key::RULE,
    sizing::flat_tier::RULE,
    sizing::heap_exceeds_limit::RULE,
    sizing::heap_headroom_low::RULE,
    sizing::heap_unit_mismatch::RULE,
    sizing::invalid_quantity::RULE,
    yaml::invalid_yaml::RULE,
    sizing::looker_memory_low::RULE,
    sizing::memory_request_below_limit::RULE,
    storage::missing_storage_class::RULE,
    sizing::mongo_cache_mismatch::RULE,
    sizing::pod_exceeds_node::RULE,
    sizing::profile_below_workload::RULE,
    scaling::replica_floor_below_count::RULE,
    sizing::request_exceeds_limit::RULE,
    sizing::suspicious_quantity::RULE,
    storage::undersized_volume::RULE,
    sizing::unsized_service::RULE,
    storage::unsnapshottable_storage::RULE,
];

/// The finding for a layer that Helm refuses: nothing else can be said of its unit.
pub fn refused(error: &ChainError) -> Finding {
    let location = Location { layer: error.layer, span: error.error.span };
    yaml::invalid_yaml::RULE.at(location, error.error.message.clone()).help(error.error.help.clone())
}
