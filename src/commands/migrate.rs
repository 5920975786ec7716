//! `smpgen migrate`: values files for a later chart version.

use serde_json::{Map, Value, json};

use super::carried::{Carried, Remark, check, counted, is_written, safe, save, shown_name};
use super::output::Console;
use super::{Status, chain, syntax};
use crate::args::{Format, Migrate, TextOrJson};
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::report::table::{Align, table};
use crate::upgrade::migrate::account::{Fate, Line};
use crate::upgrade::migrate::{Failure, Finding, Migration, Request, migrate};

const FATES: [Fate; 6] = [Fate::Moved, Fate::Dropped, Fate::Unread, Fate::Review, Fate::Stuck, Fate::Kept];

pub fn run(catalog: &Catalog, args: &Migrate, console: &mut Console) -> Result<Status> {
    check(&args.files, &args.result)?;
    let request = request(catalog, args, console)?;
    let mut names: Vec<&String> = Vec::new();
    for name in &args.files {
        if names.contains(&name) {
            continue;
        }
        names.push(name);
    }
    let mut done: Vec<(Carried, Migration)> = Vec::new();
    for name in names {
        let source = chain::source(name)?;
        let migration = migrate(catalog, source.name(), source.text(), &request).map_err(|failure| match failure {
            Failure::Syntax(error) => syntax::error(&source, &error),
            Failure::Other(error) => error,
        })?;
        let file = Carried { name: shown_name(name), old: source.text().to_owned(), new: migration.text.clone() };
        done.push((file, migration));
    }
    let (files, migrations): (Vec<Carried>, Vec<Migration>) = done.into_iter().unzip();
    save(&files, &args.result, console)?;
    match args.result.format {
        TextOrJson::Text => {
            for (file, migration) in files.iter().zip(&migrations) {
                console.data(&safe(&text(file, migration, args, &request)))?;
            }
        }
        TextOrJson::Json => {
            let all = files.iter().zip(&migrations).map(|(file, migration)| structured(file, migration, args));
            let all: Vec<Value> = all.collect();
            let value = json!({
                "version": 1, "from": request.from.to_string(), "to": request.to.to_string(), "files": all,
            });
            console.structured(Format::Json, &value)?;
        }
    }
    for (file, migration) in files.iter().zip(&migrations) {
        tell_stale(file, migration, &request, console);
    }
    let findings = migrations.iter().any(|migration| !migration.findings.is_empty());
    let would_change = !is_written(&args.result) && files.iter().any(Carried::changed);
    Ok(if findings || would_change { Status::Differs } else { Status::Clean })
}

/// The two versions. Older ones than the catalog sizes are as good: the tables of moved keys go further back.
fn request(catalog: &Catalog, args: &Migrate, console: &Console) -> Result<Request> {
    let version =
        |flag: &str, text: &str| text.parse::<ChartVersion>().map_err(|why| Error::new(format!("{flag}: {why}")));
    let (from, to) = (version("--from", &args.from)?, version("--to", &args.to)?);
    if from > to {
        return Err(Error::new(format!("--from {from} comes after --to {to}"))
            .help("keys are carried to later versions only; the way back is the file as it was before"));
    }
    if to > *catalog.newest() {
        let newest = catalog.newest();
        console.warning(&format!("--to {to}: this smpgen knows charts up to {newest}; keys may have moved after it"));
    }
    Ok(Request { from, to, drop_removed: args.drop_removed })
}

fn text(file: &Carried, migration: &Migration, args: &Migrate, request: &Request) -> String {
    let (from, to) = (&request.from, &request.to);
    let mut out = file.diff("migrated", &args.result);
    if !out.is_empty() {
        out.push('\n');
    }
    if migration.rows.is_empty() && migration.findings.is_empty() {
        let all = counted(migration.account.len());
        return format!("{}: nothing to migrate from {from} to {to}; {all} kept\n", file.name);
    }
    out.push_str(&format!("{}: {from} to {to}\n", file.name));
    let line = |line: Option<usize>| line.map(|line| line.to_string()).unwrap_or_default();
    let rows: Vec<Vec<String>> = migration
        .rows
        .iter()
        .map(|row| {
            let new = row.new.as_ref().filter(|new| **new != row.old);
            vec![
                row.old.to_string(),
                line(row.old_line),
                new.map(ToString::to_string).unwrap_or_default(),
                line(row.new_line),
                row.values.to_string(),
                row.fate.word().to_owned(),
                // What a finding says stands below.
                if row.fate == Fate::Stuck { String::new() } else { row.reason.clone() },
            ]
        })
        .collect();
    if !rows.is_empty() {
        let head = [
            ("old path", Align::Left),
            ("line", Align::Right),
            ("new path", Align::Left),
            ("line", Align::Right),
            ("values", Align::Right),
            ("what", Align::Left),
            ("why", Align::Left),
        ];
        out.push_str(&table(&head, &rows));
    }
    out.push_str(&format!("{}: {}\n", counted(migration.account.len()), summary(migration)));
    for finding in &migration.findings {
        out.push_str(&remark(finding).text(&file.name));
    }
    out
}

/// `5 moved, 1 dropped, 40 kept`
fn summary(migration: &Migration) -> String {
    let count = |fate: &Fate| migration.account.iter().filter(|line| line.fate == *fate).count();
    let parts = FATES.iter().map(|fate| (fate, count(fate))).filter(|(_, count)| *count > 0);
    parts.map(|(fate, count)| format!("{count} {}", fate.word())).collect::<Vec<_>>().join(", ")
}

fn remark(finding: &Finding) -> Remark {
    let mut values = Vec::new();
    if let Some((old, in_the_way, there)) = &finding.values {
        values.push(("old place", finding.path.clone(), old.clone()));
        values.push(("new place", in_the_way.clone(), there.clone()));
    }
    Remark {
        path: finding.path.clone(),
        to: finding.to.clone(),
        position: finding.position,
        message: finding.message.clone(),
        help: finding.help.clone(),
        values,
    }
}

fn structured(file: &Carried, migration: &Migration, args: &Migrate) -> Value {
    let line = |line: &Line| {
        json!({
            "path": line.old.to_string(), "line": line.old_line, "new_path": line.new.as_ref().map(ToString::to_string),
            "new_line": line.new_line, "what": line.fate.word(), "reason": line.reason,
        })
    };
    let count = |fate: &Fate| migration.account.iter().filter(|line| line.fate == *fate).count();
    let summary: Map<String, Value> =
        FATES.iter().map(|fate| (fate.word().replace(' ', "_"), json!(count(fate)))).collect();
    let findings: Vec<Value> = migration.findings.iter().map(|finding| remark(finding).json(&file.name)).collect();
    json!({
        "file": file.name, "changed": file.changed(), "written": is_written(&args.result) && file.changed(),
        "account": migration.account.iter().map(line).collect::<Vec<_>>(), "findings": findings, "summary": summary,
        "diff": file.diff("migrated", &args.result),
    })
}

/// What moved before the version that the file is said to be for.
fn tell_stale(file: &Carried, migration: &Migration, request: &Request, console: &Console) {
    for stale in &migration.stale {
        let to = stale.to.as_ref().map(|to| format!(" to `{to}`")).unwrap_or_default();
        console.warning(&format!(
            "{}: `{}` moved{to} in {}, before {}: it was left alone; `smpgen lint` says what it does",
            file.name, stale.path, stale.since, request.from
        ));
    }
}
