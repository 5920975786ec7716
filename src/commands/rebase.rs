//! `smpgen rebase`: an overlay over one profile as an overlay over another.

use serde_json::{Map, Value, json};

use super::carried::{Carried, Remark, check, counted, is_written, safe, save, short, shown_name};
use super::output::Console;
use super::{Status, chain, render, syntax};
use crate::args::{Format, Rebase, TextOrJson};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::mask::masked_json;
use crate::plan::{self, ErrataChoice, Plan, Request};
use crate::report::table::{Align, table};
use crate::upgrade::migrate::moved_between;
use crate::upgrade::rebase::{Line, Rebased, Verdict, rebase};
use crate::upgrade::text::Text;
use crate::yaml::path::KeyPath;

const VERDICTS: [Verdict; 4] = [Verdict::Kept, Verdict::Equal, Verdict::Copied, Verdict::Conflict];

pub fn run(catalog: &Catalog, args: &Rebase, console: &mut Console) -> Result<Status> {
    check(std::slice::from_ref(&args.file), &args.result)?;
    let errata = errata(&args.errata)?;
    let base = profile_at(catalog, "--base", &args.base, &errata)?;
    let onto = profile_at(catalog, "--onto", &args.onto, &errata)?;
    let source = chain::source(&args.file)?;
    let overlay = Text::read(source.name(), source.text()).map_err(|error| syntax::error(&source, &error))?;
    if let Some((span, why)) = overlay.refusal() {
        let position = source.position(span.start);
        return Err(Error::new(format!("{}:{}:{}: {why}", source.name(), position.line, position.column))
            .help("mend that first; `smpgen lint` says how, where it can be mended"));
    }
    for (from, to, since) in moved_between(catalog, overlay.values(), &base.chart_version, &onto.chart_version)? {
        let versions = format!("--from {} --to {}", base.chart_version, onto.chart_version);
        console.warning(&format!(
            "`{from}` moved to `{to}` in {since}: run `smpgen migrate {} {versions}` first",
            args.file
        ));
    }
    let rebased = rebase(overlay, &base.values, &onto.values)?;
    let file = Carried { name: shown_name(&args.file), old: source.text().to_owned(), new: rebased.text.clone() };
    let files = [file];
    save(&files, &args.result, console)?;
    let remarks: Vec<Remark> = rebased.lines.iter().filter_map(remark).collect();
    let [file] = &files;
    match args.result.format {
        TextOrJson::Text => console.data(&safe(&text(file, &rebased, &remarks, &base, &onto, args)))?,
        TextOrJson::Json => {
            console.structured(Format::Json, &structured(file, &rebased, &remarks, &base, &onto, args))?;
        }
    }
    let would_change = !is_written(&args.result) && file.changed();
    Ok(if remarks.is_empty() && !would_change { Status::Clean } else { Status::Differs })
}

/// What `--errata` asks for.
pub fn errata(flag: &str) -> Result<ErrataChoice> {
    render::errata_choice(flag)
        .map_err(|error| Error::new(format!("--errata: {}", error.message())).help(error.remedy().unwrap_or_default()))
}

/// The profile in `small@0.35.0`; without a version, of the newest.
fn profile_at(catalog: &Catalog, flag: &str, text: &str, errata: &ErrataChoice) -> Result<Plan> {
    let (name, version) = match text.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (text, None),
    };
    let in_flag = |error: Error| {
        let named = Error::new(format!("{flag}: {}", error.message()));
        error.remedy().map_or(named.clone(), |help| named.help(help))
    };
    let request = Request {
        profile: catalog.profile(name).map_err(in_flag)?,
        chart_version: render::chart_version(catalog, version).map_err(in_flag)?,
        modules: Vec::new(),
        errata: errata.clone(),
        storage: Vec::new(),
    };
    plan::plan(catalog, &request)
}

fn label(plan: &Plan) -> String {
    format!("{} {}", plan.profile.name, plan.chart_version)
}

fn remark(line: &Line) -> Option<Remark> {
    let (message, help) = match (line.verdict, &line.stuck) {
        (Verdict::Conflict, _) => (
            format!("`{}`: you changed it, and so did the profile; yours is kept", line.path),
            "delete it to take the new profile's value".to_owned(),
        ),
        (Verdict::Copied, Some(why)) => (
            format!("`{}` was copied from the old profile, and cannot go by itself: {why}", line.path),
            "delete it by hand, so that the new profile decides".to_owned(),
        ),
        _ => return None,
    };
    let null = Value::Null;
    let missing = |value: &Option<Value>| value.as_ref().unwrap_or(&null).clone();
    let values = vec![
        ("yours", line.path.clone(), line.value.clone()),
        ("old profile", line.path.clone(), missing(&line.base)),
        ("new profile", line.path.clone(), missing(&line.onto)),
    ];
    Some(Remark { path: line.path.clone(), to: None, position: line.position, message, help, values })
}

