//! `smpgen rollout`: how the environments of a spec are upgraded, one after the other.

use super::Status;
use super::check_facts::facts;
use super::deployment::{Deployment, deployments};
use super::gathered::{Flags, Gathered};
use super::output::Console;
use super::rollout_check::{Checked, Checker};
use super::rollout_text::{structured, text};
use crate::args::{Format, Rollout};
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::lint::jump::Deployer;
use crate::lint::way::Verdict;
use crate::plan::rollout::{Turn, ahead, turns};
use crate::upgrade::path::{self, NoPath};

/// One environment and what its upgrade takes.
pub struct Planned {
    pub turn: Turn,
    pub way: Way,
}

/// The stops of an upgrade; or why there is none.
pub enum Way {
    Stops(Vec<Stop>),
    /// It runs that version already.
    There,
    Blocked(Vec<String>),
}

/// One stop.
pub struct Stop {
    pub version: ChartVersion,
    /// What must be finished here before going on.
    pub finish: Vec<String>,
    /// The check of each installation: one, or two sites. None behind a stop that cannot be rendered.
    pub sites: Vec<Checked>,
}

impl Planned {
    /// The worst of its stops.
    pub fn verdict(&self) -> Verdict {
        match &self.way {
            Way::There => Verdict::Clear,
            Way::Blocked(_) => Verdict::Blocked,
            Way::Stops(stops) => stops.iter().map(Stop::verdict).min().unwrap_or(Verdict::Clear),
        }
    }
}

impl Stop {
    /// The worst of its sites. What was not checked is not allowed.
    pub fn verdict(&self) -> Verdict {
        self.sites.iter().map(|site| site.verdict).min().unwrap_or(Verdict::Blocked)
    }
}

pub fn run(catalog: &Catalog, args: &Rollout, console: &mut Console) -> Result<Status> {
    let gathered = Gathered::read(args.spec.as_deref(), Flags::default())?;
    let to = catalog.chart_version(&args.to)?;
    let spec = &gathered.spec;
    if spec.environments.is_empty() {
        return Err(Error::new("the spec has no environments to upgrade one after the other")
            .help("add `environments:` to smp.yaml; the upgrade of one installation is `smpgen check`"));
    }
    let facts = facts(catalog.upgrades()?, &args.facts, Deployer::Helm)?;
    let all = deployments(catalog, &gathered, &[], console)?;
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
    let checker = Checker::new(catalog, &gathered, &args.files, facts)?;
    let mut planned = Vec::new();
    for turn in turns {
        let way = way(&checker, &own(&turn.name), &turn.from, &to)?;
        planned.push(Planned { turn, way });
    }
    match args.format {
        Format::Table => console.data(&text(&planned, &to, args))?,
        format => console.structured(format, &structured(&planned, &to, args))?,
    }
    let blocked = planned.iter().any(|planned| planned.verdict() == Verdict::Blocked);
    Ok(if blocked { Status::Differs } else { Status::Clean })
}

/// The way from one chart version to another, each stop checked.
fn way(checker: &Checker, sites: &[&Deployment], from: &ChartVersion, to: &ChartVersion) -> Result<Way> {
    if from == to {
        return Ok(Way::There);
    }
    let catalog = checker.catalog;
    let releases: Vec<ChartVersion> = catalog.releases.iter().map(|release| release.version.clone()).collect();
    let path = match path::plan(catalog.upgrades()?, &releases, from, to) {
        Ok(path) => path,
        Err(NoPath::Downgrade) => {
            return Ok(Way::Blocked(vec![format!("{from} is newer than {to}: databases do not go back")]));
        }
        Err(NoPath::Never(gates)) => {
            return Ok(Way::Blocked(gates.iter().map(|gate| gate.finish.clone()).collect()));
        }
    };
    let versions: Vec<ChartVersion> = path.stops.iter().map(|stop| stop.version.clone()).collect();
    let mut stops: Vec<Stop> = path
        .stops
        .into_iter()
        .map(|stop| Stop {
            version: stop.version,
            finish: stop.gates.iter().map(|gate| gate.finish.clone()).collect(),
            sites: Vec::new(),
        })
        .collect();
    for site in sites {
        for (stop, checked) in stops.iter_mut().zip(checker.walk(site, &versions)?) {
            stop.sites.push(checked);
        }
    }
    Ok(Way::Stops(stops))
}
