//! A store outside whose needs nobody has confirmed.

use crate::catalog::datastores::{Datastores, StoreName, StoreSize};
use crate::lint::context::Context;
use crate::lint::datastore::{external, place};
use crate::lint::finding::{Findings, Severity};
use crate::lint::object_store::logs;
use crate::lint::rule::Rule;
use crate::quantity::Quantity;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "undeclared-datastore-prerequisites",
    family: "datastores",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("undeclared_datastore_prerequisites.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.datastores() else { return };
    for db in external(cx) {
        if !cx.declared.datastores.of(db.store.name).prerequisites_met {
            needs(cx, tables, db.store.name, &db.store.title, &db.path("installed"), out);
        }
        size(cx, tables, db.store.name, &db.store.title, &db.path("hosts"), out);
    }
    if let Some(logs) = logs(cx).filter(|logs| logs.is_external()) {
        size(cx, tables, StoreName::Minio, "MinIO", &logs.store.s3.key("endpoint"), out);
    }
}

fn needs(cx: &Context, tables: &Datastores, store: StoreName, title: &str, path: &KeyPath, out: &mut Findings) {
    let rows: Vec<_> = tables
        .prerequisites
        .iter()
        .filter(|row| row.store == store && row.versions.contains(&cx.chart_version))
        .collect();
    let Some(severity) = rows.iter().map(|row| Severity::from(row.severity)).min() else { return };
    let Some(at) = place(cx, path) else { return };
    let needs: Vec<&str> = rows.iter().flat_map(|row| row.needs.iter().map(String::as_str)).collect();
    out.push(
        RULE.at(at, format!("no value shows whether your {title} has what the chart needs: {}", needs.join("; ")))
            .path(path)
            .severity(severity)
            .help("check each, then declare that the prerequisites are met"),
    );
}

/// What is declared of the size, against the documented one.
fn size(cx: &Context, tables: &Datastores, store: StoreName, title: &str, path: &KeyPath, out: &mut Findings) {
    let Some(row) = tables.sizes.iter().find(|row| row.store == store) else { return };
    let short = shortfalls(cx, row);
    let Some(at) = place(cx, path).filter(|_| !short.is_empty()) else { return };
    out.push(
        RULE.at(at, format!("{title} is declared smaller than documented: {}", short.join("; ")))
            .path(path)
            .severity(Severity::Info)
            .help("compare with the load that you expect"),
    );
}

fn shortfalls(cx: &Context, row: &StoreSize) -> Vec<String> {
    let facts = cx.declared.datastores.of(row.store);
    let mut out = Vec::new();
    if let Some(nodes) = facts.nodes.filter(|nodes| *nodes < row.nodes) {
        out.push(format!("{nodes} nodes, and {} are", row.nodes));
    }
    let mut compare =
        |what: &str, declared: Option<Quantity>, least: Option<Quantity>, written: fn(Quantity) -> String| {
            if let (Some(declared), Some(least)) = (declared, least)
                && declared < least
            {
                out.push(format!("{} of {what}, and {} is", written(declared), written(least)));
            }
        };
    compare("cpu each", facts.cpu, Some(row.cpu), Quantity::as_cpu);
    compare("memory each", facts.memory, Some(row.memory), Quantity::as_memory);
    let least_data = row.least_data.as_ref().and_then(|text| text.parse().ok());
    compare("memory for data", facts.data_memory, least_data, Quantity::as_memory);
    out
}
