//! Leaving 0.36.x before the data of TimescaleDB is in Postgres.

use crate::catalog::version::Windows;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "unconfirmed-migration",
    family: "upgrade",
    severity: Severity::Error,
    fixable: false,
    versions: "0.37.0..",
    page: include_str!("unconfirmed_migration.md"),
    check,
};

/// The charts that move TimescaleDB to Postgres.
const MIGRATING: &str = "0.36.0..0.36.6";

fn check(cx: &Context, out: &mut Findings) {
    let Some(jump) = cx.upgrade else { return };
    let migrating = MIGRATING.parse::<Windows>().is_ok_and(|window| window.contains(&jump.from));
    if !migrating || jump.facts.migration_complete {
        return;
    }
    out.push(
        RULE.at(jump.at, format!("{} to {} needs the migration of TimescaleDB to be complete", jump.from, jump.to)).help(
            "ConfigMap `tsdb-to-psql-migrator` must say `MIGRATION_COMPLETE: \"true\"`: the chart's Job reads this key; the documentation calls it `MIGRATION_COMPLETED`, so look for both; then say `--migration-complete`",
        ),
    );
}
