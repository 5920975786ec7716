//! A host without port, where the chart takes the port from it.

use crate::catalog::datastores::StoreName;
use crate::lint::context::Context;
use crate::lint::datastore::{Host, external, hosts};
use crate::lint::endpoint::{Endpoint, is_plain, malformed};
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::sample::is_sample;

pub const RULE: Rule = Rule {
    id: "host-without-port",
    family: "datastores",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("host_without_port.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.datastores() else { return };
    for db in external(cx) {
        let is_mongo = db.store.name == StoreName::Mongo;
        let effect = match is_mongo {
            true => format!("the driver takes {}", db.store.port),
            false => "the chart writes an empty port".to_owned(),
        };
        if !db.is_looked_up() {
            for host in db.endpoints() {
                let found = judge(cx, &host, db.store.without_port.into(), db.store.port, &effect);
                found.into_iter().for_each(|finding| out.push(db.with_switch(finding)));
            }
        }
        // Access control takes the members themselves also where the rest of the chart looks a name up.
        if is_mongo {
            members(cx, &hosts(cx, &tables.access_control.hosts), db.store.port, out);
        }
    }
}

fn members(cx: &Context, hosts: &[Host], port: u16, out: &mut Findings) {
    for host in hosts.iter().filter(|host| !is_sample(&host.text) && malformed(&host.text).is_none()) {
        let effect = "access control wants members with their ports";
        judge(cx, host, Severity::Warning, port, effect).into_iter().for_each(|finding| out.push(finding));
    }
}

fn judge(cx: &Context, host: &Host, severity: Severity, port: u16, effect: &str) -> Option<Finding> {
    let node = host.node.filter(|_| Endpoint::of(&host.text).port.is_none())?;
    let name = host.text.trim_end_matches(':');
    let with_port = format!("{name}:{port}");
    let mut finding = RULE
        .at(cx.at_value(node), format!("`{}` has no port: {effect}", host.shown()))
        .path(&host.path)
        .severity(severity)
        .help(format!("write `:{port}` behind it, or the port that it listens on"));
    if is_plain(name)
        && let Some(edit) = cx.rewrite(node, &with_port)
    {
        finding = finding.fix(Fix::unsafe_(format!("add the port {port}"), node.origin.layer, vec![edit]));
    }
    Some(finding)
}
