//! The weights of the catalog as severities of findings.

use super::finding::Severity;
use crate::catalog::key_places::Level;

impl From<Level> for Severity {
    fn from(level: Level) -> Severity {
        match level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Info,
        }
    }
}
