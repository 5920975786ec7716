//! Findings for people: annotated source, related places, help and the fix as a difference.

use std::collections::HashMap;

use annotate_snippets::renderer::{
    DEFAULT_EMPHASIS_STYLE, DEFAULT_ERROR_STYLE, DEFAULT_INFO_STYLE, DEFAULT_LINE_NUM_STYLE, DEFAULT_WARNING_STYLE,
    Renderer,
};
use annotate_snippets::{Group, Level};
use anstyle::{AnsiColor, Style};

use super::fix_lines::{FixLine, FixLines, fix_lines};
use super::shown::{Shown, shown_layers};
use super::source_view::{views, with_true_columns};
use super::table::{Align, table};
use super::text::{counted, printable, summary};
use crate::helm::chain::LayerKind;
use crate::helm::value::LayerId;
use crate::lint::finding::{Finding, Severity};
use crate::lint::fix::{Fix, Safety};
use crate::lint::outcome::Outcome;

/// How many findings of one rule are shown with their source; the rest of them are one line each.
const IN_FULL: usize = 10;

/// From how many findings on a table of rules stands before the summary.
const TABLE_FROM: usize = 10;

/// How many lines of a fix are shown.
const FIX_LINES: usize = 16;

/// Narrowest width that a line of source is cut to.
const NARROW: usize = 40;

/// The whole report, ended by the summary line. `color`: with the escapes of a terminal. `width`: its columns.
pub fn report(outcome: &Outcome, color: bool, width: usize) -> String {
    let paint = Paint { color, width: width.max(NARROW) };
    let shown = shown_layers(outcome);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut out = String::new();
    for finding in &outcome.findings {
        let count = counts.entry(finding.rule).or_default();
        *count += 1;
        if *count > IN_FULL {
            paint.short(&mut out, outcome, finding);
        } else {
            if out.ends_with('\n') && !out.ends_with("\n\n") {
                out.push('\n');
            }
            paint.full(&mut out, outcome, &shown, finding, *count == 1);
            out.push('\n');
        }
    }
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    if outcome.findings.len() >= TABLE_FROM {
        out.push_str(&rules(outcome));
        out.push('\n');
    }
    out.push_str(&fixable(outcome));
    paint.put(&mut out, Style::new().bold(), &[&summary(outcome)]);
    out.push('\n');
    out
}

struct Paint {
    color: bool,
    width: usize,
}

impl Paint {
    /// A finding as rustc prints it. `first`: the first of its rule, which also names the page.
    fn full(
        &self,
        out: &mut String,
        outcome: &Outcome,
        shown: &HashMap<LayerId, Shown>,
        finding: &Finding,
        first: bool,
    ) {
        let (level, style) = match finding.severity {
            Severity::Error => (Level::ERROR, DEFAULT_ERROR_STYLE),
            Severity::Warning => (Level::WARNING, DEFAULT_WARNING_STYLE),
            Severity::Info => (Level::INFO, DEFAULT_INFO_STYLE),
        };
        // The title as the renderer would set it, which would take ten times as long.
        let mut title = String::new();
        self.put(&mut title, style, &[finding.severity.word(), "[", &printable(finding.rule), "]"]);
        self.put(&mut title, DEFAULT_EMPHASIS_STYLE, &[": ", &printable(&finding.message)]);
        let views = views(outcome, shown, finding);
        if views.is_empty() && (first || finding.help.is_some()) {
            title.push_str("\n ");
            self.put(&mut title, DEFAULT_LINE_NUM_STYLE, &["|"]);
        }
        let mut group = Group::with_level(level);
        for view in &views {
            group = group.element(view.snippet());
        }
        if let Some(help) = &finding.help {
            let lines: Vec<String> = help.lines().map(printable).collect();
            group = group.element(Level::HELP.message(lines.join("\n")));
        }
        if first {
            group =
                group.element(Level::NOTE.message(format!("`smpgen explain {}` says why", printable(finding.rule))));
        }
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() }.term_width(self.width);
        let source = with_true_columns(renderer.render(&[group]), &views);
        let last = views.iter().map(|view| view.last_line).max().unwrap_or(1);
        let mut fix = String::new();
        if let Some(edits) = &finding.fix {
            self.fix(&mut fix, outcome, shown, edits, last);
        }
        for line in title.lines().chain(source.lines()).chain(fix.lines()) {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }

    /// The title of a fix and its lines. `last` is the largest line number above it.
    fn fix(&self, out: &mut String, outcome: &Outcome, shown: &HashMap<LayerId, Shown>, fix: &Fix, last: usize) {
        let layer = outcome.layer_of(fix.layer);
        let how = match fix.safety {
            _ if !in_file(outcome, fix) => "in the command",
            // `check` has no flag that makes edits.
            _ if outcome.way.is_some() => "by hand",
            Safety::Safe => "--fix",
            Safety::Unsafe => "--unsafe-fixes",
        };
        self.put(out, bold(AnsiColor::BrightCyan), &["help"]);
        push(out, &[": ", &printable(&fix.title), " (", how, ")\n"]);
        let lines = layer.zip(shown.get(&fix.layer)).and_then(|(layer, shown)| fix_lines(&layer.source, shown, fix));
        let Some(FixLines { lines, .. }) = lines else { return };
        let number = |line: &FixLine| match line {
            FixLine::Removed(number, _) | FixLine::Added(number, _) => *number,
            FixLine::Gap => 0,
        };
        let shown_lines = lines.get(..FIX_LINES).unwrap_or(&lines);
        let digits = shown_lines.iter().map(number).fold(last, usize::max).to_string().len();
        let blank = " ".repeat(digits);
        let gutter = bold(AnsiColor::BrightBlue);
        push(out, &[&blank, " "]);
        self.put(out, gutter, &["|"]);
        out.push('\n');
        for line in shown_lines {
            let (number, sign, color, text) = match line {
                FixLine::Removed(number, text) => (number, "- ", AnsiColor::BrightRed, text),
                FixLine::Added(number, text) => (number, "+ ", AnsiColor::BrightGreen, text),
                FixLine::Gap => {
                    out.push_str("...\n");
                    continue;
                }
            };
            let text = cut(text, self.width.saturating_sub(digits + 3));
            self.put(out, gutter, &[&format!("{number:>digits$}")]);
            out.push(' ');
            self.put(out, bold(color), &[sign, &text]);
            out.push('\n');
        }
        if lines.len() > shown_lines.len() {
            let more = counted(lines.len() - shown_lines.len(), "more line");
            push(out, &[&blank, " "]);
            self.put(out, gutter, &["|"]);
            push(out, &[" (", &more, "; --diff shows all)\n"]);
        }
    }

