//! Findings as JSON: a contract, only ever added to.

use serde_json::{Value, json};

use super::text::json_text;
use super::way;
use crate::lint::finding::{Finding, Location, Severity};
use crate::lint::outcome::Outcome;

/// The whole outcome as one JSON document, ended by a line break.
pub fn report(outcome: &Outcome) -> String {
    let findings: Vec<Value> = outcome.findings.iter().map(|finding| item(outcome, finding)).collect();
    let mut document = json!({
        "version": 1,
        "smpgen": env!("CARGO_PKG_VERSION"),
        "chart_version": outcome.chart_version,
        "profile": outcome.profile,
        "architecture": outcome.architecture,
        "files": outcome.files(),
        "findings": null,
        "summary": {
            "error": outcome.count(Severity::Error),
            "warning": outcome.count(Severity::Warning),
            "info": outcome.count(Severity::Info),
            "waived": outcome.waived,
        },
    });
    // To name them above would copy them all.
    document["findings"] = Value::Array(findings);
    if let Some(way) = &outcome.way {
        for (key, value) in way::json(way) {
            document[key] = value;
        }
    }
    json_text(&document)
}

fn item(outcome: &Outcome, finding: &Finding) -> Value {
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|related| json!({"message": related.message, "location": place(outcome, related.location)}))
        .collect();
    let fix = finding.fix.as_ref().map(|fix| json!({"safety": fix.safety, "title": fix.title}));
    json!({
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "path": finding.path.as_ref().map(ToString::to_string),
        "location": place(outcome, finding.location),
        "related": related,
        "help": finding.help,
        "fix": fix,
    })
}

fn place(outcome: &Outcome, location: Location) -> Value {
    match outcome.place(location) {
        Some(place) => json!({
            "file": place.file,
            "line": place.start.line,
            "column": place.start.column,
            "end_line": place.end.line,
            "end_column": place.end.column,
        }),
        None => Value::Null,
    }
}
