//! Findings as JUnit XML: a test suite per file, a test per finding.

use std::collections::HashMap;

use crate::lint::finding::{Finding, Severity};
use crate::lint::outcome::Outcome;

/// The whole document. A finding at least as bad as `fail_on` is a failure, any other a passed test with output;
/// a file without findings is one passed test, because a report without tests counts as broken.
pub fn report(outcome: &Outcome, fail_on: Severity) -> String {
    let mut suites: Vec<(&str, Vec<&Finding>)> = outcome.files().into_iter().map(|file| (file, Vec::new())).collect();
    let mut indices: HashMap<&str, usize> =
        suites.iter().enumerate().map(|(index, (file, _))| (*file, index)).collect();
    for finding in &outcome.findings {
        let file = outcome.place(finding.location).map_or("", |place| place.file);
        let index = *indices.entry(file).or_insert(suites.len());
        match suites.get_mut(index) {
            Some((_, findings)) => findings.push(finding),
            None => suites.push((file, vec![finding])),
        }
    }
    let mut body = String::new();
    let (mut tests, mut failures) = (0, 0);
    for (file, findings) in &suites {
        let failed = findings.iter().filter(|finding| finding.severity <= fail_on).count();
        let count = findings.len().max(1);
        (tests, failures) = (tests + count, failures + failed);
        body.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{count}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\">\n",
            escaped(file)
        ));
        if findings.is_empty() {
            body.push_str(&format!("    <testcase name=\"no findings\" classname=\"{}\"/>\n", escaped(file)));
        }
        for finding in findings {
            body.push_str(&case(outcome, finding, file, finding.severity <= fail_on));
        }
        body.push_str("  </testsuite>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"smpgen lint\" tests=\"{tests}\" \
         failures=\"{failures}\" errors=\"0\">\n{body}</testsuites>\n"
    )
}

fn case(outcome: &Outcome, finding: &Finding, file: &str, fails: bool) -> String {
    let (mut name, mut at) = (finding.rule.to_owned(), String::new());
    if let Some(path) = &finding.path {
        name.push_str(&format!(" {path}"));
    }
    if let Some(place) = outcome.place(finding.location) {
        at = format!("{}:{}:{}: ", place.file, place.start.line, place.start.column);
    }
    let mut text = format!("{at}{}[{}] {}", finding.severity.word(), finding.rule, finding.message);
    for related in &finding.related {
        if let Some(place) = outcome.place(related.location) {
            text.push_str(&format!("\n{}:{}: {}", place.file, place.start.line, related.message));
        }
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let text = escaped(&text);
    let inside = match fails {
        true => {
            let (message, kind) = (escaped(&finding.message), finding.severity.word());
            format!("<failure message=\"{message}\" type=\"{kind}\">{text}</failure>")
        }
        false => format!("<system-out>{text}</system-out>"),
    };
    let (name, class) = (escaped(&name), escaped(file));
    format!("    <testcase name=\"{name}\" classname=\"{class}\">{inside}</testcase>\n")
}

/// `text` for XML 1.0, in an attribute or between tags: what XML forbids, even as a reference, is dropped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // In an attribute a reader would make blanks of them.
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_dropped() {
        assert_eq!(escaped("a<b>&\"'\u{0}\u{1B}[31m\u{9B}\u{FFFF}\n"), "a&lt;b&gt;&amp;&quot;&apos;[31m&#10;");
    }
}
