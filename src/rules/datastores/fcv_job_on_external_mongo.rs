//! A Job for MongoDB in the cluster while it runs outside.

use crate::catalog::datastores::StoreName;
use crate::lint::context::Context;
use crate::lint::datastore::{external_store, place};
use crate::lint::edits;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "fcv-job-on-external-mongo",
    family: "datastores",
    severity: Severity::Warning,
    fixable: true,
    versions: "0.22.0..",
    page: include_str!("fcv_job_on_external_mongo.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(db), Ok(tables)) = (external_store(cx, StoreName::Mongo), cx.catalog.datastores()) else { return };
    let job = tables.compatibility_jobs.iter().find(|job| job.versions.contains(&cx.chart_version));
    let on = |path| cx.effective(path).is_some_and(|found| found.value == true);
    let Some(path) = job.map(|job| &job.path).filter(|path| on(path)) else { return };
    let Some(at) = place(cx, path) else { return };
    let mut finding = RULE
        .at(at, format!("MongoDB runs outside, and `{path}` is true: the Job logs in to the one in the cluster"))
        .path(path)
        .help(format!("set `{path}: false`, and raise the compatibility version yourself; the chart then no longer checks the steps of an upgrade of MongoDB"));
    if let Some(switch) = cx.set(&db.path("installed")) {
        finding = finding.related(cx.at_key(switch), "switched off here");
    }
    if let Some(fix) = edits::set(cx, "switch the Job off", path, "false") {
        finding = finding.fix(fix);
    }
    out.push(finding);
}
