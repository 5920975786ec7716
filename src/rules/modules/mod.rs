//! Which modules run, and what they need.

pub mod disagreeing_module_flags;
pub mod empty_module_selection;
pub mod feature_flag_group_override;
pub mod incomplete_looker_setup;
pub mod ineffective_module_flag;
pub mod missing_license;
pub mod values_for_disabled_module;
