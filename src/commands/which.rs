//! Which installation of smp.yaml values are linted for, and what it declares.

use super::counterpart::Counterpart;
use super::deployment::deployments;
use super::failover::pair;
use super::gathered::Gathered;
use super::output::Console;
use crate::args::{Lint, SiteFlag, Which};
use crate::catalog::Catalog;
use crate::error::{Error, Result, quoted};
use crate::lint::context::Declared;
use crate::lint::site::SiteRole;
use crate::spec::declared::declared;
use crate::spec::inherit::{self, Site, Target};
use crate::spec::problem::Problem;
use crate::spec::shared::{same, shared};
use crate::suggest;

/// What the chosen installations declare.
pub struct Facts {
    pub declared: Declared,
    pub chart_version: Option<String>,
    /// The installations that were not told apart, by name.
    of: Vec<String>,
    /// Parts of the spec in which they differ, which do not count.
    left_out: Vec<&'static str>,
}

impl Facts {
    /// Says what does not count, unless flags say it.
    pub fn tell(&self, args: &Lint, console: &Console) {
        let flags = [
            ("profile", args.profile.is_some()),
            ("architecture", args.architecture.is_some()),
            ("chartVersion", args.chart_version.is_some()),
        ];
        let given = |name: &str| flags.contains(&(name, true));
        let left_out: Vec<&str> = self.left_out.iter().copied().filter(|name| !given(name)).collect();
        if left_out.is_empty() {
            return;
        }
        let several = self.of.iter().any(|name| name != inherit::PRIMARY && name != inherit::STANDBY);
        let flag = if several { "--environment" } else { "--site" };
        console.note(&format!(
            "smp.yaml is about {}, which differ in {}: that does not count; choose one with {flag}",
            self.of.join(", "),
            left_out.join(", ")
        ));
    }
}

/// The facts that all installations share which the flags leave.
///
/// # Errors
/// An installation that the spec does not have, and a fact that is none.
pub fn facts(catalog: &Catalog, gathered: &Gathered, which: &Which) -> Result<Facts> {
    let spec = &gathered.spec;
    if let (Some(name), true) = (&which.environment, spec.environments.is_empty()) {
        known_environment(name, &[])?;
    }
    // The spec of one installation need not be whole: it may be there for its settings alone.
    if spec.environments.is_empty() && spec.sites.is_none() {
        if which.site.is_some() {
            return Err(no_sites());
        }
        let chart_version = spec.chart_version.as_ref().map(ToString::to_string);
        let declared = gathered.settle(declared(spec))?;
        return Ok(Facts { declared, chart_version, of: Vec::new(), left_out: Vec::new() });
    }
    let targets = gathered.settle(inherit::targets(spec, &serde_json::Map::new()))?;
    let targets = chosen(targets, which)?;
    let mut all = Vec::new();
    for target in &targets {
        all.push(gathered.settle_for(target, known_names(catalog, target).and_then(|()| declared(&target.spec)))?);
    }
    let mut versions = targets.iter().map(|target| target.spec.chart_version.as_ref().map(ToString::to_string));
    let mut chart_version = versions.next().flatten();
    let (mut declared, mut left_out) = shared(all);
    versions.for_each(|other| same(&mut chart_version, &other, "chartVersion", &mut left_out));
    declared.role = which.site.map(role);
    Ok(Facts { declared, chart_version, of: targets.iter().map(Target::name).collect(), left_out })
}

/// The other site of the one that the flags name; none where they name none.
///
/// # Errors
/// A site that the spec does not have, and a spec that cannot be planned.
pub fn counterpart(
    catalog: &Catalog,
    gathered: &Gathered,
    which: &Which,
    console: &Console,
) -> Result<Option<Counterpart>> {
    let Some(site) = which.site else { return Ok(None) };
    let all = deployments(catalog, gathered, &[], console)?;
    let (primary, standby, _) = pair(&all, which.environment.as_deref())?;
    Counterpart::of(primary, standby, role(site)).map(Some)
}

/// Refuses the name of an environment that is none of `names`.
pub fn known_environment(name: &str, names: &[&str]) -> Result<()> {
    match names {
        [] => Err(Error::new(format!("--environment {}: the spec has no environments", quoted(name)))),
        names if names.contains(&name) => Ok(()),
        names => {
            let mut names = names.to_vec();
            names.dedup();
            Err(suggest::unknown("environment", name, names))
        }
    }
}

fn role(site: SiteFlag) -> SiteRole {
    match site {
        SiteFlag::Primary => SiteRole::Primary,
        SiteFlag::Standby => SiteRole::Standby,
    }
}

/// The installations that the flags leave; of several with two sites, a site is none.
fn chosen(mut targets: Vec<Target>, which: &Which) -> Result<Vec<Target>> {
    if let Some(name) = &which.environment {
        let names: Vec<&str> = targets.iter().filter_map(|target| target.environment.as_deref()).collect();
        known_environment(name, &names)?;
        targets.retain(|target| target.environment.as_ref() == Some(name));
    }
    let Some(site) = which.site else { return Ok(targets) };
    targets.retain(|target| match target.site {
        Some(Site::Primary) => site == SiteFlag::Primary,
        Some(Site::Standby(_)) => site == SiteFlag::Standby,
        None => false,
    });
    match targets.as_slice() {
        [] => Err(no_sites()),
        [_] => Ok(targets),
        several => {
            let names: Vec<&str> = several.iter().filter_map(|target| target.environment.as_deref()).collect();
            Err(Error::new("several environments have two sites: which of them?")
                .help(format!("give --environment with one of {}", names.join(", "))))
        }
    }
}

fn no_sites() -> Error {
    Error::new("--site: smp.yaml has one site only").help("add `sites:` with `primary` and `standby` to it")
}

/// Holds the names in the spec of one installation to what there is.
fn known_names(catalog: &Catalog, target: &Target) -> std::result::Result<(), Problem> {
    if let Some(version) = &target.spec.chart_version {
        catalog.chart_version(&version.to_string()).map_err(|error| Problem::of("chartVersion", error))?;
    }
    if let Some(name) = &target.spec.profile {
        catalog.profile(name).map_err(|error| Problem::of("profile", error))?;
    }
    Ok(())
}
