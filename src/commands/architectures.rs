//! `smpgen architectures`: the reference architectures, or what one sets, demands and forbids.

use serde_json::{Value, json};

use super::Status;
use super::output::Console;
use crate::args::{Architectures, Format};
use crate::catalog::Catalog;
use crate::catalog::architecture::{Architecture, Backup, Class};
use crate::error::Result;
use crate::report::table::{Align, table};

pub fn run(catalog: &Catalog, args: &Architectures, console: &mut Console) -> Result<Status> {
    match &args.architecture {
        Some(id) => show(catalog, catalog.architecture(id)?, args.format, console),
        None => list(catalog, args.format, console),
    }
}

fn list(catalog: &Catalog, format: Format, console: &mut Console) -> Result<Status> {
    let all = catalog.architectures()?;
    if format != Format::Table {
        let all: Vec<Value> = all.iter().map(|architecture| data(catalog, architecture)).collect::<Result<_>>()?;
        console.structured(format, &json!({"version": 1, "architectures": all}))?;
        return Ok(Status::Clean);
    }
    let row = |architecture: &Architecture| {
        vec![
            architecture.id.clone(),
            runs(architecture.databases).to_owned(),
            ha(architecture).to_owned(),
            architecture.backup.words().to_owned(),
            architecture.profiles.join(", "),
            architecture.title.clone(),
        ]
    };
    let head =
        ["architecture", "databases", "HA", "backup", "profiles", "documented as"].map(|title| (title, Align::Left));
    console.data(&table(&head, &all.iter().map(row).collect::<Vec<_>>()))?;
    Ok(Status::Clean)
}

fn show(catalog: &Catalog, architecture: &Architecture, format: Format, console: &mut Console) -> Result<Status> {
    if format != Format::Table {
        let Value::Object(mut map) = data(catalog, architecture)? else { return Ok(Status::Clean) };
        map.shift_insert(0, "version".to_owned(), json!(1));
        console.structured(format, &Value::Object(map))?;
        return Ok(Status::Clean);
    }
    let mut out = format!("{}: {}\n{}\n\n", architecture.id, architecture.title, architecture.audience);
    let facts = [
        ("databases", runs(architecture.databases)),
        ("high availability", ha(architecture)),
        ("backup", architecture.backup.words()),
        ("licence", if architecture.licence { "needed" } else { "not needed" }),
    ];
    for (name, value) in facts {
        out.push_str(&format!("{name:<19}{value}\n"));
    }
    out.push_str(&format!("{:<19}{}\n", "profiles", architecture.profiles.join(", ")));
    section(&mut out, "Sets", &set_lines(architecture));
    section(&mut out, "Demands", &demands(architecture));
    section(&mut out, "Forbids", &forbids(catalog, architecture)?);
    section(&mut out, "Must be there before", &architecture.needs);
    console.data(&out)?;
    Ok(Status::Clean)
}

fn section(out: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        out.push_str(&format!("\n{title}\n"));
        out.push_str(&lines.iter().map(|line| format!("  {line}\n")).collect::<String>());
    }
}

fn runs(class: Class) -> &'static str {
    match class {
        Class::InCluster => "in-cluster",
        Class::SelfManaged => "self-managed",
        Class::Cloud => "cloud",
    }
}

fn ha(architecture: &Architecture) -> &'static str {
    match (architecture.ha, architecture.sites) {
        (false, _) => "no",
        (true, 1) => "yes",
        (true, _) => "yes, two sites",
    }
}

/// A value that stands in `architecture.yaml`, and the first chart it is for.
fn sets(architecture: &Architecture) -> Vec<(&str, Value, Option<&'static str>)> {
    // The same in all of them; see `plan/architecture.rs`.
    let mut sets = vec![("global.autoscaling.enabled", json!(false), Some("0.23.0"))];
    sets.extend(architecture.values.iter().map(|value| (value.path.as_str(), value.is.clone(), None)));
    sets
}

fn set_lines(architecture: &Architecture) -> Vec<String> {
    let since = |since: Option<&str>| since.map(|version| format!(" (since chart {version})")).unwrap_or_default();
    let mut lines: Vec<String> =
        sets(architecture).into_iter().map(|(path, value, first)| format!("{path}: {value}{}", since(first))).collect();
    for floor in &architecture.floors {
        lines.push(format!("at least {} pods, and since chart 0.21.0 a disruption budget, of", floor.replicas));
        lines.extend(floor.services.chunks(4).map(|services| format!("  {}", services.join("  "))));
    }
    lines
}

fn demands(architecture: &Architecture) -> Vec<String> {
    let mut lines = Vec::new();
    if architecture.licence {
        lines.push("`license`: where the licence is".to_owned());
    }
    if architecture.backup == Backup::Required {
        lines.push("`backup`: what backs the cluster's volumes up".to_owned());
    }
    for (store, classes) in architecture.stores.iter().filter(|(_, classes)| !classes.contains(&Class::InCluster)) {
        let classes: Vec<&str> = classes.iter().map(|class| runs(*class)).collect();
        lines.push(format!("`datastores.{store}.provider`: {}", classes.join(" or ")));
    }
    lines.push("`registry`: since chart 0.41.0 a pull secret, or a registry of your own".to_owned());
    lines
}

fn forbids(catalog: &Catalog, architecture: &Architecture) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let others = catalog.profiles.iter().map(|profile| profile.name.as_str());
    let others: Vec<&str> = others.filter(|name| !architecture.profiles.iter().any(|known| known == name)).collect();
    if !others.is_empty() {
        lines.push(format!("profile {}: {}", others.join(", "), architecture.profiles_reason));
    }
    for (store, classes) in &architecture.stores {
        let others: Vec<&str> =
            catalog.providers(store)?.filter(|(_, class)| !classes.contains(class)).map(|(name, _)| name).collect();
        if !others.is_empty() {
            lines.push(format!("{store} {}: {}", others.join(", "), architecture.stores_reason));
        }
    }
    Ok(lines)
}

/// The same for programs.
fn data(catalog: &Catalog, architecture: &Architecture) -> Result<Value> {
    let sets: Vec<Value> = sets(architecture)
        .into_iter()
        .map(|(path, value, since)| json!({"path": path, "value": value, "since": since}))
        .collect();
    Ok(json!({
        "architecture": architecture.id,
        "title": architecture.title,
        "audience": architecture.audience,
        "databases": architecture.databases,
        "production": architecture.production,
        "ha": architecture.ha,
        "sites": architecture.sites,
        "backup": architecture.backup,
        "licence": architecture.licence,
        "profiles": architecture.profiles,
        "stores": architecture.stores,
        "sets": sets,
        "floors": architecture.floors,
        "demands": demands(architecture),
        "forbids": forbids(catalog, architecture)?,
        "needs": architecture.needs,
    }))
}
