//! Findings as a code quality report of GitLab.

use serde_json::{Value, json};

use super::fingerprint::fingerprints;
use super::place::relative;
use super::text::{json_text, printable};
use crate::lint::finding::Severity;
use crate::lint::outcome::Outcome;

/// A JSON list with an entry per finding; empty for none. Fingerprints hold no line numbers and are unique.
pub fn report(outcome: &Outcome, directory: &str) -> String {
    let mut entries: Vec<Value> = Vec::new();
    for (finding, fingerprint) in outcome.findings.iter().zip(fingerprints(outcome, directory)) {
        let Some(place) = outcome.place(finding.location) else { continue };
        let severity = match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        };
        let mut description = printable(&finding.message);
        if let Some(help) = &finding.help {
            description.push_str(&format!(" ({})", printable(help)));
        }
        entries.push(json!({
            "type": "issue",
            "check_name": finding.rule,
            "description": description,
            "severity": severity,
            "fingerprint": fingerprint,
            "location": {
                "path": relative(place.file, directory),
                "lines": {"begin": place.start.line, "end": place.end.line},
            },
        }));
    }
    json_text(&Value::Array(entries))
}
