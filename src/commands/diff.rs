//! `smpgen diff`: what differs between two profiles, two chart versions or two files, by service and key.

use serde_json::{Value, json};

use super::diff_side::{Side, is_file};
use super::output::Console;
use super::{Status, diff_sites, render};
use crate::args::{Diff, Format};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::mask::masked_json;
use crate::plan::compare::{Change, Difference, compare};
use crate::plan::{self, Request};
use crate::report::table::{Align, table};
use crate::yaml::path::KeyPath;

pub fn run(catalog: &Catalog, args: &Diff, console: &mut Console) -> Result<Status> {
    if args.sites {
        return diff_sites::run(catalog, args, console);
    }
    let (left, right) = sides(catalog, args)?;
    let differences = compare(&left.values, &right.values);
    match args.format {
        Format::Table => console.data(&text(catalog, &left, &right, &differences))?,
        format => console.structured(format, &structured(catalog, &left, &right, &differences))?,
    }
    Ok(if differences.is_empty() { Status::Clean } else { Status::Differs })
}

/// The two arguments, which are there without `--sites`.
fn names(args: &Diff) -> (&str, &str) {
    (args.left.as_deref().unwrap_or_default(), args.right.as_deref().unwrap_or_default())
}

/// The two things that the arguments name.
fn sides(catalog: &Catalog, args: &Diff) -> Result<(Side, Side)> {
    let errata = render::errata_choice(&args.errata).map_err(|error| {
        Error::new(format!("--errata: {}", error.message())).help(error.remedy().unwrap_or_default())
    })?;
    let (left, right) = names(args);
    if left == "-" && right == "-" {
        return Err(Error::new("`-` stands twice: standard input can be read once").help("give one of them as a file"));
    }
    if !is_file(left) && !is_file(right) {
        refuse_mixed(catalog, args)?;
    }
    let side = |name: &str| {
        if is_file(name) {
            return Side::file(name);
        }
        let (profile, version) = match &args.profile {
            Some(profile) => (profile.as_str(), Some(name)),
            None => (name, args.chart_version.as_deref()),
        };
        let request = Request {
            profile: catalog.profile(profile)?,
            chart_version: render::chart_version(catalog, version)?,
            modules: Vec::new(),
            errata: errata.clone(),
            storage: Vec::new(),
        };
        plan::plan(catalog, &request).map(Side::plan)
    };
    Ok((side(left)?, side(right)?))
}

/// Says where profiles and chart versions are mixed up, and how to write what is meant.
fn refuse_mixed(catalog: &Catalog, args: &Diff) -> Result<()> {
    let is_version = |text: &str| text.trim_start_matches('v').starts_with(|first: char| first.is_ascii_digit());
    let is_profile = |text: &str| catalog.profiles.iter().any(|profile| profile.name == text);
    let (left, right) = names(args);
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

/// A value as it may be shown, with its line where it comes from a file.
fn show(side: &Side, path: &KeyPath, value: &Option<Value>, quoted: bool) -> String {
    let Some(value) = value else { return "-".to_owned() };
    let text = match masked_json(path, value.clone()) {
        Value::String(text) if !text.is_empty() && !quoted => text,
        Value::Object(map) if !map.is_empty() => "a map".to_owned(),
        other => other.to_string(),
    };
    match side.line(path) {
        Some(line) => format!("{text} (line {line})"),
        None => text,
    }
}

fn count(differences: &[Difference], change: Change) -> usize {
    differences.iter().filter(|difference| difference.change == change).count()
}

const CHANGES: [Change; 6] =
    [Change::Grows, Change::Shrinks, Change::Changes, Change::Retyped, Change::Appears, Change::Goes];

fn text(catalog: &Catalog, left: &Side, right: &Side, differences: &[Difference]) -> String {
    if differences.is_empty() {
        return format!("{} and {} set the same values.\n", left.label, right.label);
    }
    let mut rows = Vec::new();
    for difference in differences {
        let (service, key) = split(catalog, difference);
        let change = difference.change.word().to_owned();
        // Of what differs in type only, the text is the same: quotes tell them apart.
        let quoted = difference.change == Change::Retyped;
        let old = show(left, &difference.path, &difference.left, quoted);
        let new = show(right, &difference.path, &difference.right, quoted);
        rows.push(vec![service, key, change, old, new]);
    }
    // Appended leaves of a service come behind those that both have; a stable sort brings each service together.
    let mut order: Vec<String> = Vec::new();
    for row in &rows {
        if !order.contains(&row[0]) {
            order.push(row[0].clone());
        }
    }
    rows.sort_by_key(|row| order.iter().position(|service| *service == row[0]));
    let head = [
        ("service", Align::Left),
        ("key", Align::Left),
        ("", Align::Left),
        (left.label.as_str(), Align::Right),
        (right.label.as_str(), Align::Right),
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

fn structured(catalog: &Catalog, left: &Side, right: &Side, differences: &[Difference]) -> Value {
    let shown = |path: &KeyPath, value: &Option<Value>| value.clone().map(|value| masked_json(path, value));
    let item = |difference: &Difference| {
        let (service, key) = split(catalog, difference);
        json!({
            "service": service, "key": key, "path": difference.path.to_string(), "change": difference.change,
            "left": shown(&difference.path, &difference.left), "right": shown(&difference.path, &difference.right),
            "left_line": left.line(&difference.path), "right_line": right.line(&difference.path),
        })
    };
    let summary: serde_json::Map<String, Value> =
        CHANGES.iter().map(|change| (change.word().to_owned(), json!(count(differences, *change)))).collect();
    json!({
        "version": 1, "left": left.described(), "right": right.described(),
        "differences": differences.iter().map(item).collect::<Vec<_>>(), "summary": summary,
    })
}
