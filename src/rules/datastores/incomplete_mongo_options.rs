//! Members of a replica set without its name, or users without their database.

use crate::catalog::datastores::StoreName;
use crate::lint::context::Context;
use crate::lint::datastore::external_store;
use crate::lint::endpoint::argument;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "incomplete-mongo-options",
    family: "datastores",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("incomplete_mongo_options.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some(db) = external_store(cx, StoreName::Mongo).filter(|db| !db.is_looked_up()) else { return };
    let (text, count) = (db.text("extraArgs"), db.host_count());
    let lacks = |name: &str| argument(&text, name).is_none_or(str::is_empty);
    let mut missing = Vec::new();
    if count > 1 && lacks("replicaSet") {
        missing.push(format!("no `replicaSet`, so the driver takes the {count} hosts for servers of their own"));
    }
    if lacks("authSource") {
        missing.push("no `authSource`, so users made in `admin` cannot log in".to_owned());
    }
    let path = db.path("extraArgs");
    let Some(at) = db.place("extraArgs").filter(|_| !missing.is_empty()) else { return };
    out.push(
        RULE.at(at, format!("`{path}` has {}", missing.join(", and ")))
            .path(&path)
            .help("write `replicaSet=<name>&authSource=admin` with the name of your replica set"),
    );
}
