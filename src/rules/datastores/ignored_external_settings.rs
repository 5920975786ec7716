//! Settings of a store outside while the one in the cluster is on.

use crate::catalog::datastores::StoreName;
use crate::helm::json::to_json;
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::datastore::{Datastore, datastores, hosts};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::sample::is_sample;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "ignored-external-settings",
    family: "datastores",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("ignored_external_settings.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for db in datastores(cx).into_iter().filter(|db| !db.is_external()) {
        settings(&db, out);
        if db.store.name == StoreName::Mongo {
            access_control(cx, out);
        }
    }
}

fn settings(db: &Datastore, out: &mut Findings) {
    let cx = db.cx;
    let said = |key: &String| Some((db.path(key), cx.set(&db.path(key))?));
    let mut found: Vec<(KeyPath, &Node)> =
        db.store.settings.keys().filter_map(said).filter(|(path, node)| says_something(db, path, node)).collect();
    found.sort_by_key(|(_, node)| (node.origin.layer, cx.at_key(node).span.start));
    let Some(((path, first), others)) = found.split_first() else { return };
    let names: Vec<String> = found
        .iter()
        .filter_map(|(path, _)| {
            path.to_string().strip_prefix(&format!("{}.", db.store.path)).map(|key| format!("`{key}`"))
        })
        .collect();
    let message = format!(
        "{} of `{}` {} not read while {} runs in the cluster",
        names.join(", "),
        db.store.path,
        if names.len() == 1 { "is" } else { "are" },
        db.store.title
    );
    let mut finding = RULE
        .at(cx.at_key(first), message)
        .path(path)
        .help(format!("set `{}: false`, or drop them", db.path("installed")));
    for (_, node) in others {
        finding = finding.related(cx.at_key(node), "also not read");
    }
    if let Some(switch) = cx.set(&db.path("installed")) {
        finding = finding.related(cx.at_key(switch), "in the cluster by this");
    }
    out.push(finding);
}

/// Whether a value is neither empty, nor what holds anyway, nor a sample.
fn says_something(db: &Datastore, path: &KeyPath, node: &Node) -> bool {
    let sample = |text: &str| is_sample(text);
    let empty_or_sample = match &node.value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || sample(text),
        Value::List(items) => {
            items.iter().all(|item| matches!(&item.value, Value::String(text) if text.is_empty() || sample(text)))
        }
        Value::Map(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    let value = to_json(&node.value);
    let known = db.cx.defaults.at(path, &db.cx.chart_version);
    let library = db.store.settings.iter().find(|(key, _)| db.path(key) == *path).map(|(_, value)| value.clone());
    let in_cluster = match &node.value {
        Value::List(items) => items
            .iter()
            .all(|item| matches!(&item.value, Value::String(text) if db.store.in_cluster_hosts.contains(text))),
        _ => false,
    };
    !empty_or_sample
        && !in_cluster
        && known.as_ref() != Some(&value)
        && (known.is_some() || library.as_ref() != Some(&value))
}

/// In the cluster access control finds the members itself.
fn access_control(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.datastores() else { return };
    let path = &tables.access_control.hosts;
    let Some(node) = cx.set(path).filter(|_| hosts(cx, path).iter().any(|host| !is_sample(&host.text))) else { return };
    out.push(
        RULE.at(cx.at_key(node), format!("`{path}` is not read while MongoDB runs in the cluster"))
            .path(path)
            .severity(Severity::Info)
            .help("drop it"),
    );
}
