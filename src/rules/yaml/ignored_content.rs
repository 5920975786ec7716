//! Content that Helm never reads: behind the end of the first mapping, or in a further document.

use crate::helm::read::Note;
use crate::helm::version::HelmVersion;
use crate::lint::context::{Context, File};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "ignored-content",
    family: "yaml",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("ignored_content.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for file in cx.files() {
        for note in &file.reading.notes {
            let (span, message, help) = match note {
                Note::IgnoredContent { span } => (
                    *span,
                    format!(
                        "Helm drops {} from here on: the first key is indented and this line is not",
                        lines(&file, *span)
                    ),
                    "give all keys of the file the same indentation",
                ),
                Note::IgnoredDocuments { span, .. } if is_new_document(&file, *span) => {
                    let declared = cx.declared.helm == Some(HelmVersion::V3);
                    let severity = if declared { Severity::Error } else { Severity::Warning };
                    let span = first_line(&file, *span);
                    out.push(
                        RULE.at(
                            file.at(span),
                            "Helm 3 reads the first document only and drops this one, Helm 4 merges it",
                        )
                        .severity(severity)
                        .help("put all values into one document, or into files of their own"),
                    );
                    continue;
                }
                Note::IgnoredDocuments { span, .. } => (
                    *span,
                    format!("Helm drops {} behind the `...` that ends the document", lines(&file, *span)),
                    "remove the `...` line",
                ),
                Note::CollidingKeys(_) | Note::HelmHeading { .. } => continue,
            };
            out.push(RULE.at(file.at(first_line(&file, span)), message).help(help));
        }
    }
}

/// Whether a `---` line, and not only `...`, stands before the ignored part or opens it.
fn is_new_document(file: &File, ignored: Span) -> bool {
    let text = file.layer.source.text();
    let marker = |line: &&str| line.starts_with("---") || line.starts_with("...");
    let slice = file.layer.source.slice(ignored);
    let first = slice.lines().find(|line| is_content(line)).unwrap_or_default();
    if first.starts_with("---") || first.starts_with('%') {
        return true;
    }
    if first.starts_with("...") {
        return slice.lines().filter(|line| is_content(line)).nth(1).is_some_and(|line| line.starts_with("---"));
    }
    let before = text.get(..ignored.start).unwrap_or("");
    before.lines().rev().find(marker).is_some_and(|line| line.starts_with("---"))
}

/// The first line with content, as far as it goes.
fn first_line(file: &File, span: Span) -> Span {
    let mut start = span.start;
    for line in file.layer.source.slice(span).split_inclusive('\n') {
        if is_content(line) {
            let indent = line.len() - line.trim_start().len();
            return Span::new(start + indent, start + line.trim_end().len());
        }
        start += line.len();
    }
    span
}

fn lines(file: &File, span: Span) -> String {
    match file.layer.source.slice(span).lines().filter(|line| is_content(line) && !line.starts_with("...")).count() {
        0 | 1 => "this line".to_owned(),
        count => format!("{count} lines"),
    }
}

fn is_content(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}
