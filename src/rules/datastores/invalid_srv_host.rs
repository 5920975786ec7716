//! A name to look up with a port, or with others beside it.

use crate::catalog::datastores::StoreName;
use crate::lint::context::Context;
use crate::lint::datastore::external_store;
use crate::lint::endpoint::{Endpoint, is_plain, malformed};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "invalid-srv-host",
    family: "datastores",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("invalid_srv_host.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some(db) = external_store(cx, StoreName::Mongo).filter(|db| db.is_looked_up()) else { return };
    let (hosts, count) = (db.hosts(), db.host_count());
    let path = db.path("hosts");
    let protocol = db.text("protocol");
    if count > 1 {
        let Some(at) = db.place("hosts") else { return };
        let mut finding = RULE
            .at(at, format!("`{protocol}` takes one name to look up, and here are {count} hosts"))
            .path(&path)
            .help("write the one name that your provider gives, or set `protocol: mongodb` for a list of members");
        if let Some(node) = cx.set(&db.path("protocol")) {
            finding = finding.related(cx.at_key(node), "the protocol");
        }
        out.push(finding);
        return;
    }
    for host in hosts.iter().filter(|host| malformed(&host.text).is_none()) {
        let (Endpoint { host: name, port: Some(port) }, Some(node)) = (Endpoint::of(&host.text), host.node) else {
            continue;
        };
        let mut finding = RULE
            .at(
                cx.at_value(node),
                format!("`{protocol}` looks the port up, but `{}` brings the port {port}", host.shown()),
            )
            .path(&host.path)
            .help(format!("write `{name}`"));
        if is_plain(name)
            && let Some(edit) = cx.rewrite(node, name)
        {
            finding = finding.fix(Fix::safe("drop the port", node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}
