//! Logs that have nowhere to go.

use crate::lint::context::Context;
use crate::lint::datastore::place;
use crate::lint::finding::{Findings, Severity};
use crate::lint::object_store::logs;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "object-store-missing",
    family: "datastores",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("object_store_missing.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some(logs) = logs(cx).filter(|logs| logs.is_external() && logs.s3.is_empty() && logs.gcs.is_empty()) else {
        return;
    };
    let switch = logs.store.path.key("installed");
    let Some(at) = place(cx, &switch) else { return };
    let (s3, gcs) = (logs.store.s3.key("endpoint"), logs.store.gcs.key("endpoint"));
    out.push(
        RULE.at(at, format!("`{switch}` is false, and neither `{s3}` nor `{gcs}` is set: logs have nowhere to go"))
            .path(&switch)
            .help(format!("set `{s3}` or `{gcs}`")),
    );
}
