//! What a check of an upgrade comes to beside its findings: the stops, and whether each may be gone to.

use serde_json::Value as Json;

use super::finding::{Finding, Severity};

/// The way of an upgrade with what was found on it.
#[derive(Clone, Debug)]
pub struct Way {
    pub from: String,
    pub to: String,
    /// The last one is the target.
    pub stops: Vec<WayStop>,
    /// Findings about the whole step from `from` to `to`, by their place in the outcome.
    pub whole: Vec<usize>,
    pub verdict: Verdict,
    /// Defaults that differ and that no layer sets, the riskiest first.
    pub defaults: Vec<NewDefault>,
    /// Whether reports for people list them.
    pub list_defaults: bool,
}

/// One stop.
#[derive(Clone, Debug)]
pub struct WayStop {
    pub version: String,
    /// All versions that will do.
    pub range: String,
    /// Ids of the gates that ask for it.
    pub gates: Vec<String>,
    pub why: Vec<String>,
    /// What must be true before going on.
    pub finish: Vec<String>,
    /// Services that this chart has and the one before has not.
    pub appear: Vec<String>,
    /// Services that leave the chart.
    pub vanish: Vec<String>,
    pub verdict: Verdict,
    /// Findings that come up here first, by their place in the outcome.
    pub findings: Vec<usize>,
}

/// Whether an upgrade may be made. `Blocked` sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Blocked,
    Warnings,
    Clear,
}

impl Verdict {
    /// Blocked by a finding at least as bad as `fail_on`; with warnings where there are any.
    pub fn of<'f>(findings: impl Iterator<Item = &'f Finding>, fail_on: Severity) -> Verdict {
        let worst = findings.map(|finding| finding.severity).min();
        match worst {
            Some(worst) if worst <= fail_on => Verdict::Blocked,
            Some(worst) if worst <= Severity::Warning => Verdict::Warnings,
            _ => Verdict::Clear,
        }
    }

    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Blocked => "blocked",
            Verdict::Warnings => "allowed with warnings",
            Verdict::Clear => "clear",
        }
    }
}

/// A default that an upgrade changes.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDefault {
    pub path: String,
    /// None where the key is new.
    pub before: Option<Json>,
    /// None where the key is gone.
    pub after: Option<Json>,
    /// high, medium or low.
    pub risk: &'static str,
}
