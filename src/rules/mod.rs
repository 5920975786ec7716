//! Every rule, in one explicit slice. A rule is a file `<family>/<rule>.rs` with its page beside it.

pub mod datastores;
pub mod keys;
pub mod layering;
pub mod modules;
pub mod network;
pub mod resilience;
pub mod scaling;
pub mod secrets;
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
    resilience::colocated_redis_members::RULE,
    sizing::conflicting_heap_settings::RULE,
    sizing::cpu_limit_set::RULE,
    datastores::dashboard_redis_mismatch::RULE,
    datastores::dead_timescaledb_block::RULE,
    modules::disagreeing_module_flags::RULE,
    resilience::dr_drift::RULE,
    resilience::dr_in_cluster_datastore::RULE,
    resilience::dr_unmovable_endpoint::RULE,
    resilience::drain_blocking_disruption_budget::RULE,
    yaml::duplicate_key::RULE,
    secrets::duplicate_license_source::RULE,
    modules::empty_module_selection::RULE,
    waiver::expired_waiver::RULE,
    datastores::fcv_job_on_external_mongo::RULE,
    modules::feature_flag_group_override::RULE,
    sizing::flat_tier::RULE,
    storage::grown_volume::RULE,
    datastores::half_configured_tls::RULE,
    sizing::heap_exceeds_limit::RULE,
    sizing::heap_headroom_low::RULE,
    sizing::heap_unit_mismatch::RULE,
    datastores::host_without_port::RULE,
    yaml::ignored_content::RULE,
    datastores::ignored_external_settings::RULE,
    storage::immutable_statefulset_change::RULE,
    scaling::implicit_replica_bounds::RULE,
    network::incomplete_airgap_setup::RULE,
    datastores::incomplete_credentials::RULE,
    network::incomplete_gateway_api::RULE,
    modules::incomplete_looker_setup::RULE,
    datastores::incomplete_mongo_options::RULE,
    secrets::incomplete_vault_loader::RULE,
    resilience::inconsistent_dr_flags::RULE,
    datastores::inconsistent_object_store::RULE,
    scaling::ineffective_autoscaling_disable::RULE,
    layering::ineffective_clear::RULE,
    keys::ineffective_key::RULE,
    modules::ineffective_module_flag::RULE,
    datastores::ineffective_sslmode::RULE,
    network::ingress_and_istio::RULE,
    network::ingress_tls_mismatch::RULE,
    network::ingress_without_controller::RULE,
    network::internal_host_not_routed::RULE,
    scaling::invalid_autoscaling_target::RULE,
    keys::invalid_enum_value::RULE,
    network::invalid_public_url::RULE,
    sizing::invalid_quantity::RULE,
    secrets::invalid_secret_reference::RULE,
    datastores::invalid_srv_host::RULE,
    waiver::invalid_waiver::RULE,
    yaml::invalid_yaml::RULE,
    scaling::inverted_replica_bounds::RULE,
    yaml::invisible_character::RULE,
    upgrade::legacy_chart_name::RULE,
    layering::list_replaces_default::RULE,
    secrets::literal_secret::RULE,
    sizing::looker_memory_low::RULE,
    datastores::malformed_extra_args::RULE,
    datastores::malformed_host::RULE,
    upgrade::manual_step_required::RULE,
    layering::map_scalar_conflict::RULE,
    sizing::memory_request_below_limit::RULE,
    scaling::memory_target_without_signal::RULE,
    upgrade::migration_volume_too_small::RULE,
    keys::misplaced_key::RULE,
    resilience::missing_backup_plan::RULE,
    datastores::missing_external_host::RULE,
    yaml::missing_final_newline::RULE,
    secrets::missing_image_pull_secret::RULE,
    modules::missing_license::RULE,
    upgrade::missing_migration_ack::RULE,
    storage::missing_storage_class::RULE,
    sizing::mongo_cache_mismatch::RULE,
    keys::moved_key::RULE,
    datastores::nonstandard_postgres_port::RULE,
    layering::null_override::RULE,
    datastores::object_store_missing::RULE,
    datastores::onprem_disabled::RULE,
    upgrade::pinned_image::RULE,
    keys::placeholder_value::RULE,
    sizing::pod_exceeds_node::RULE,
    keys::premature_key::RULE,
    resilience::profile_architecture_mismatch::RULE,
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
    resilience::scaled_in_memory_log_stream::RULE,
    layering::shadowed_value::RULE,
    storage::shrunk_volume::RULE,
    resilience::single_replica_in_ha_architecture::RULE,
    upgrade::skipped_required_stop::RULE,
    datastores::spec_mismatch::RULE,
    datastores::surplus_host::RULE,
    yaml::surprising_merge_key::RULE,
    sizing::suspicious_quantity::RULE,
    yaml::trailing_whitespace::RULE,
    upgrade::unconfirmed_feature_compatibility::RULE,
    upgrade::unconfirmed_migration::RULE,
    datastores::undeclared_datastore_prerequisites::RULE,
    storage::undersized_volume::RULE,
    keys::unknown_key::RULE,
    keys::unknown_module::RULE,
    keys::unknown_service::RULE,
    upgrade::unpinned_postgres_image::RULE,
    network::unreachable_installation::RULE,
    network::unrouted_public_host::RULE,
    sizing::unsized_service::RULE,
    storage::unsnapshottable_storage::RULE,
    datastores::unsupported_datastore_version::RULE,
    upgrade::unsupported_kubernetes_version::RULE,
    datastores::unsupported_redis_topology::RULE,
    layering::untyped_set_value::RULE,
    waiver::unused_waiver::RULE,
    scaling::unwanted_global_autoscaling::RULE,
    secrets::url_unsafe_password::RULE,
    modules::values_for_disabled_module::RULE,
    secrets::vault_loader_with_in_cluster_store::RULE,
    layering::wrong_layer_order::RULE,
    resilience::wrong_member_count::RULE,
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
