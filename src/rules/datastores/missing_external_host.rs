//! A database outside without an address.

use crate::catalog::datastores::StoreName;
use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::datastore::{Datastore, external, hosts, place};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "missing-external-host",
    family: "datastores",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("missing_external_host.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for db in external(cx) {
        let (path, title) = (db.path("hosts"), &db.store.title);
        let found = db.hosts();
        let message = if found.is_empty() && !is_other_kind(&db) {
            format!("`{path}` names no host, and {title} is not installed in the cluster")
        } else if let Some(first) = found.first()
            && found.iter().all(|host| db.store.in_cluster_hosts.contains(&host.text))
        {
            let name = &first.text;
            match cx.set(&path) {
                Some(_) => format!("`{path}` is `{name}`, the {title} of the cluster, which is not installed"),
                None => format!("`{path}` is not set, and the chart's default `{name}` is not installed"),
            }
        } else {
            if db.store.name == StoreName::Mongo {
                access_control(&db, out);
            }
            continue;
        };
        let Some(at) = db.place("hosts") else { continue };
        let mut finding = RULE.at(at, message).path(&path).help(format!("write `host:port` of your {title}"));
        if let Some(switch) = cx.set(&db.path("installed")) {
            finding = finding.related(cx.at_key(switch), "switched off here");
        }
        out.push(finding);
    }
}

/// Access control has a list of its own. Without one it takes that of the whole chart.
fn access_control(db: &Datastore, out: &mut Findings) {
    let Ok(tables) = db.cx.catalog.datastores() else { return };
    let path = &tables.access_control.hosts;
    if !hosts(db.cx, path).is_empty() {
        return;
    }
    let Some(at) = place(db.cx, path) else { return };
    let effect = match db.is_looked_up() {
        true => "access control gets a name without port that it does not look up",
        false => "access control falls back to those of the whole chart",
    };
    out.push(
        RULE.at(at, format!("`{path}` is empty: {effect}"))
            .path(path)
            .severity(Severity::Warning)
            .help(format!("list the members of the replica set with their ports in `{path}`")),
    );
}

/// Whether it is something else than a list: `wrong-type` speaks of that.
fn is_other_kind(db: &Datastore) -> bool {
    db.cx.set(&db.path("hosts")).is_some_and(|node| match &node.value {
        Value::List(_) | Value::Null => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    })
}
