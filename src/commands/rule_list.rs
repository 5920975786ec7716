//! `smpgen rules`: what the linter can find.

use serde_json::{Value, json};

use super::Status;
use super::output::Console;
use crate::args::{Format, Rules};
use crate::error::Result;
use crate::lint::rule::Rule;
use crate::report::table::{Align, table};
use crate::rules;

pub fn run(args: &Rules, console: &mut Console) -> Result<Status> {
    if args.format != Format::Table {
        let item = |rule: &Rule| {
            json!({
                "rule": rule.id, "severity": rule.severity, "family": rule.family, "fixable": rule.fixable,
                "versions": (!rule.versions.is_empty()).then_some(rule.versions),
            })
        };
        let items: Vec<Value> = rules::ALL.iter().map(item).collect();
        console.structured(args.format, &json!({"version": 1, "rules": items}))?;
        return Ok(Status::Clean);
    }
    let head = [
        ("rule", Align::Left),
        ("severity", Align::Left),
        ("family", Align::Left),
        ("fix", Align::Left),
        ("charts", Align::Left),
    ];
    let row = |rule: &Rule| {
        let fix = if rule.fixable { "yes" } else { "no" };
        let charts = if rule.versions.is_empty() { "all" } else { rule.versions };
        [rule.id, rule.severity.word(), rule.family, fix, charts].map(str::to_owned).to_vec()
    };
    console.data(&table(&head, &rules::ALL.iter().map(row).collect::<Vec<_>>()))?;
    Ok(Status::Clean)
}
