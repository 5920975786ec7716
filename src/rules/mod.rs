//! Every rule, in one explicit slice. A rule is a file `<family>/<rule>.rs` with its page beside it.

pub mod keys;
pub mod scaling;
pub mod yaml;

use crate::helm::chain::ChainError;
use crate::lint::finding::{Finding, Location};
use crate::lint::rule::Rule;

/// All rules, sorted by id. A test holds the order, and that every page is complete and its examples run.
pub const ALL: &[Rule] = &[
    yaml::duplicate_key::RULE,
    keys::ineffective_key::RULE,
    keys::invalid_enum_value::RULE,
    keys::misplaced_key::RULE,
    keys::moved_key::RULE,
    keys::placeholder_value::RULE,
    keys::premature_key::RULE,
    keys::quoted_boolean::RULE,
    keys::removed_key::RULE,
    scaling::replica_floor_below_count::RULE,
    keys::unknown_key::RULE,
    keys::unknown_module::RULE,
    keys::unknown_service::RULE,
    keys::wrong_type::RULE,
];

/// The finding for a layer that Helm refuses: nothing else can be said of its unit.
pub fn refused(error: &ChainError) -> Finding {
    let location = Location { layer: error.layer, span: error.error.span };
    yaml::invalid_yaml::RULE.at(location, error.error.message.clone()).help(error.error.help.clone())
}
