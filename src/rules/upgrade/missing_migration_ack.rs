//! An upgrade to 0.36.x without the declaration that its NOTES ask for.

use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "missing-migration-ack",
    family: "upgrade",
    severity: Severity::Error,
    fixable: false,
    versions: "0.36.0..0.36.6",
    page: include_str!("missing_migration_ack.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some(jump) = cx.upgrade else { return };
    let path = KeyPath::root().key("ackTsdbMigration");
    if cx.effective(&path).is_some_and(|found| found.value == true) {
        return;
    }
    out.push(
        RULE.at(
            cx.at_path_or_jump(&path, jump),
            format!("chart {} stops every upgrade until `ackTsdbMigration` is true", jump.to),
        )
        .path(&path)
        .help("read what the migration of TimescaleDB to Postgres does, then write `ackTsdbMigration: true` at the top of the values, not below `global`"),
    );
}
