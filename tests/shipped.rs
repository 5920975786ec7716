//! What the rules find on the shipped files of chart 0.45.0: exactly the list in `data/shipped-findings.tsv`.

mod support;

#[path = "support/lint.rs"]
mod lint;

use std::collections::BTreeSet;
use std::fs;

use lint::{Case, lint};
use smpgen::rules::ALL;
use smpgen::yaml::source::Source;
use support::CATALOG;

/// File, rule, severity, path (`-` for none), line.
type Row = (String, String, String, String, usize);

#[test]
fn shipped_files_give_exactly_the_documented_findings() {
    let Some(upstream) = support::upstream() else { return };
    let expected = expected();
    let names: BTreeSet<&str> = expected.iter().map(|row| row.0.as_str()).collect();
    let mut wrong = Vec::new();
    for name in names {
        let file = if name == "monitoring" { "monitoring.yaml".to_owned() } else { format!("override-{name}.yaml") };
        let text = fs::read_to_string(upstream.join("0.45.0").join(&file)).unwrap();
        let found = found(name, &file, text);
        for row in expected.iter().filter(|row| row.0 == name && !found.contains(*row)) {
            wrong.push(format!("missing:    {row:?}"));
        }
        for row in found.iter().filter(|row| !expected.contains(*row)) {
            wrong.push(format!("unexpected: {row:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The documented findings of the rules that exist.
fn expected() -> BTreeSet<Row> {
    let rows = include_str!("data/shipped-findings.tsv").lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |index: usize| cells[index].to_owned();
        (cell(0), cell(1), cell(2), cell(3), cells[4].parse().unwrap())
    });
    rows.filter(|row: &Row| ALL.iter().any(|rule| rule.id == row.1)).collect()
}

fn found(name: &str, file: &str, text: String) -> BTreeSet<Row> {
    let source = Source::from_text(file, text.as_str());
    let case = Case { files: vec![(file.to_owned(), text)], ..Case::default() };
    let row = |finding: smpgen::lint::finding::Finding| {
        let path = finding.path.map_or_else(|| "-".to_owned(), |path| path.to_string());
        let line = source.position(finding.location.span.start).line;
        (name.to_owned(), finding.rule.to_owned(), finding.severity.word().to_owned(), path, line)
    };
    lint(&CATALOG, &case).into_iter().map(row).collect()
}
