//! Lines that end in blanks.

use crate::helm::read::Note;
use crate::lint::context::{Context, File};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::edit::Edit;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, Style};

pub const RULE: Rule = Rule {
    id: "trailing-whitespace",
    family: "yaml",
    severity: Severity::Info,
    fixable: true,
    versions: "",
    page: include_str!("trailing_whitespace.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for file in cx.files() {
        let source = &file.layer.source;
        let mut kept = kept(&file).into_iter().peekable();
        for number in 1..=source.position(source.text().len()).line {
            let line = source.line_span(number);
            let text = source.slice(line);
            let trimmed = text.trim_end_matches([' ', '\t']);
            while kept.next_if(|span| span.end <= line.start).is_some() {}
            let is_content = kept.peek().is_some_and(|span| span.start <= line.start && line.start < span.end);
            // A blank behind a backslash is escaped in a double-quoted text.
            if trimmed.len() == text.len() || is_content || trimmed.ends_with('\\') {
                continue;
            }
            let span = Span::new(line.start + trimmed.len(), line.end);
            let fix = Fix::safe("remove the blanks", file.layer.id, vec![Edit::remove(span)]);
            out.push(RULE.at(file.at(span), "the line ends in blanks").help("remove them").fix(fix));
        }
    }
}

/// The bodies of block scalars, in which blanks are content, and what Helm does not read: sorted, whole lines.
fn kept(file: &File) -> Vec<Span> {
    let text = file.layer.source.text();
    let mut kept = Vec::new();
    for (_, node) in file.reading.tree.nodes() {
        if let Kind::Scalar { style: Style::Literal | Style::Folded, .. } = node.kind {
            let behind =
                |at: usize| text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end + 1);
            let start = behind(node.span.start);
            let mut end = behind(node.span.end).max(start);
            // Blank lines behind the text may still belong to it.
            for line in text.get(end..).unwrap_or("").split_inclusive('\n').take_while(|line| line.trim().is_empty()) {
                end += line.len();
            }
            kept.push(Span::new(start, end));
        }
    }
    for note in &file.reading.notes {
        if let Note::IgnoredDocuments { span, error: Some(_) } | Note::IgnoredContent { span } = note {
            kept.push(*span);
        }
    }
    kept.sort_unstable();
    kept
}
