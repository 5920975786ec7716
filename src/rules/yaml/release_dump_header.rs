//! Output of `helm get values` given back as a values file: its heading, and defaults frozen in it.

use serde_json::Value as Json;

use crate::helm::json::to_json;
use crate::helm::read::Note;
use crate::helm::value::Value;
use crate::lint::context::{Context, File};
use crate::lint::edits::entry_lines;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::walk::entries;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "release-dump-header",
    family: "yaml",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("release_dump_header.md"),
    check,
};

const HEADINGS: [&str; 2] = ["USER-SUPPLIED VALUES", "COMPUTED VALUES"];

/// A file that restates this much of the chart's leaves is a dump of computed values.
const DUMP_PERCENT: usize = 50;

fn check(cx: &Context, out: &mut Findings) {
    for file in cx.files() {
        heading(&file, out);
        restated(cx, &file, out);
    }
}

fn heading(file: &File, out: &mut Findings) {
    let source = &file.layer.source;
    let noted = file.reading.notes.iter().find_map(|note| match note {
        Note::HelmHeading { span } => Some(*span),
        _ => None,
    });
    let (span, lines) = match noted {
        Some(line) => (Span::new(line.start, line.start + source.slice(line).trim_end().len()), Some(line)),
        None => match first_key(file) {
            Some(found) => found,
            None => return,
        },
    };
    let name = source.slice(span).trim_start_matches('\u{feff}').trim_end_matches(':').trim_matches(['"', '\'']);
    let help = match name.starts_with("COMPUTED") {
        true => "dump again without `--all` and with `-o yaml`: computed values freeze every default and image tag",
        false => "delete the line, or dump again with `-o yaml`",
    };
    let mut finding = RULE
        .at(file.at(span), format!("`{name}` is the heading of `helm get values`, and a junk key in a values file"))
        .path(&KeyPath::of([name]))
        .help(help);
    if let Some(lines) = lines {
        finding = finding.fix(Fix::safe("delete the heading", file.layer.id, vec![Edit::remove(lines)]));
    }
    out.push(finding);
}

/// The heading as the first key without a value, below comments: its place, and its lines.
fn first_key(file: &File) -> Option<(Span, Option<Span>)> {
    let Value::Map(values) = &file.reading.root.value else { return None };
    let (name, node) = values.first()?;
    if !HEADINGS.contains(&name.as_str()) || node.value != Value::Null {
        return None;
    }
    let entry = entries(file).iter().find(|entry| entry.path == KeyPath::of([name.as_str()]))?;
    Some((file.reading.tree.node(entry.pair.key).span, entry_lines(file, entry)))
}

/// Computed values hold every default of the chart.
fn restated(cx: &Context, file: &File, out: &mut Findings) {
    let equal = |path: &KeyPath, value: &Json| {
        // A map of defaults equals no leaf, and takes long to put together.
        let is_map = matches!(value, Json::Object(_)) && cx.defaults.is_map(path, &cx.chart_version);
        !is_map && cx.defaults.get(path, &cx.chart_version).as_deref() == Some(value)
    };
    // Most files are seen to be none before all defaults of the version are counted, or even looked at.
    let is_few = |leaves: usize| leaves * 100 < cx.defaults.always * DUMP_PERCENT;
    if is_few(file.leaves().len()) {
        return;
    }
    let same = file.leaves().iter().filter(|(path, node)| equal(path, &to_json(&node.value))).count();
    if is_few(same) {
        return;
    }
    let total = cx.defaults.count(&cx.chart_version);
    if total == 0 || same * 100 < total * DUMP_PERCENT {
        return;
    }
    let Some((_, first)) = file.leaves().iter().next() else { return };
    let span = first.origin.key.unwrap_or(first.origin.value);
    out.push(
        RULE.at(
            file.at(span),
            format!("the file repeats {same} of the chart's {total} defaults, as a dump of computed values does"),
        )
        .help("dump again without `--all`: a computed dump freezes old defaults and image tags"),
    );
}
