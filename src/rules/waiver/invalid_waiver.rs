//! A comment to smpgen that is not written as a waiver is, and so waives nothing.

use super::nothing;
use crate::lint::finding::Severity;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "invalid-waiver",
    family: "waiver",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("invalid_waiver.md"),
    check: nothing,
};
