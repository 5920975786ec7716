//! Every rule, in one explicit slice. A rule is a file `<family>/<rule>.rs` with its page beside it.

pub mod layering;
pub mod scaling;
pub mod yaml;

use crate::helm::chain::ChainError;
use crate::lint::finding::{Finding, Location};
use crate::lint::rule::Rule;

/// All rules, sorted by id. A test holds the order, and that every page is complete and its examples run.
pub const ALL: &[Rule] = &[
    yaml::coerced_key::RULE,
    yaml::coerced_scalar::RULE,
    yaml::duplicate_key::RULE,
    yaml::ignored_content::RULE,
    layering::ineffective_clear::RULE,
    yaml::invalid_yaml::RULE,
    yaml::invisible_character::RULE,
    layering::list_replaces_default::RULE,
    layering::map_scalar_conflict::RULE,
    yaml::missing_final_newline::RULE,
    layering::null_override::RULE,
    layering::redundant_override::RULE,
    yaml::release_dump_header::RULE,
    scaling::replica_floor_below_count::RULE,
    layering::shadowed_value::RULE,
    yaml::surprising_merge_key::RULE,
    yaml::trailing_whitespace::RULE,
    layering::untyped_set_value::RULE,
    layering::wrong_layer_order::RULE,
];

/// The finding for a layer that Helm refuses: nothing else can be said of its unit.
pub fn refused(error: &ChainError) -> Finding {
    let location = Location { layer: error.layer, span: error.error.span };
    yaml::invalid_yaml::RULE.at(location, error.error.message.clone()).help(error.error.help.clone())
}
