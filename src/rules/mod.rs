//! Every rule, in one explicit slice. A rule is a file `<family>/<rule>.rs` with its page beside it.

pub mod datastores;
pub mod keys;
pub mod layering;
pub mod modules;
pub mod scaling;
pub mod sizing;
pub mod storage;
pub mod upgrade;
pub mod waiver;
pub mod yaml;

use crate::helm::chain::ChainError;
use crate::lint::finding::{Finding, Location};
use crate::lint::rule::Rule;

/// All rules, sorted by id. A test holds the order, and that every page is complete and its examples run.
pub const ALL: &[Rule] = &[
    scaling::autoscaling_without_target::RULE,
    upgrade::bypassed_upgrade_gate::RULE,
    upgrade::changed_chart_default::RULE,
    upgrade::chart_downgrade::RULE,
    yaml::coerced_key::RULE,
    yaml::coerced_scalar::RULE,
    sizing::conflicting_heap_settings::RULE,
    sizing::cpu_limit_set::RULE,
    datastores::dead_timescaledb_block::RULE,
    modules::disagreeing_module_flags::RULE,
    yaml::duplicate_key::RULE,
    modules::empty_module_selection::RULE,
    waiver::expired_waiver::RULE,
    modules::feature_flag_group_override::RULE,
    sizing::flat_tier::RULE,
    storage::grown_volume::RULE,
    sizing::heap_exceeds_limit::RULE,
    sizing::heap_headroom_low::RULE,
    sizing::heap_unit_mismatch::RULE,
    yaml::ignored_content::RULE,
    storage::immutable_statefulset_change::RULE,
    scaling::implicit_replica_bounds::RULE,
    modules::incomplete_looker_setup::RULE,
    scaling::ineffective_autoscaling_disable::RULE,
    layering::ineffective_clear::RULE,
    keys::ineffective_key::RULE,
    modules::ineffective_module_flag::RULE,
    scaling::invalid_autoscaling_target::RULE,
    keys::invalid_enum_value::RULE,
    sizing::invalid_quantity::RULE,
    waiver::invalid_waiver::RULE,
    yaml::invalid_yaml::RULE,
    scaling::inverted_replica_bounds::RULE,
    yaml::invisible_character::RULE,
    upgrade::legacy_chart_name::RULE,
    layering::list_replaces_default::RULE,
    sizing::looker_memory_low::RULE,
    upgrade::manual_step_required::RULE,
    layering::map_scalar_conflict::RULE,
    sizing::memory_request_below_limit::RULE,
    scaling::memory_target_without_signal::RULE,
    upgrade::migration_volume_too_small::RULE,
    keys::misplaced_key::RULE,
    yaml::missing_final_newline::RULE,
    modules::missing_license::RULE,
    upgrade::missing_migration_ack::RULE,
    storage::missing_storage_class::RULE,
    sizing::mongo_cache_mismatch::RULE,
    keys::moved_key::RULE,
    layering::null_override::RULE,
    upgrade::pinned_image::RULE,
    keys::placeholder_value::RULE,
    sizing::pod_exceeds_node::RULE,
    keys::premature_key::RULE,
    sizing::profile_below_workload::RULE,
    keys::quoted_boolean::RULE,
    layering::redundant_override::RULE,
    yaml::release_dump_header::RULE,
    keys::removed_key::RULE,
    scaling::replica_count_ignored::RULE,
    scaling::replica_floor_below_count::RULE,
    sizing::request_exceeds_limit::RULE,
    upgrade::reused_release_values::RULE,
    upgrade::scaled_in_datastore::RULE,
    layering::shadowed_value::RULE,
    storage::shrunk_volume::RULE,
    upgrade::skipped_required_stop::RULE,
    yaml::surprising_merge_key::RULE,
    sizing::suspicious_quantity::RULE,
    yaml::trailing_whitespace::RULE,
    upgrade::unconfirmed_feature_compatibility::RULE,
    upgrade::unconfirmed_migration::RULE,
    storage::undersized_volume::RULE,
    keys::unknown_key::RULE,
    keys::unknown_module::RULE,
    keys::unknown_service::RULE,
    upgrade::unpinned_postgres_image::RULE,
    sizing::unsized_service::RULE,
    storage::unsnapshottable_storage::RULE,
    upgrade::unsupported_kubernetes_version::RULE,
    layering::untyped_set_value::RULE,
    waiver::unused_waiver::RULE,
    scaling::unwanted_global_autoscaling::RULE,
    modules::values_for_disabled_module::RULE,
    layering::wrong_layer_order::RULE,
    keys::wrong_type::RULE,
];

/// The ids that an inline waiver may name: all but those about waivers themselves.
pub fn waivable() -> Vec<&'static str> {
    ALL.iter().filter(|rule| rule.family != "waiver").map(|rule| rule.id).collect()
}

/// The finding for a layer that Helm refuses: nothing else can be said of its unit.
pub fn refused(error: &ChainError) -> Finding {
    let location = Location { layer: error.layer, span: error.error.span };
    yaml::invalid_yaml::RULE.at(location, error.error.message.clone()).help(error.error.help.clone())
}
