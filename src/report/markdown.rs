//! Findings as a comment on a pull request.

use std::collections::HashMap;

use super::place::relative;
use super::text::{counted, printable, summary};
use crate::lint::finding::{Finding, Severity};
use crate::lint::outcome::Outcome;

/// The first line, by which a job finds its own comment again.
pub const MARKER: &str = "<!-- smpgen lint -->";

/// Largest comment that GitHub takes has 65,536 characters; GitLab takes more. In bytes, to be safe.
const LARGEST: usize = 60_000;

/// A heading with the summary, then a table per file with errors first. What makes it too long for a comment is
/// counted and left out.
pub fn report(outcome: &Outcome, directory: &str) -> String {
    let mut out = format!("{MARKER}\n### smpgen lint: {}\n", summary(outcome));
    let mut files: Vec<(&str, Vec<&Finding>)> = Vec::new();
    let mut indices: HashMap<&str, usize> = HashMap::new();
    for finding in &outcome.findings {
        let file = outcome.place(finding.location).map_or("", |place| place.file);
        let index = *indices.entry(file).or_insert(files.len());
        match files.get_mut(index) {
            Some((_, findings)) => findings.push(finding),
            None => files.push((file, vec![finding])),
        }
    }
    let mut left = outcome.findings.len();
    'files: for (file, findings) in &mut files {
        findings.sort_by_key(|finding| finding.severity);
        let head = format!(
            "\n#### {}\n\n| line | | rule | finding |\n| --: | --- | --- | --- |\n",
            code(relative(file, directory))
        );
        let mut headed = false;
        for finding in findings.iter() {
            let row = row(outcome, finding, directory);
            if out.len() + head.len() + row.len() > LARGEST {
                break 'files;
            }
            if !headed {
                out.push_str(&head);
                headed = true;
            }
            out.push_str(&row);
            left -= 1;
        }
    }
    if left > 0 {
        out.push_str(&format!("\n{} not shown here.\n", counted(left, "more finding")));
    }
    out
}

fn row(outcome: &Outcome, finding: &Finding, directory: &str) -> String {
    let line = outcome.place(finding.location).map_or(String::new(), |place| place.start.line.to_string());
    let mark = match finding.severity {
        Severity::Error => "❌ error",
        Severity::Warning => "⚠️ warning",
        Severity::Info => "ℹ️ info",
    };
    let mut text = inline(&finding.message);
    for related in &finding.related {
        if let Some(place) = outcome.place(related.location) {
            let file = relative(place.file, directory);
            let place = code(&format!("{file}:{}", place.start.line));
            text.push_str(&format!("<br>{place}: {}", inline(&related.message)));
        }
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("<br>_help:_ {}", inline(help)));
    }
    format!("| {line} | {mark} | {} | {text} |\n", code(finding.rule))
}

/// A text with names in backticks: these become code, everything else plain text.
fn inline(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd backtick is one of the text.
    let paired = parts.len() % 2 == 1;
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        let last_is_odd = !paired && index + 1 == parts.len();
        if index % 2 == 1 && !last_is_odd {
            out.push_str(&code(part));
        } else {
            if last_is_odd {
                out.push_str("&#96;");
            }
            out.push_str(&escaped(part));
        }
    }
    out
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<code>{}</code>", escaped(text)) }
}

/// `text` without any meaning for Markdown or HTML: no markup, link, mention, reference or cell ends in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = printable(text);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '&' | '<' | '>' | '"' | '\'' | '|' | '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '@' | '#' | '!' | '$' => {
                out.push_str(&format!("&#{};", u32::from(character)));
            }
            // `https://…` and `www.…` become links by themselves, `:x:` a picture.
            ':' if characters.peek().is_some_and(|next| *next != ' ') => out.push_str("&#58;"),
            other => out.push(other),
        }
    }
    out.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_break_out_of_their_cell() {
        assert_eq!(inline("`a_b` is | bad"), "<code>a&#95;b</code> is &#124; bad");
        assert_eq!(inline("`a` and ` one"), "<code>a</code> and &#96; one");
        for text in
            ["<img src=x>", "@team", "[a](b)", "a\nb", "#12", "https://x", "www.x.y", "`</code>`", "`|`", "\u{1B}"]
        {
            let shown = inline(text).replace("<code>", "").replace("</code>", "");
            assert!(!shown.contains(['<', '>', '@', '[', '|', '\n', '`', '\u{1B}']), "{shown}");
            assert!(!shown.contains("://") && !shown.contains("www."), "{shown}");
        }
    }
}
