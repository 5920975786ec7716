//! A Postgres that runs on 16, and an image of 14.

use super::{POSTGRES_TAG, in_cluster, is_sixteen, postgres_16};
use crate::lint::context::Context;
use crate::lint::edits;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Safety;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "unpinned-postgres-image",
    family: "upgrade",
    severity: Severity::Error,
    fixable: true,
    versions: "0.43.0..",
    page: include_str!("unpinned_postgres_image.md"),
    check,
};

/// The image that `pg-upgrade.sh` leaves behind.
const PINNED: &str = "16.14-bookworm";

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    if !postgres_16(cx, jump) || !in_cluster(cx, upgrades, "postgres") {
        return;
    }
    let path = KeyPath::of(POSTGRES_TAG);
    let tag = cx.effective(&path).and_then(|found| found.value.as_str().map(str::to_owned));
    if tag.as_deref().is_some_and(is_sixteen) {
        return;
    }
    let default = "the chart's own 14.20".to_owned();
    let mut finding = RULE
        .at(
            cx.at_path_or_jump(&path, jump),
            format!("Postgres runs on 16, and this upgrade starts {} on its files", tag.unwrap_or(default)),
        )
        .path(&path)
        .help(format!("write `{path}: {PINNED}`, and keep it in every later upgrade"));
    finding.fix = edits::set(cx, format!("pin the tag to {PINNED}"), &path, PINNED);
    if let Some(fix) = &mut finding.fix {
        fix.safety = Safety::Safe;
    }
    out.push(finding);
}
