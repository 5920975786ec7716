//! Rows of tables as values files, and what one rule finds in them.
#![allow(dead_code, reason = "each test file uses its own part")]

use smpgen::lint::finding::Finding;

use crate::lint::{Case, lint};
use crate::support::CATALOG;

/// What `rule` finds in one file by itself.
pub fn findings(rule: &str, chart: &str, text: &str) -> Vec<Finding> {
    let case = Case {
        files: vec![("values.yaml".to_owned(), text.to_owned())],
        chart: Some(chart.to_owned()),
        ..Case::default()
    };
    lint(&CATALOG, &case).into_iter().filter(|finding| finding.rule == rule).collect()
}

/// `severity path` of each finding.
pub fn found(rule: &str, chart: &str, text: &str) -> Vec<String> {
    let line = |finding: &Finding| {
        format!("{} {}", finding.severity.word(), finding.path.as_ref().map(ToString::to_string).unwrap_or_default())
    };
    findings(rule, chart, text).iter().map(line).collect()
}

/// `a.b.c` with a value, in block style.
pub fn block(path: &str, value: &str) -> String {
    let keys: Vec<&str> = path.split('.').collect();
    let mut out = String::new();
    for (depth, key) in keys.iter().enumerate() {
        out.push_str(&format!("{:1$}{key}:", "", depth * 2));
        out.push_str(if depth + 1 == keys.len() { " " } else { "\n" });
    }
    out + value + "\n"
}

/// Holds a rule to rows of path, value, chart version, and what it finds there (`error`, `-` for nothing).
pub fn table(rule: &str, rows: &[(&str, &str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (path, value, chart, expected) in rows {
        let found = found(rule, chart, &block(path, value));
        let wanted = if *expected == "-" { Vec::new() } else { vec![format!("{expected} {path}")] };
        if found != wanted {
            wrong.push(format!("{path}: {value} at {chart}: wanted {wanted:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
