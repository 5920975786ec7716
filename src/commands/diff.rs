//! `smpgen diff`: what differs between two profiles, or two chart versions, by service and key.

use serde_json::{Value, json};

use super::output::Console;
use super::{Status, render};
use crate::args::{Diff, Format};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::plan::compare::{Change, Difference, compare};
use crate::plan::{self, Plan, Request};
use crate::report::table::{Align, table};

pub fn run(catalog: &Catalog, args: &Diff, console: &mut Console) -> Result<Status> {
    let (left, right) = sides(catalog, args)?;
    let differences = compare(&left.values, &right.values);
    match args.format {
        Format::Table => console.data(&text(catalog, &left, &right, &differences))?,
        format => console.structured(format, &structured(catalog, &left, &right, &differences))?,
    }
    Ok(if differences.is_empty() { Status::Clean } else { Status::Differs })
}

/// The two plans that the arguments name.
fn sides(catalog: &Catalog, args: &Diff) -> Result<(Plan, Plan)> {
    let errata = render::errata_choice(&args.errata)?;
    refuse_mixed(catalog, args)?;
    let plan = |profile: &str, version: Option<&str>| {
        let request = Request {
            profile: catalog.profile(profile)?,
            chart_version: render::chart_version(catalog, version)?,
            modules: Vec::new(),
            errata: errata.clone(),
            storage: Vec::new(),
        };
        plan::plan(catalog, &request)
    };
    if let Some(profile) = &args.profile {
        return Ok((plan(profile, Some(&args.left))?, plan(profile, Some(&args.right))?));
    }
    let version = args.chart_version.as_deref();
    Ok((plan(&args.left, version)?, plan(&args.right, version)?))
}

/// Says where profiles and chart versions are mixed up, and how to write what is meant.
fn refuse_mixed(catalog: &Catalog, args: &Diff) -> Result<()> {
    let is_version = |text: &str| text.trim_start_matches('v').starts_with(|first: char| first.is_ascii_digit());
    let is_profile = |text: &str| catalog.profiles.iter().any(|profile| profile.name == text);
    let (left, right) = (args.left.as_str(), args.right.as_str());
    let versions: Vec<&str> = [left, right].into_iter().filter(|text| is_version(text)).collect();
    for version in &versions {
        catalog.chart_version(version)?;
    }
    if let Some(profile) = &args.profile {
        let profile = &catalog.profile(profile)?.name;
        let Some(named) = [left, right].into_iter().find(|text| is_profile(text)) else { return Ok(()) };
        let help = match versions.first() {
            Some(version) => format!("write: smpgen diff --profile {profile} {version} <VERSION>"),
            None if is_profile(left) && is_profile(right) => format!("write: smpgen diff {left} {right}"),
            None => format!("write: smpgen diff --profile {profile} <VERSION> <VERSION>"),
        };
        let mistake = format!("--profile takes two chart versions to compare, and `{named}` is a profile");
        return Err(Error::new(mistake).help(help));
    }
    match versions[..] {
        [] => Ok(()),
        [version] => {
            let profile = &catalog.profile(if version == left { right } else { left })?.name;
            let mistake =
                format!("`{profile}` is a profile and `{version}` a chart version: two of a kind are compared");
            Err(Error::new(mistake).help(format!(
                "write: smpgen diff {profile} <PROFILE> --chart-version {version}, \
                 or smpgen diff --profile {profile} {version} <VERSION>"
            )))
        }
        _ => Err(Error::new("two chart versions, but of which profile?")
            .help(format!("write: smpgen diff --profile medium {left} {right}"))),
    }
}

/// The service that a key path belongs to, and the rest of the path.
fn split(catalog: &Catalog, difference: &Difference) -> (String, String) {
    let path = difference.path.to_string();
    for module in &catalog.modules {
        let names = module.services.iter().map(|service| format!("{}.{}", module.name, service.name));
        let longest = names.filter(|name| path.starts_with(&format!("{name}."))).max_by_key(String::len);
        if let Some(service) = longest {
            let key = path[service.len() + 1..].to_owned();
            return (service, key);
        }
    }
    let (module, key) = path.split_once('.').unwrap_or((path.as_str(), ""));
    (module.to_owned(), key.to_owned())
}

fn name(plan: &Plan) -> String {
    format!("{} {}", plan.profile.name, plan.chart_version)
}

fn show(value: &Option<Value>) -> String {
    match value {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        Some(value) => value.to_string(),
        None => "-".to_owned(),
    }
}

fn count(differences: &[Difference], change: Change) -> usize {
    differences.iter().filter(|difference| difference.change == change).count()
}

const CHANGES: [Change; 5] = [Change::Grows, Change::Shrinks, Change::Changes, Change::Appears, Change::Goes];

fn text(catalog: &Catalog, left: &Plan, right: &Plan, differences: &[Difference]) -> String {
    if differences.is_empty() {
        return format!("{} and {} set the same values.\n", name(left), name(right));
    }
    let mut rows = Vec::new();
    for difference in differences {
        let (service, key) = split(catalog, difference);
        let change = difference.change.word().to_owned();
        rows.push(vec![service, key, change, show(&difference.left), show(&difference.right)]);
    }
    // Appended leaves of a service come behind those that both have; a stable sort brings each service together.
    let mut order: Vec<String> = Vec::new();
    for row in &rows {
        if !order.contains(&row[0]) {
            order.push(row[0].clone());
        }
    }
    rows.sort_by_key(|row| order.iter().position(|service| *service == row[0]));
    let (left_name, right_name) = (name(left), name(right));
    let head = [
        ("service", Align::Left),
        ("key", Align::Left),
        ("", Align::Left),
        (left_name.as_str(), Align::Right),
        (right_name.as_str(), Align::Right),
    ];
    let counts = CHANGES.iter().map(|change| format!("{} {}", change.word(), count(differences, *change)));
    let counts = counts.filter(|count| !count.ends_with(" 0")).collect::<Vec<_>>().join(", ");
    let leaves = if differences.len() == 1 {
        "1 leaf differs".to_owned()
    } else {
        format!("{} leaves differ", differences.len())
    };
    format!("{}\n{leaves}: {counts}\n", table(&head, &rows))
}

fn structured(catalog: &Catalog, left: &Plan, right: &Plan, differences: &[Difference]) -> Value {
    let side = |plan: &Plan| json!({"profile": plan.profile.name, "chart_version": plan.chart_version});
    let item = |difference: &Difference| {
        let (service, key) = split(catalog, difference);
        json!({
            "service": service, "key": key, "path": difference.path.to_string(), "change": difference.change,
            "left": difference.left, "right": difference.right,
        })
    };
    let summary: serde_json::Map<String, Value> =
        CHANGES.iter().map(|change| (change.word().to_owned(), json!(count(differences, *change)))).collect();
    json!({
        "version": 1, "left": side(left), "right": side(right),
        "differences": differences.iter().map(item).collect::<Vec<_>>(), "summary": summary,
    })
}
