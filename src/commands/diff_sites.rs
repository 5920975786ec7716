//! `smpgen diff --sites`: whether the two sites of a warm standby are one installation.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::deployment::{Deployment, deployments};
use super::failover::{pair, some_sites};
use super::gathered::{Flags, Gathered};
use super::output::Console;
use super::{Status, chain, syntax};
use crate::args::{Diff, Format};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::helm::json::to_json;
use crate::helm::read::read;
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::leaf;
use crate::lint::unit::header;
use crate::mask::masked_json;
use crate::plan::parity::{SiteDifference, flag_problems, parity};
use crate::plan::standby;
use crate::report::table::{Align, table};
use crate::yaml::path::KeyPath;

/// Merged values of one site, and the chart versions that its files name.
struct Side {
    values: Map<String, Value>,
    versions: Vec<String>,
}

pub fn run(catalog: &Catalog, args: &Diff, console: &mut Console) -> Result<Status> {
    let gathered = Gathered::read(args.spec.as_deref(), Flags::default())?;
    some_sites(&gathered.spec)?;
    let all = deployments(catalog, &gathered, &[], console)?;
    let (primary, standby, _) = pair(&all, args.environment.as_deref())?;
    let (left, right) = match &args.left {
        Some(directory) => (on_disk(primary, Path::new(directory))?, on_disk(standby, Path::new(directory))?),
        None => (planned(primary), planned(standby)),
    };
    let version = &standby.installation.chart_version;
    let assumed = standby.standby.as_ref().map(|standby| standby.assumed.as_slice()).unwrap_or_default();
    let differences = parity(catalog, version, &left.values, &right.values, assumed)?;
    let mut problems = flag_problems(&left.values, &right.values);
    problems.extend(version_problem(&left, &right));
    match args.format {
        Format::Table => console.data(&text(&differences, &problems))?,
        format => console.structured(format, &structured(&differences, &problems))?,
    }
    let differs = !problems.is_empty() || differences.iter().any(|found| found.allowed.is_none());
    Ok(if differs { Status::Differs } else { Status::Clean })
}

/// What the plan of a site comes to, a standby as it is once it has taken over.
fn planned(deployment: &Deployment) -> Side {
    let mut values = deployment.installation.merged();
    if let Some(standby) = &deployment.standby {
        leaf::merge(&mut values, &standby.waiting.values);
        leaf::merge(&mut values, &standby.activate.values);
    }
    Side { values, versions: vec![deployment.installation.chart_version.to_string()] }
}

/// The same from the files that were rendered below `directory`, and the user's own file where there is one.
fn on_disk(deployment: &Deployment, directory: &Path) -> Result<Side> {
    let site = deployment.directory(directory);
    let more: &[&str] = match &deployment.standby {
        Some(_) => &[standby::WAITING, standby::ACTIVATE],
        None => &[],
    };
    let more: Vec<PathBuf> = more.iter().map(|name| site.join(name)).collect();
    let user_file = deployment.user_file(directory);
    let mut side = Side { values: Map::new(), versions: Vec::new() };
    for file in deployment.chain(directory, false, &more) {
        // Only what smpgen rendered has to be there. A pipe would be waited for, and helm is the one to read it.
        if file == user_file && !fs::metadata(&file).is_ok_and(|found| found.is_file() || found.is_dir()) {
            continue;
        }
        let source = chain::source(&file.to_string_lossy());
        let source = match file == user_file {
            true => source?,
            false => source
                .map_err(|error| Error::new(error.message()).help("render the sites first: smpgen render -o DIR"))?,
        };
        side.versions.extend(header(source.text(), "chart version").map(str::to_owned));
        let reading = read(&source, LayerId(0), HelmVersion::V3).map_err(|error| syntax::error(&source, &error))?;
        if let Value::Object(values) = to_json(&reading.root.value) {
            leaf::merge(&mut side.values, &values);
        }
    }
    side.versions.sort();
    side.versions.dedup();
    Ok(side)
}

fn version_problem(left: &Side, right: &Side) -> Option<String> {
    let mut all: Vec<&str> = left.versions.iter().chain(&right.versions).map(String::as_str).collect();
    all.sort_unstable();
    all.dedup();
    match all.len() {
        0 | 1 => None,
        _ => Some(format!("the files are for different chart versions: {}", all.join(", "))),
    }
}

fn show(path: &KeyPath, value: &Option<Value>) -> String {
    let Some(value) = value else { return "-".to_owned() };
    match masked_json(path, value.clone()) {
        Value::String(text) if !text.is_empty() => text,
        other => other.to_string(),
    }
}

fn text(differences: &[SiteDifference], problems: &[String]) -> String {
    let head = [("key", Align::Left), ("primary", Align::Right), ("standby", Align::Right), ("", Align::Left)];
    let row = |found: &SiteDifference| {
        let SiteDifference { difference, allowed, .. } = found;
        let path = &difference.path;
        let why = allowed.as_ref().map_or("must not differ".to_owned(), |why| format!("may differ: {why}"));
        vec![path.to_string(), show(path, &difference.left), show(path, &difference.right), why]
    };
    // Those are many, and each says the same.
    let rows: Vec<Vec<String>> = differences.iter().filter(|found| !found.assumed).map(row).collect();
    let assumed = differences.iter().filter(|found| found.assumed).count();
    let wrong = problems.len() + differences.iter().filter(|found| found.allowed.is_none()).count();
    let mut out = String::new();
    if !rows.is_empty() {
        out.push_str(&format!("{}\n", table(&head, &rows)));
    }
    if assumed > 0 {
        out.push_str(&format!(
            "The standby writes out {assumed} values that the primary leaves to the chart; --format json lists them.\n"
        ));
    }
    problems.iter().for_each(|problem| out.push_str(&format!("{problem}\n")));
    let allowed = differences.iter().filter(|found| found.allowed.is_some() && !found.assumed).count();
    out.push_str(&match (wrong, allowed) {
        (0, 0) => "The two sites are the same.\n".to_owned(),
        (0, allowed) => format!("The two sites are one installation; {allowed} values differ that may.\n"),
        (wrong, _) => format!("The two sites are not one installation: {wrong} to look at.\n"),
    });
    out
}

fn structured(differences: &[SiteDifference], problems: &[String]) -> Value {
    let shown = |path: &KeyPath, value: &Option<Value>| value.clone().map(|value| masked_json(path, value));
    let item = |found: &SiteDifference| {
        let path = &found.difference.path;
        json!({
            "path": path.to_string(), "change": found.difference.change,
            "primary": shown(path, &found.difference.left), "standby": shown(path, &found.difference.right),
            "allowed": found.allowed, "assumed": found.assumed,
        })
    };
    json!({"version": 1, "differences": differences.iter().map(item).collect::<Vec<_>>(), "problems": problems})
}
