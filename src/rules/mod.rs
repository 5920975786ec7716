//! Every rule, in one explicit slice. A rule is a file `<family>/<rule>.rs` with its page beside it.

pub mod scaling;
pub mod waiver;
pub mod yaml;

use crate::helm::chain::ChainError;
use crate::lint::finding::{Finding, Location};
use crate::lint::rule::Rule;

/// All rules, sorted by id. A test holds the order, and that every page is complete and its examples run.
pub const ALL: &[Rule] = &[
    yaml::duplicate_key::RULE,
    waiver::expired_waiver::RULE,
    waiver::invalid_waiver::RULE,
    yaml::invalid_yaml::RULE,
    scaling::replica_floor_below_count::RULE,
    waiver::unused_waiver::RULE,
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
