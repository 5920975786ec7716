//! A waiver on whose line nothing is found that it waives.

use super::nothing;
use crate::lint::finding::Severity;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "unused-waiver",
    family: "waiver",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("unused_waiver.md"),
    check: nothing,
};
