//! More hosts than the chart makes use of.

use crate::catalog::datastores::Reads;
use crate::lint::context::Context;
use crate::lint::datastore::external;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "surplus-host",
    family: "datastores",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("surplus_host.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for db in external(cx) {
        let effect = match db.store.reads {
            Reads::All => continue,
            Reads::First => "host and port are taken from the first alone",
            Reads::Each => "they become one URI each, which is no cluster",
        };
        let hosts = db.hosts();
        let (Some(second), Some(at)) = (hosts.get(1), db.place("hosts")) else { continue };
        let mut finding = RULE
            .at(at, format!("{} hosts of {} are given: {effect}", hosts.len(), db.store.title))
            .path(&db.path("hosts"))
            .help("give one name that always leads to the primary, and moves with it");
        if let Some(node) = second.node {
            finding = finding.related(cx.at_value(node), "from here on");
        }
        out.push(db.with_switch(finding));
    }
}
