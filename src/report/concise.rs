//! Findings as one line each, for editors and for `grep`.

use super::text::printable;
use crate::lint::outcome::Outcome;

/// `FILE:LINE:COLUMN: severity[rule] message`, a line per finding.
pub fn report(outcome: &Outcome) -> String {
    let mut out = String::new();
    for finding in &outcome.findings {
        let Some(place) = outcome.place(finding.location) else { continue };
        out.push_str(&format!(
            "{}:{}:{}: {}[{}] {}\n",
            printable(place.file),
            place.start.line,
            place.start.column,
            finding.severity.word(),
            finding.rule,
            printable(&finding.message)
        ));
    }
    out
}
