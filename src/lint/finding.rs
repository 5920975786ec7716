//! What a rule reports: one primary place, related places, what to do, and perhaps a fix.

use serde::{Deserialize, Serialize};

use super::fix::Fix;
use crate::helm::value::LayerId;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

/// How bad a finding is. `Error` sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Will not render, install, connect or stay up, or loses data or a whole written block.
    Error,
    /// Likely wrong or risky.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word for it, as people write it in flags and files.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// Bytes in the text of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    pub layer: LayerId,
    pub span: Span,
}

/// Another place that belongs to a finding, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub location: Location,
    pub message: String,
}

/// One hit of one rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Id of the rule.
    pub rule: &'static str,
    pub severity: Severity,
    /// One sentence without a final period; names in backticks. Never holds a secret.
    pub message: String,
    /// The key path it is about; none for a finding about a whole file or line.
    pub path: Option<KeyPath>,
    pub location: Location,
    pub related: Vec<Related>,
    /// What to do about it.
    pub help: Option<String>,
    pub fix: Option<Fix>,
}

impl Finding {
    /// The same finding about `path`.
    pub fn path(mut self, path: &KeyPath) -> Finding {
        self.path = Some(path.clone());
        self
    }

    /// The same finding at another severity than its rule's own.
    pub fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// With another place, and what stands there.
    pub fn related(mut self, location: Location, message: impl Into<String>) -> Finding {
        self.related.push(Related { location, message: message.into() });
        self
    }

    /// With what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// With edits that remove it.
    pub fn fix(mut self, fix: Fix) -> Finding {
        self.fix = Some(fix);
        self
    }
}

/// Where rules put what they find.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// All of them, in the order in which they were found.
    pub fn into_vec(self) -> Vec<Finding> {
        self.0
    }
}
