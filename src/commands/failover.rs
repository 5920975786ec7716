//! `smpgen failover`: the runbook of two sites that change places.

use std::path::Path;

use super::deployment::{Commands, Deployment, deployments};
use super::gathered::{Flags, Gathered};
use super::helm_command::{self, word};
use super::output::Console;
use super::saved::{self, Rendered};
use super::{Status, which};
use crate::args::Failover;
use crate::catalog::Catalog;
use crate::error::{Error, Result, quoted};
use crate::plan::runbook::{Request, Scope, Side, runbook};
use crate::plan::standby;
use crate::render;
use crate::spec::inherit::Site;
use crate::spec::{Spec, StandbyMode};

pub fn run(catalog: &Catalog, args: &Failover, console: &mut Console) -> Result<Status> {
    let gathered = Gathered::read(args.spec.as_deref(), Flags::default())?;
    some_sites(&gathered.spec)?;
    let all = deployments(catalog, &gathered, &[], console)?;
    let (primary, standby, mode) = pair(&all, args.environment.as_deref())?;
    tell_contexts(primary, standby, console);
    let (primary_side, standby_side) = sides(primary, standby, mode, &args.files);
    let (from, to) = match args.back {
        false => (primary_side, standby_side),
        true => (standby_side, primary_side),
    };
    let scope = if args.application_only { Scope::ApplicationOnly } else { Scope::WithDatabases };
    let request = Request {
        spec: &standby.target.spec,
        recovery: standby.target.spec.recovery.as_ref(),
        mode,
        scope,
        back: args.back,
        from,
        to,
        compare: smpgen("diff --sites", args, false),
        other_way: smpgen("failover", args, true),
    };
    let runbook = gathered.settle_for(&standby.target, runbook(catalog, &request))?;
    let text = render::runbook::text(&runbook, &standby.installation.chart_version.to_string())?;
    match &args.output {
        None => console.data(&text)?,
        Some(path) => saved::save(&[Rendered { path: path.clone(), text }], args.force, console)?,
    }
    Ok(Status::Clean)
}

/// The two sites of `environment`, or of the only one that has two.
pub fn pair<'a>(
    all: &'a [Deployment],
    environment: Option<&str>,
) -> Result<(&'a Deployment, &'a Deployment, StandbyMode)> {
    let mut pairs = all.iter().zip(all.iter().skip(1)).filter_map(|(primary, standby)| match standby.target.site {
        Some(Site::Standby(mode)) => Some((primary, standby, mode)),
        _ => None,
    });
    let names: Vec<&str> = all.iter().filter_map(|one| one.target.environment.as_deref()).collect();
    if let Some(name) = environment {
        which::known_environment(name, &names)?;
        let found = pairs.find(|(_, standby, _)| standby.target.environment.as_deref() == Some(name));
        return found.ok_or_else(|| no_sites(&format!("the environment {}", quoted(name))));
    }
    match (pairs.next(), pairs.next()) {
        (None, _) => Err(no_sites("the spec")),
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => {
            let mut names: Vec<&str> = names;
            names.dedup();
            Err(Error::new("several environments have two sites: which of them?")
                .help(format!("give --environment with one of {}", names.join(", "))))
        }
    }
}

/// Refuses a spec in which nothing has two sites, before anything else is asked of it.
pub fn some_sites(spec: &Spec) -> Result<()> {
    let of_environment = spec.environments.values().any(|environment| environment.sites.is_some());
    match spec.sites.is_some() || of_environment {
        true => Ok(()),
        false => Err(no_sites("the spec")),
    }
}

/// Says where the commands of two sites go to one cluster: that of whoever runs them.
pub fn tell_contexts(primary: &Deployment, standby: &Deployment, console: &Console) {
    let nowhere = [primary, standby].into_iter().filter(|site| site.names.context.is_none());
    let names: Vec<String> = nowhere.map(|site| site.target.name()).collect();
    if !names.is_empty() {
        console.warning(&format!(
            "no `kubeContext` is named for {}: its commands go to whatever cluster is current, which may be that of the \
             other site",
            names.join(" and ")
        ));
    }
}

fn no_sites(what: &str) -> Error {
    Error::new(format!("{what} has one site, and nothing to fail over to"))
        .help("add `sites:` with `primary` and `standby` to smp.yaml")
}

/// Primary and standby, with the commands of each.
fn sides(primary: &Deployment, standby: &Deployment, mode: StandbyMode, files: &Path) -> (Side, Side) {
    let side = |deployment: &Deployment, serve: String, wait: Option<String>| Side {
        name: deployment.target.site.map(Site::name).unwrap_or_default().to_owned(),
        region: deployment.target.spec.region.clone(),
        kubectl: deployment.names.kubectl(),
        serve,
        wait,
    };
    let waits = mode == StandbyMode::ZeroPods;
    // What makes the standby wait knows only services, so it makes the primary wait too.
    let zero = standby.directory(files).join(standby::WAITING);
    let stop = helm_command::line(
        "upgrade",
        &primary.names,
        &primary.installation.chart_version,
        &primary.chain(files, false, &[zero]),
    );
    let commands = Commands::of(standby, files, false);
    let serve = commands.activate.unwrap_or_else(|| commands.upgrade.clone());
    (
        side(primary, Commands::of(primary, files, false).upgrade, waits.then_some(stop)),
        side(standby, serve, waits.then_some(commands.upgrade)),
    )
}

/// A command of smpgen for the same spec; `other_way` for the runbook of the opposite direction.
fn smpgen(command: &str, args: &Failover, other_way: bool) -> String {
    let mut out = format!("smpgen {command}");
    if let Some(spec) = &args.spec {
        out.push_str(&format!(" --spec {}", word(spec)));
    }
    if let Some(name) = &args.environment {
        out.push_str(&format!(" --environment {}", word(name)));
    }
    if other_way {
        if args.application_only {
            out.push_str(" --application-only");
        }
        if !args.back {
            out.push_str(" --back");
        }
        if args.files != Path::new(".") {
            out.push_str(&format!(" --files {}", word(&args.files.to_string_lossy())));
        }
    }
    out
}
