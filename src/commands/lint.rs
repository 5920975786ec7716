//! `smpgen lint`: what is wrong with values files, each on its own or as one chain.

use super::Status;
use super::chain;
use super::output::Console;
use super::reports;
use crate::args::{FailOn, Lint};
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::helm::chain::{Layer, layers};
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::lint::context::{Context, Declared};
use crate::lint::engine;
use crate::lint::finding::{Finding, Severity};
use crate::lint::outcome::Outcome;
use crate::lint::rule::Rule;
use crate::lint::unit::{Role, Unit, header, profile_files, role};
use crate::rules;

pub fn run(catalog: &Catalog, args: &Lint, console: &mut Console) -> Result<Status> {
    let rules = selected(args)?;
    // Rules read these and have no way to report that a catalog is broken.
    catalog.limits()?;
    catalog.scaling()?;
    catalog.switches()?;
    catalog.value_types()?;
    catalog.keys()?;
    catalog.key_places()?;
    catalog.key_kinds()?;
    let mut outcome = Outcome {
        chart_version: catalog.newest().to_string(),
        profile: args.profile.clone(),
        architecture: args.architecture.clone(),
        layers: Vec::new(),
        findings: Vec::new(),
        waived: 0,
    };
    let chains = chains(args)?;
    let names: Vec<String> = catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
    let alone = chains.iter().filter(|(_, complete, _)| !complete);
    let declared = Declared {
        profile: args.profile.clone(),
        architecture: args.architecture.clone(),
        tiers: alone.flat_map(|(layers, ..)| profile_files(layers, &names, HelmVersion::V3)).collect(),
        ..Declared::default()
    };
    for (index, (layers, complete, version)) in chains.into_iter().enumerate() {
        let flag = args.chart_version.as_deref().or(version.as_deref());
        let version = chart_version(catalog, flag, &layers)?;
        if index == 0 {
            outcome.chart_version = version.to_string();
        }
        lint_unit(catalog, &declared, &rules, layers, complete, version, &mut outcome)?;
    }
    let limit = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Info => Severity::Info,
    };
    reports::give(&outcome, args, limit, console)?;
    Ok(if outcome.fails(limit) { Status::Differs } else { Status::Clean })
}

/// Layers that are linted together, whether they are complete, and the chart version of the helm command.
type Together = (Vec<Layer>, bool, Option<String>);

/// One chain for each positional file, and one for `-f`, `--set` and the helm command. Ids of layers are unique.
fn chains(args: &Lint) -> Result<Vec<Together>> {
    let mut all: Vec<Together> = Vec::new();
    for name in &args.alone {
        all.push((layers(vec![chain::source(name)?], &[]), false, None));
    }
    if args.chain.is_given() {
        let given = chain::gather(&args.chain)?;
        all.push((given.layers, true, given.command.and_then(|command| command.version)));
    }
    if all.is_empty() {
        return Err(Error::new("nothing to lint was given")
            .help("name values files, or give a chain with -f, or a whole helm command after `--`"));
    }
    let mut next = 0;
    for (layers, ..) in &mut all {
        for layer in layers {
            layer.id = LayerId(next);
            next += 1;
        }
    }
    Ok(all)
}

/// The chart version: the flag, else the header of a rendered file, else the newest.
fn chart_version(catalog: &Catalog, flag: Option<&str>, layers: &[Layer]) -> Result<ChartVersion> {
    let in_header = layers.iter().find_map(|layer| header(layer.source.text(), "chart version"));
    super::render::chart_version(catalog, flag.or(in_header))
}

fn lint_unit(
    catalog: &Catalog,
    declared: &Declared,
    rules: &[Rule],
    layers: Vec<Layer>,
    complete: bool,
    chart_version: ChartVersion,
    outcome: &mut Outcome,
) -> Result<()> {
    outcome.layers.extend(layers.iter().cloned());
    let unit = match Unit::new(layers, complete, HelmVersion::V3, &mut chain::read_file) {
        Ok(unit) => unit,
        // The rest of the run goes on.
        Err((_, error)) => {
            outcome.findings.push(rules::refused(&error));
            return Ok(());
        }
    };
    let names: Vec<String> = catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
    let roles: Vec<Role> = unit.layers.iter().map(|layer| role(layer, &names)).collect();
    let context = Context { catalog, defaults: catalog.defaults()?, chart_version, declared, unit: &unit, roles };
    let found: Vec<Finding> = engine::run(&context, rules);
    outcome.findings.extend(found);
    Ok(())
}

/// The rules that `--select` and `--ignore` leave.
fn selected(args: &Lint) -> Result<Vec<Rule>> {
    let known = || rules::ALL.iter().flat_map(|rule| [rule.id, rule.family]);
    for name in args.select.iter().chain(&args.ignore) {
        if !known().any(|known| known == name) {
            return Err(crate::suggest::unknown("rule", name, rules::ALL.iter().map(|rule| rule.id)));
        }
    }
    let named = |rule: &Rule, names: &[String]| names.iter().any(|name| name == rule.id || name == rule.family);
    let wanted = |rule: &&Rule| (args.select.is_empty() || named(rule, &args.select)) && !named(rule, &args.ignore);
    Ok(rules::ALL.iter().filter(wanted).copied().collect())
}
