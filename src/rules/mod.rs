//! Every rule, in one explicit slice. A rule is a file `<family>/<rule>.rs` with its page beside it.

pub mod scaling;
pub mod yaml;

use crate::lint::rule::Rule;

/// All rules, sorted by id. A test holds the order, and that every page is complete and its examples run.
pub const ALL: &[Rule] = &[yaml::duplicate_key::RULE, scaling::replica_floor_below_count::RULE];