    /// A finding on one line.
    fn short(&self, out: &mut String, outcome: &Outcome, finding: &Finding) {
        if let Some(place) = outcome.place(finding.location) {
            let (line, column) = (place.start.line.to_string(), place.start.column.to_string());
            push(out, &[&printable(place.file), ":", &line, ":", &column, ": "]);
        }
        let color = match finding.severity {
            Severity::Error => AnsiColor::BrightRed,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::BrightBlue,
        };
        self.put(out, bold(color), &[finding.severity.word(), "[", &printable(finding.rule), "]"]);
        push(out, &[": ", &printable(&finding.message), "\n"]);
    }

    /// Adds a text in a style, given in parts.
    fn put(&self, out: &mut String, style: Style, parts: &[&str]) {
        if self.color {
            out.push_str(&style.to_string());
        }
        push(out, parts);
        if self.color {
            out.push_str(&format!("{style:#}"));
        }
    }
}

fn bold(color: AnsiColor) -> Style {
    color.on_default().bold()
}

/// Adds a text given in parts, which `format!` would take several times as long for.
fn push(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

/// Whether smpgen can apply a fix: it writes files, not command lines.
fn in_file(outcome: &Outcome, fix: &Fix) -> bool {
    outcome.layer_of(fix.layer).is_some_and(|layer| layer.kind == LayerKind::File)
}

/// At most `width` characters of `text`.
fn cut(text: &str, width: usize) -> String {
    let text = text.trim_end();
    match text.char_indices().nth(width) {
        Some(_) => format!("{}…", text.chars().take(width.saturating_sub(1)).collect::<String>()),
        None => text.to_owned(),
    }
}

/// The rules by number of findings.
fn rules(outcome: &Outcome) -> String {
    let mut rules: Vec<(Severity, usize, &str)> = Vec::new();
    for finding in &outcome.findings {
        match rules.iter_mut().find(|(severity, _, rule)| *rule == finding.rule && *severity == finding.severity) {
            Some((_, count, _)) => *count += 1,
            None => rules.push((finding.severity, 1, finding.rule)),
        }
    }
    rules.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
    let row = |(severity, count, rule): &(Severity, usize, &str)| {
        vec![severity.word().to_owned(), printable(rule), count.to_string()]
    };
    let rows: Vec<Vec<String>> = rules.iter().map(row).collect();
    table(&[("severity", Align::Left), ("rule", Align::Left), ("findings", Align::Right)], &rows)
}

/// How many findings can be fixed, as a line of its own; nothing when none can.
fn fixable(outcome: &Outcome) -> String {
    let count = |safety: Safety| {
        let fixes = outcome.findings.iter().filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety && in_file(outcome, fix)).count()
    };
    match (count(Safety::Safe), count(Safety::Unsafe)) {
        (0, 0) => String::new(),
        _ if outcome.way.is_some() => String::new(),
        (safe, 0) => format!("{safe} fixable with --fix\n"),
        (0, review) => format!("{review} fixable with --unsafe-fixes\n"),
        (safe, review) => format!("{safe} fixable with --fix, {review} more with --unsafe-fixes\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::finding::Location;
    use crate::yaml::span::Span;

    #[test]
    fn titles_are_those_of_the_renderer() {
        for (severity, level) in
            [(Severity::Error, Level::ERROR), (Severity::Warning, Level::WARNING), (Severity::Info, Level::INFO)]
        {
            let finding = Finding {
                rule: "a-rule",
                severity,
                message: "`a` is\tb".to_owned(),
                path: None,
                location: Location { layer: LayerId(0), span: Span::new(0, 0) },
                related: Vec::new(),
                help: Some("c\nd".to_owned()),
                fix: None,
            };
            let outcome = Outcome {
                chart_version: "0.45.0".to_owned(),
                profile: None,
                architecture: None,
                layers: Vec::new(),
                findings: vec![finding],
                waived: 0,
                way: None,
            };
            for (color, renderer) in [(false, Renderer::plain()), (true, Renderer::styled())] {
                let group = Group::with_title(level.clone().primary_title("`a` is    b").id("a-rule"))
                    .element(Level::HELP.message("c\nd"))
                    .element(Level::NOTE.message("`smpgen explain a-rule` says why"));
                let wanted = format!("{}\n\n", renderer.render(&[group]));
                let report = report(&outcome, color, 100);
                assert!(report.starts_with(&wanted), "{report}\n{wanted}");
            }
        }
    }
}
