//! A rule: an id, a severity, a page, and a check.

use super::context::Context;
use super::finding::{Finding, Findings, Location, Severity};

/// One check. Rules are constants in one explicit slice, `rules::ALL`.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Kebab-case, names the problem, never reused.
    pub id: &'static str,
    pub family: &'static str,
    /// What its findings are unless one says otherwise.
    pub severity: Severity,
    /// Whether any of its findings carries a fix.
    pub fixable: bool,
    /// Chart versions for which it can fire, as a window (`0.23.0..`); empty for all.
    pub versions: &'static str,
    /// The page that `explain` prints.
    pub page: &'static str,
    pub check: fn(&Context, &mut Findings),
}

impl Rule {
    /// A finding of this rule at `location`.
    pub fn at(&self, location: Location, message: impl Into<String>) -> Finding {
        Finding {
            rule: self.id,
            severity: self.severity,
            message: message.into(),
            path: None,
            location,
            related: Vec::new(),
            help: None,
            fix: None,
        }
    }
}
