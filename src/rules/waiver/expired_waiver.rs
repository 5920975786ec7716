//! A waiver whose last day has passed.

use super::nothing;
use crate::lint::finding::Severity;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "expired-waiver",
    family: "waiver",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("expired_waiver.md"),
    check: nothing,
};