fn text(file: &Carried, rebased: &Rebased, remarks: &[Remark], base: &Plan, onto: &Plan, args: &Rebase) -> String {
    let mut out = file.diff("rebased", &args.result);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&format!("{}: {} to {}\n", file.name, label(base), label(onto)));
    let shown = |path: &KeyPath, value: &Option<Value>| match value {
        Some(value) => short(path, value),
        None => "-".to_owned(),
    };
    let told = rebased.lines.iter().filter(|line| line.verdict != Verdict::Kept);
    let rows: Vec<Vec<String>> = told
        .map(|line| {
            vec![
                line.path.to_string(),
                line.position.line.to_string(),
                short(&line.path, &line.value),
                shown(&line.path, &line.base),
                shown(&line.path, &line.onto),
                what(line),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let (old, new) = (label(base), label(onto));
        let head = [
            ("path", Align::Left),
            ("line", Align::Right),
            ("yours", Align::Right),
            (old.as_str(), Align::Right),
            (new.as_str(), Align::Right),
            ("what", Align::Left),
        ];
        out.push_str(&table(&head, &rows));
    }
    let counts = VERDICTS.iter().map(|verdict| (verdict, count(rebased, *verdict))).filter(|(_, count)| *count > 0);
    let counts = counts.map(|(verdict, count)| format!("{count} {}", verdict.word())).collect::<Vec<_>>().join(", ");
    let counts = if counts.is_empty() { counts } else { format!(": {counts}") };
    out.push_str(&format!("{}{counts}\n", counted(rebased.lines.len())));
    remarks.iter().for_each(|remark| out.push_str(&remark.text(&file.name)));
    out
}

/// What became of a value, in words.
fn what(line: &Line) -> String {
    let words = match (line.verdict, &line.stuck) {
        (Verdict::Kept, _) => "kept",
        (Verdict::Conflict, _) => "conflict: yours is kept",
        (Verdict::Equal, None) => "dropped: the new profile says the same",
        (Verdict::Equal, Some(_)) => "stays: the new profile says the same",
        (Verdict::Copied, None) if line.onto.is_none() => {
            "dropped: copied from the old profile; now the chart's default"
        }
        (Verdict::Copied, None) => "dropped: copied from the old profile",
        (Verdict::Copied, Some(_)) => "by hand: copied from the old profile",
    };
    words.to_owned()
}

fn count(rebased: &Rebased, verdict: Verdict) -> usize {
    rebased.lines.iter().filter(|line| line.verdict == verdict).count()
}

fn structured(file: &Carried, rebased: &Rebased, remarks: &[Remark], base: &Plan, onto: &Plan, args: &Rebase) -> Value {
    let masked = |path: &KeyPath, value: &Value| masked_json(path, value.clone());
    let line = |line: &Line| {
        let profile = |value: &Option<Value>| value.as_ref().map(|value| masked(&line.path, value));
        json!({
            "path": line.path.to_string(), "line": line.position.line, "what": line.verdict,
            "dropped": matches!(line.verdict, Verdict::Equal | Verdict::Copied) && line.stuck.is_none(),
            "value": masked(&line.path, &line.value), "base": profile(&line.base), "onto": profile(&line.onto),
        })
    };
    let side = |plan: &Plan| json!({"profile": plan.profile.name, "chart_version": plan.chart_version});
    let summary: Map<String, Value> =
        VERDICTS.iter().map(|verdict| (verdict.word().to_owned(), json!(count(rebased, *verdict)))).collect();
    let findings: Vec<Value> = remarks.iter().map(|remark| remark.json(&file.name)).collect();
    json!({
        "version": 1, "file": file.name, "base": side(base), "onto": side(onto), "errata": base.errata_choice,
        "changed": file.changed(), "written": is_written(&args.result) && file.changed(),
        "account": rebased.lines.iter().map(line).collect::<Vec<_>>(), "findings": findings, "summary": summary,
        "diff": file.diff("rebased", &args.result),
    })
}
