//! Findings as annotations of a GitHub workflow: commands on standard output.

use super::place::relative;
use super::text::printable;
use crate::helm::chain::LayerKind;
use crate::lint::finding::{Finding, Severity};
use crate::lint::outcome::Outcome;

/// `::error file=…,line=…,title=…::message`, a line per finding; nothing for none.
///
/// A finding in a flag has no file. Columns are given for places on one line only, as GitHub wants it.
pub fn report(outcome: &Outcome, directory: &str) -> String {
    outcome.findings.iter().map(|finding| annotation(outcome, finding, directory)).collect()
}

fn annotation(outcome: &Outcome, finding: &Finding, directory: &str) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    let mut message = String::new();
    if let (Some(place), Some(layer)) = (outcome.place(finding.location), outcome.layer(finding.location)) {
        if layer.kind == LayerKind::File {
            properties.push(("file", relative(place.file, directory).to_owned()));
            properties.push(("line", place.start.line.to_string()));
            properties.push(("endLine", place.end.line.to_string()));
            if place.start.line == place.end.line {
                properties.push(("col", place.start.column.to_string()));
                properties.push(("endColumn", place.end.column.to_string()));
            }
        } else {
            message = format!("{}: ", place.file);
        }
    }
    properties.push(("title", finding.rule.to_owned()));
    message.push_str(&finding.message);
    for related in &finding.related {
        if let Some(place) = outcome.place(related.location) {
            message.push_str(&format!("\n{}:{}: {}", place.file, place.start.line, related.message));
        }
    }
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{command} {}::{}\n", properties.join(","), data(&message))
}

/// A message: `%` and line breaks would end or change the command.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| printable(line.trim_end_matches('\r'))).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// A value of a property, in which `:` and `,` mean something too. Line breaks are part of a file's name.
fn property(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    printable(&text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_is_escaped() {
        assert_eq!(data("100% a\r\n::error::b\u{1B}"), "100%25 a%0A::error::b?");
        assert_eq!(property("a,b:c%\r\n.yaml"), "a%2Cb%3Ac%25%0D%0A.yaml");
    }
}
