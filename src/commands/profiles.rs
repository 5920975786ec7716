//! `smpgen profiles`: the profiles and their loads, or the sizes of one.

use serde_json::{Map, Value, json};

use super::output::Console;
use super::{Status, render};
use crate::args::{Format, Profiles};
use crate::catalog::Catalog;
use crate::catalog::profile::Profile;
use crate::error::Result;
use crate::leaf;
use crate::plan::{self, ErrataChoice, Request};
use crate::report::table::{Align, table};
use crate::yaml::path::KeyPath;

pub fn run(catalog: &Catalog, args: &Profiles, console: &mut Console) -> Result<Status> {
    match &args.profile {
        Some(name) => show(catalog, catalog.profile(name)?, args, console),
        None => list(catalog, args.format, console),
    }
}

fn list(catalog: &Catalog, format: Format, console: &mut Console) -> Result<Status> {
    if format != Format::Table {
        console.structured(format, &json!({"version": 1, "profiles": catalog.profiles}))?;
        return Ok(Status::Clean);
    }
    let row = |profile: &Profile| {
        let load = profile.load;
        let licence = if profile.licence { "needed" } else { "-" };
        vec![
            profile.name.clone(),
            load.users.to_string(),
            load.ci.to_string(),
            load.cd.to_string(),
            licence.to_owned(),
            profile.purpose.clone(),
        ]
    };
    let head = [
        ("profile", Align::Left),
        ("users", Align::Right),
        ("parallel CI", Align::Right),
        ("parallel CD", Align::Right),
        ("licence", Align::Left),
        ("for", Align::Left),
    ];
    console.data(&table(&head, &catalog.profiles.iter().map(row).collect::<Vec<_>>()))?;
    Ok(Status::Clean)
}

/// Columns of the sizing table as people read it: title, and the key paths below a service or one of its parts.
const COLUMNS: [(&str, &str); 8] = [
    ("replicas", "replicaCount"),
    ("HPA", "autoscaling.enabled"),
    ("min", "autoscaling.minReplicas"),
    ("max", "autoscaling.maxReplicas"),
    ("heap", "java.memory"),
    ("CPU", "resources.requests.cpu"),
    ("memory", "resources.requests.memory"),
    ("limit", "resources.limits.memory"),
];

fn show(catalog: &Catalog, profile: &Profile, args: &Profiles, console: &mut Console) -> Result<Status> {
    let request = Request {
        profile,
        chart_version: render::chart_version(catalog, args.chart_version.as_deref())?,
        modules: Vec::new(),
        errata: ErrataChoice::Default,
        storage: Vec::new(),
    };
    let plan = plan::plan(catalog, &request)?;
    if args.format != Format::Table {
        let head = json!({
            "version": 1, "profile": profile.name, "load": profile.load, "licence": profile.licence,
            "purpose": profile.purpose, "chart_version": plan.chart_version, "errata": plan.errata, "values": plan.values,
        });
        console.structured(args.format, &head)?;
        return Ok(Status::Clean);
    }
    let rows: Vec<Vec<String>> = containers(&plan.values).into_iter().map(|(path, map)| row(&path, map)).collect();
    let mut head = vec![("service", Align::Left)];
    head.extend(COLUMNS.map(|(title, _)| (title, if title == "HPA" { Align::Left } else { Align::Right })));
    let load = profile.load;
    console.data(&format!(
        "{}: up to {} users, {} parallel CI and {} parallel CD executions. Chart {}, errata applied.\n\n{}",
        profile.name,
        load.users,
        load.ci,
        load.cd,
        plan.chart_version,
        table(&head, &rows)
    ))?;
    Ok(Status::Clean)
}

/// Every map that sizes a container, with its path: what holds `resources`, `replicaCount` or `autoscaling`.
fn containers(values: &Map<String, Value>) -> Vec<(KeyPath, &Map<String, Value>)> {
    let mut found = Vec::new();
    let mut open: Vec<(KeyPath, &Map<String, Value>)> = vec![(KeyPath::root(), values)];
    while let Some((path, map)) = open.pop() {
        let sizes = ["resources", "replicaCount", "replicas", "autoscaling"];
        if path.segments().len() > 1 && sizes.iter().any(|key| map.contains_key(*key)) {
            found.push((path.clone(), map));
        }
        for (key, value) in map.iter().rev() {
            if let Value::Object(inner) = value
                && !["resources", "autoscaling", "java", "volumeClaimTemplate"].contains(&key.as_str())
            {
                open.push((path.key(key), inner));
            }
        }
    }
    found.retain(|(path, _)| !path.to_string().starts_with("global."));
    found
}

fn row(path: &KeyPath, map: &Map<String, Value>) -> Vec<String> {
    let cell = |(title, key): (&str, &str)| {
        let key = if title == "replicas" && map.contains_key("replicas") { "replicas" } else { key };
        let value = key.parse().ok().and_then(|key: KeyPath| leaf::get(map, &key).cloned());
        match value {
            Some(Value::String(text)) => text,
            Some(Value::Bool(on)) => if on { "on" } else { "off" }.to_owned(),
            Some(other) => other.to_string(),
            None => "-".to_owned(),
        }
    };
    let mut cells = vec![path.to_string()];
    cells.extend(COLUMNS.map(cell));
    cells
}
