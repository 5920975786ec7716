//! A rollout as people and programs read it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::helm_command::{self, word};
use super::rollout::{Planned, Stop, Way};
use super::rollout_check::{Checked, Told};
use crate::args::Rollout;
use crate::catalog::version::ChartVersion;
use crate::lint::finding::Severity;
use crate::lint::way::Verdict;
use crate::plan::rollout::Turn;
use crate::plan::standby;
use crate::spec::inherit::Site;

/// How many findings of a step are shown.
const SHOWN: usize = 10;

/// The plan for people.
pub fn text(planned: &[Planned], to: &ChartVersion, args: &Rollout) -> String {
    let mut out = format!("Rollout to chart {to}\n");
    for one in planned {
        let Turn { name, from, wait, day } = &one.turn;
        let when = match (*day, *wait) {
            (0, _) => "day 0".to_owned(),
            (day, 0) => format!("day {day}, with the one before"),
            (day, 1) => format!("day {day}, 1 day after the one before"),
            (day, wait) => format!("day {day}, {wait} days after the one before"),
        };
        out.push_str(&format!("\n{name}: {when}\n"));
        match &one.way {
            Way::There => out.push_str(&format!("  runs {to} already\n")),
            Way::Blocked(why) => why.iter().for_each(|why| out.push_str(&format!("  cannot be upgraded: {why}\n"))),
            Way::Stops(stops) => {
                let path: Vec<String> = std::iter::once(from)
                    .chain(stops.iter().map(|stop| &stop.version))
                    .map(ToString::to_string)
                    .collect();
                out.push_str(&format!("  {}\n", path.join(" -> ")));
                let mut here = from;
                for stop in stops {
                    step(&mut out, name, here, stop, args);
                    here = &stop.version;
                }
            }
        }
    }
    let blocked: Vec<&str> =
        planned.iter().filter(|one| one.verdict() == Verdict::Blocked).map(|one| one.turn.name.as_str()).collect();
    if !blocked.is_empty() {
        out.push_str(&format!("\nBlocked: {}.\n", blocked.join(", ")));
    }
    out
}

fn step(out: &mut String, name: &str, here: &ChartVersion, stop: &Stop, args: &Rollout) {
    let to = &stop.version;
    if stop.sites.is_empty() {
        out.push_str(&format!("  to {to}: not checked, because of what is before it\n"));
        return;
    }
    out.push_str(&format!("  to {to}: {}\n", stop.verdict().words()));
    for checked in &stop.sites {
        findings(out, checked);
    }
    out.push_str(&format!("    write `environments.{name}.chartVersion: {to}`, then\n    {}\n", rendering(args)));
    commands(stop, here, args).iter().for_each(|line| out.push_str(&format!("    {line}\n")));
    for what in &stop.finish {
        out.push_str(&format!("    before going on: {what}\n"));
    }
}

fn findings(out: &mut String, checked: &Checked) {
    let site = site(checked).map(|name| format!("{name}: ")).unwrap_or_default();
    let worth = |told: &&Told| told.severity <= Severity::Warning;
    for told in checked.findings.iter().filter(worth).take(SHOWN) {
        let rule = told.rule.map(|rule| format!("[{rule}]")).unwrap_or_default();
        let place = told.place.as_ref().map(|(file, line)| format!(" ({file}:{line})")).unwrap_or_default();
        out.push_str(&format!("    {site}{}{rule}: {}{place}\n", told.severity.word(), told.message));
        if let Some(help) = &told.help {
            out.push_str(&format!("      help: {help}\n"));
        }
    }
    let more = checked.findings.iter().filter(worth).count().saturating_sub(SHOWN);
    let remarks = checked.findings.iter().filter(|told| !worth(told)).count();
    let mut rest = Vec::new();
    if more > 0 {
        rest.push(format!("{more} more"));
    }
    if remarks > 0 {
        rest.push(format!("{remarks} remark{}", if remarks == 1 { "" } else { "s" }));
    }
    if !rest.is_empty() {
        out.push_str(&format!("    {site}and {}, which the check below shows\n", rest.join(" and ")));
    }
}

/// The name of the site, where there are two.
fn site(checked: &Checked) -> Option<&'static str> {
    checked.deployment.target.site.map(Site::name)
}

/// The commands that bring one environment from one stop to the next: check and helm for each site.
fn commands(stop: &Stop, from: &ChartVersion, args: &Rollout) -> Vec<String> {
    let to = &stop.version;
    let mut out = Vec::new();
    for Checked { deployment, .. } in &stop.sites {
        let directory = deployment.directory(&args.files);
        let more: &[&str] = if deployment.standby.is_some() { &[standby::WAITING] } else { &[] };
        let more: Vec<PathBuf> = more.iter().map(|name| directory.join(name)).collect();
        let files = deployment.chain(&args.files, false, &more);
        let listed: String = files.iter().map(|file| format!(" -f {}", word(&file.to_string_lossy()))).collect();
        let which = which(deployment.target.environment.as_deref(), deployment.target.site);
        let spec = spec(args);
        out.push(format!("smpgen check{spec}{which} --from {from} --to {to}{listed}"));
        out.push(helm_command::line("upgrade", &deployment.names, to, &files));
    }
    out
}

/// The flags that say which installation of the spec is meant.
fn which(environment: Option<&str>, site: Option<Site>) -> String {
    let environment = environment.map(|name| format!(" --environment {}", word(name))).unwrap_or_default();
    let site = site.map(|site| format!(" --site {}", site.name())).unwrap_or_default();
    format!("{environment}{site}")
}

fn spec(args: &Rollout) -> String {
    args.spec.as_deref().map(|name| format!(" --spec {}", word(name))).unwrap_or_default()
}

fn rendering(args: &Rollout) -> String {
    let output = if args.files == Path::new(".") {
        String::new()
    } else {
        format!(" -o {}", word(&args.files.to_string_lossy()))
    };
    format!("smpgen render{}{output}", spec(args))
}

/// The plan for programs.
pub fn structured(planned: &[Planned], to: &ChartVersion, args: &Rollout) -> Value {
    let item = |one: &Planned| {
        let Turn { name, from, wait, day } = &one.turn;
        let mut here = from;
        let (mut steps, mut blocked) = (Vec::new(), Vec::new());
        match &one.way {
            Way::There => {}
            Way::Blocked(why) => blocked.clone_from(why),
            Way::Stops(stops) => {
                for stop in stops {
                    steps.push(json!({
                        "to": stop.version, "verdict": stop.verdict().words(),
                        "checks": stop.sites.iter().map(check).collect::<Vec<_>>(),
                        "commands": commands(stop, here, args), "before_going_on": stop.finish,
                    }));
                    here = &stop.version;
                }
            }
        }
        json!({
            "environment": name, "from": from, "wait_days": wait, "day": day, "verdict": one.verdict().words(),
            "steps": steps, "blocked": blocked,
        })
    };
    json!({"version": 1, "to": to, "environments": planned.iter().map(item).collect::<Vec<_>>()})
}

fn check(checked: &Checked) -> Value {
    let finding = |told: &Told| {
        json!({
            "rule": told.rule, "severity": told.severity, "message": told.message, "path": told.path,
            "location": told.place.as_ref().map(|(file, line)| json!({"file": file, "line": line})), "help": told.help,
        })
    };
    json!({
        "site": site(checked), "verdict": checked.verdict.words(),
        "findings": checked.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}
