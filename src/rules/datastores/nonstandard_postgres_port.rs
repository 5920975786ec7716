//! A Postgres outside on another port than 5432.

use crate::catalog::datastores::StoreName;
use crate::lint::context::Context;
use crate::lint::datastore::external_store;
use crate::lint::endpoint::Endpoint;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "nonstandard-postgres-port",
    family: "datastores",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("nonstandard_postgres_port.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some(db) = external_store(cx, StoreName::Postgres) else { return };
    let usual = db.store.port.to_string();
    for host in db.endpoints() {
        let (Some(port), Some(node)) = (Endpoint::of(&host.text).port.filter(|port| *port != usual), host.node) else {
            continue;
        };
        out.push(
            RULE.at(cx.at_value(node), format!("some connections drop the port {port} and try {usual}"))
                .path(&host.path)
                .help(format!("let Postgres listen on {usual}, or put a proxy there")),
        );
    }
}
