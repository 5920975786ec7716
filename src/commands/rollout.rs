//! `smpgen rollout`: how the environments of a spec are upgraded, one after the other.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Status;
use super::deployment::{Deployment, deployments};
use super::gathered::{Flags, Gathered};
use super::helm_command::{self, word};
use super::output::Console;
use crate::args::{Format, Rollout};
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::plan::rollout::{Turn, ahead, turns};
use crate::plan::standby;
use crate::upgrade::path::{self, NoPath};

/// One environment and what its upgrade takes.
struct Planned<'a> {
    turn: Turn,
    way: Way,
    /// Its installations: one, or two sites.
    sites: Vec<&'a Deployment>,
}

/// The stops of an upgrade, each with what must be finished there; or why there is none.
enum Way {
    Stops(Vec<(ChartVersion, Vec<String>)>),
    /// It runs that version already.
    There,
    Blocked(Vec<String>),
}

pub fn run(catalog: &Catalog, args: &Rollout, console: &mut Console) -> Result<Status> {
    let gathered = Gathered::read(args.spec.as_deref(), Flags::default())?;
    let to = catalog.chart_version(&args.to)?;
    let all = deployments(catalog, &gathered, &[], console)?;
    let spec = &gathered.spec;
    if spec.environments.is_empty() {
        return Err(Error::new("the spec has no environments to upgrade one after the other")
            .help("add `environments:` to smp.yaml; the upgrade of one installation is `smpgen check`"));
    }
    let own = |name: &str| all.iter().filter(|one| one.target.environment.as_deref() == Some(name)).collect::<Vec<_>>();
    let mut known = Vec::new();
    for (name, environment) in &spec.environments {
        if let Some(first) = own(name).first() {
            known.push((name.clone(), first.installation.chart_version.clone(), environment.wait_days));
        }
    }
    let turns = turns(&known);
    for (earlier, later) in ahead(&turns) {
        console.warning(&format!(
            "{} runs {} already, and {}, which comes before it, only {}",
            later.name, later.from, earlier.name, earlier.from
        ));
    }
    let mut planned = Vec::new();
    for turn in turns {
        let way = way(catalog, &turn.from, &to)?;
        planned.push(Planned { sites: own(&turn.name), turn, way });
    }
    match args.format {
        Format::Table => console.data(&text(&planned, &to, args))?,
        format => console.structured(format, &structured(&planned, &to, args))?,
    }
    let blocked = planned.iter().any(|planned| matches!(planned.way, Way::Blocked(_)));
    Ok(if blocked { Status::Differs } else { Status::Clean })
}

/// The way from one chart version to another: the one place that asks the planner of upgrades.
fn way(catalog: &Catalog, from: &ChartVersion, to: &ChartVersion) -> Result<Way> {
    if from == to {
        return Ok(Way::There);
    }
    let upgrades = catalog.upgrades()?;
    let releases: Vec<ChartVersion> = catalog.releases.iter().map(|release| release.version.clone()).collect();
    Ok(match path::plan(upgrades, &releases, from, to) {
        Ok(path) => {
            let stops = path.stops.into_iter();
            Way::Stops(
                stops.map(|stop| (stop.version, stop.gates.iter().map(|gate| gate.finish.clone()).collect())).collect(),
            )
        }
        Err(NoPath::Downgrade) => Way::Blocked(vec![format!("{from} is newer than {to}: databases do not go back")]),
        Err(NoPath::Never(gates)) => Way::Blocked(gates.iter().map(|gate| gate.finish.clone()).collect()),
    })
}

/// The commands that bring one environment from one stop to the next: check, render, and helm for each site.
fn commands(planned: &Planned, from: &ChartVersion, to: &ChartVersion, args: &Rollout) -> Vec<String> {
    let mut out = Vec::new();
    for deployment in &planned.sites {
        let directory = deployment.directory(&args.files);
        let more: &[&str] = if deployment.standby.is_some() { &[standby::WAITING] } else { &[] };
        let more: Vec<PathBuf> = more.iter().map(|name| directory.join(name)).collect();
        let files = deployment.chain(&args.files, false, &more);
        let listed: String = files.iter().map(|file| format!(" -f {}", word(&file.to_string_lossy()))).collect();
        out.push(format!("smpgen check --from {from} --to {to}{listed}"));
        out.push(helm_command::line("upgrade", &deployment.names, to, &files));
    }
    out
}

/// What to write into smp.yaml before a stop, and the command that follows.
fn rendering(args: &Rollout) -> String {
    let spec = args.spec.as_deref().map(|name| format!(" --spec {}", word(name))).unwrap_or_default();
    let output = if args.files == Path::new(".") {
        String::new()
    } else {
        format!(" -o {}", word(&args.files.to_string_lossy()))
    };
    format!("smpgen render{spec}{output}")
}

fn text(planned: &[Planned], to: &ChartVersion, args: &Rollout) -> String {
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
                let path: Vec<String> =
                    std::iter::once(from).chain(stops.iter().map(|(stop, _)| stop)).map(ToString::to_string).collect();
                out.push_str(&format!("  {}\n", path.join(" -> ")));
                let mut here = from;
                for (stop, finish) in stops {
                    out.push_str(&format!(
                        "  to {stop}: write `environments.{name}.chartVersion: {stop}`, then\n    {}\n",
                        rendering(args)
                    ));
                    commands(one, here, stop, args).iter().for_each(|line| out.push_str(&format!("    {line}\n")));
                    for what in finish {
                        out.push_str(&format!("    before going on: {what}\n"));
                    }
                    here = stop;
                }
            }
        }
    }
    out
}

fn structured(planned: &[Planned], to: &ChartVersion, args: &Rollout) -> Value {
    let item = |one: &Planned| {
        let Turn { name, from, wait, day } = &one.turn;
        let (path, blocked) = match &one.way {
            Way::There => (Vec::new(), Vec::new()),
            Way::Blocked(why) => (Vec::new(), why.clone()),
            Way::Stops(stops) => (stops.clone(), Vec::new()),
        };
        let mut here = from.clone();
        let mut steps = Vec::new();
        for (stop, finish) in path {
            let commands = commands(one, &here, &stop, args);
            steps.push(json!({"to": stop, "commands": commands, "before_going_on": finish}));
            here = stop;
        }
        json!({"environment": name, "from": from, "wait_days": wait, "day": day, "steps": steps, "blocked": blocked})
    };
    json!({"version": 1, "to": to, "environments": planned.iter().map(item).collect::<Vec<_>>()})
}
