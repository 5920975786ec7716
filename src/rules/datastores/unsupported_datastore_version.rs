//! A declared version of an engine outside that does not fit the chart.

use crate::lint::context::Context;
use crate::lint::datastore::external;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "unsupported-datastore-version",
    family: "datastores",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("unsupported_datastore_version.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.datastores() else { return };
    for db in external(cx) {
        let Some(version) = cx.declared.datastores.of(db.store.name).version else { continue };
        let row = tables
            .engines
            .iter()
            .find(|row| row.store == db.store.name && row.versions.contains(&cx.chart_version) && row.fits(version));
        let (Some(row), Some(at)) = (row, db.place("installed")) else { continue };
        out.push(
            RULE.at(at, format!("{} {version} is declared, and {}", db.store.title, row.why))
                .path(&db.store.path)
                .severity(row.severity.into())
                .help("plan an upgrade of the database"),
        );
    }
}
