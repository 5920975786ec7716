//! `smpgen check`: whether an upgrade is allowed, and in which order to go.

use super::check_facts::{deployer, facts};
use super::gathered::{Flags, Gathered};
use super::installed;
use super::linting::Pass;
use super::output::Console;
use super::settings::Settings;
use super::{Status, chain, check_runbook, reports, today};
use crate::args::{Check, Lint, Living, Which};
use crate::catalog::Catalog;
use crate::catalog::upgrades::PULL_SECRET;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::helm::chain::{Layer, LayerKind, layers, merge_chain};
use crate::helm::command_line::{HelmCommand, ReuseValues, Verb};
use crate::helm::value::{LayerId, Node};
use crate::lint::finding::{Finding, Location};
use crate::lint::outcome::Outcome;
use crate::lint::rule::Rule;
use crate::lint::unit::{Role, Unit, header, role};
use crate::lint::waiver::Waivers;
use crate::lint::way::{Verdict, Way, WayStop};
use crate::rules;
use crate::spec::read::SpecFile;
use crate::upgrade::defaults::differing;
use crate::upgrade::path::plan;
use crate::upgrade::walk::{Traveller, Walked};
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// Rules that need no values.
const OF_VERSIONS: [&str; 5] = [
    "skipped-required-stop",
    "chart-downgrade",
    "unconfirmed-migration",
    "unconfirmed-feature-compatibility",
    "unsupported-kubernetes-version",
];

pub fn run(catalog: &Catalog, args: &Check, console: &mut Console) -> Result<Status> {
    let lint = as_lint(args);
    let gathered = Gathered::read(args.spec.as_deref(), Flags::default())?;
    let mut settings = Settings::gather(catalog, &gathered, &lint, console)?;
    let (mut new, command) = given(args)?;
    let spec = gathered.file.as_ref().map(SpecFile::name);
    reports::check(&args.outputs, spec)?;
    if command.as_ref().is_some_and(|command| matches!(command.verb, Verb::Install | Verb::Lint)) {
        return Err(Error::new("the helm command after `--` is no upgrade")
            .help("`check` is about an installed release: give the `helm upgrade` command, or lint this one"));
    }
    let installed = installed::gather(args)?;
    let in_header = new.iter().find_map(|layer| header(layer.source.text(), "chart version"));
    let otherwise = in_header.map(str::to_owned).or(settings.chart_version.clone());
    let (from, to) = versions(catalog, args, installed.version.as_deref(), (command.as_ref(), otherwise.as_deref()))?;
    settings.declared.chart = command.as_ref().and_then(|command| command.chart.clone());
    if let Some(text) = &args.kube_version {
        let version = text.parse().map_err(|error| Error::new(format!("--kube-version: {error}")))?;
        settings.declared.cluster.kubernetes = Some(version);
    }
    let upgrades = catalog.upgrades()?;
    let mut facts = facts(upgrades, &args.facts, deployer(args.deployer, command.as_ref()))?;
    facts.stepwise = args.stepwise;
    facts.reuse_values = command.as_ref().map(|command| command.reuse_values).unwrap_or_default();
    let kept = keep_installed(&mut new, &installed.files, facts.reuse_values, console);
    settings.declared.cluster.pull_secret |= facts.is_done(PULL_SECRET);
    if new.is_empty() {
        console.note("no values were given: only the versions are checked");
    }
    let has_values = !new.is_empty();
    let at = number(&mut new, &to, args.to.is_none() && command.is_some());
    let (mut old, flag) = (layers(installed.files, &[]), new.pop());
    let first_old = at.layer.0 + 1;
    old.iter_mut().zip(first_old..).for_each(|(layer, id)| layer.id = LayerId(id));
    let before = merged(&old, &settings)?;
    let mut outcome = Outcome {
        chart_version: to.to_string(),
        profile: settings.declared.profile.clone(),
        architecture: settings.declared.architecture.clone(),
        layers: new.iter().chain(&flag).chain(&old).cloned().collect(),
        findings: Vec::new(),
        waived: 0,
        way: None,
    };
    let pass = Pass { catalog, settings: &settings, today: today::today()?, last: false };
    pass.preload()?;
    let unit = match Unit::new(new, has_values, settings.helm, &mut chain::read_file) {
        Ok(unit) => unit,
        // What helm refuses is refused at every stop, and nothing else can be said.
        Err((_, error)) => {
            outcome.findings.push(rules::refused(&error));
            outcome.way = Some(refused(&from, &to));
            reports::give(&outcome, &lint, settings.fail_on, console)?;
            return Ok(Status::Differs);
        }
    };
    let names: Vec<String> = catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
    let roles: Vec<Role> = unit.layers.iter().map(|layer| role(layer, &names)).collect();
    let wanted = |rule: &&Rule| match has_values {
        true => rules::upgrade::at_each_stop(rule),
        false => OF_VERSIONS.contains(&rule.id),
    };
    let rules: Vec<Rule> = settings.rules.iter().filter(wanted).copied().collect();
    let traveller = Traveller {
        catalog,
        declared: &settings.declared,
        unit: &unit,
        roles: &roles,
        installed: before,
        facts,
        at,
        rules: &rules,
    };
    let releases: Vec<ChartVersion> = catalog.all_releases().cloned().collect();
    let mut walked = traveller.walk(plan(upgrades, &releases, &from, &to), &from, &to)?;
    settle(&pass, &unit, &mut walked, &mut outcome);
    let mut way = way(&walked, &mut outcome, &settings);
    if has_values && from < to {
        way.defaults = differing(catalog, catalog.defaults()?, upgrades, (&from, &to), &unit.merged.values);
    }
    way.list_defaults = args.verbose;
    let verdict = way.verdict;
    outcome.way = Some(way);
    let runbook = args
        .runbook
        .as_ref()
        .map(|_| check_runbook::text(catalog, &settings, args, (command.as_ref(), kept), &unit, &walked, verdict));
    match (args.runbook.as_deref(), runbook.transpose()?) {
        (Some("-"), Some(text)) => {
            reports::write_all(&outcome, &lint, settings.fail_on)?;
            console.data(&text)?;
        }
        (Some(path), Some(text)) => {
            check_runbook::write(path, &text, &outcome, args, console)?;
            reports::give(&outcome, &lint, settings.fail_on, console)?;
        }
        _ => reports::give(&outcome, &lint, settings.fail_on, console)?,
    }
    Ok(if verdict == Verdict::Blocked { Status::Differs } else { Status::Clean })
}

/// The new values, and the helm command that they are from. Neither need be there.
fn given(args: &Check) -> Result<(Vec<Layer>, Option<HelmCommand>)> {
    let command = chain::command(&args.chain)?;
    let in_command = command.as_ref().is_some_and(|command| !command.files.is_empty() || !command.sets.is_empty());
    let read = match in_command || args.chain.names_values() {
        true => chain::gather(&args.chain, command.clone())?.layers,
        false => Vec::new(),
    };
    let of_command = command.iter().flat_map(|command| &command.files);
    let is_stdin = |name: &String| name == "-";
    if args.installed.iter().any(is_stdin) && args.chain.files.iter().chain(of_command).any(is_stdin) {
        return Err(Error::new("standard input is named twice, for the installed values and for the new ones")
            .help("it can be read once: write one of them into a file"));
    }
    Ok((read, command))
}

/// Puts the installed values below the new ones where helm does so: where a flag says it, and where there are no new
/// values and no flag says otherwise. Gives how many layers they are.
fn keep_installed(new: &mut Vec<Layer>, installed: &[Source], reuse: ReuseValues, console: &Console) -> usize {
    let kept = match reuse {
        ReuseValues::Reset => false,
        ReuseValues::Unset => new.is_empty(),
        ReuseValues::Reuse | ReuseValues::ResetThenReuse => true,
    };
    if !kept || installed.is_empty() {
        return 0;
    }
    if new.is_empty() {
        console.note("no new values were given: the installed ones are checked, which helm then keeps");
    }
    let mut all = layers(installed.to_vec(), &[]);
    all.append(new);
    all.iter_mut().zip(0..).for_each(|(layer, id)| layer.id = LayerId(id));
    *new = all;
    installed.len()
}

/// The flags that `check` has in common with `lint`.
fn as_lint(args: &Check) -> Lint {
    let which = Which { environment: args.which.environment.clone(), site: args.which.site };
    Lint {
        format: args.format,
        outputs: args.outputs.clone(),
        fail_on: args.fail_on,
        // What smp.yaml selects for `lint` must not hide a gate: only the flag narrows this check.
        select: match args.select.is_empty() {
            true => rules::ALL.iter().map(|rule| rule.family.to_owned()).collect(),
            false => args.select.clone(),
        },
        ignore: args.ignore.clone(),
        living: Living { spec: args.spec.clone(), which, ..Living::default() },
        ..Lint::default()
    }
}

/// From where to where.
fn versions(
    catalog: &Catalog,
    args: &Check,
    installed: Option<&str>,
    (command, otherwise): (Option<&HelmCommand>, Option<&str>),
) -> Result<(ChartVersion, ChartVersion)> {
    let from = args.from.as_deref().or(installed).ok_or_else(|| {
        Error::new("the installed chart version is not known")
            .help("give it with --from (`helm list` shows it), or let helm be asked: --release NAME -n NAMESPACE")
    })?;
    let in_command = command.and_then(HelmCommand::chart_version);
    let named = |flag: &str, text: &str| catalog.release(text).map_err(|error| Error::new(format!("{flag}: {error}")));
    let to = match (args.to.as_deref(), in_command) {
        (Some(to), _) => named("--to", to)?,
        (None, Some(version)) => named("--version of the helm command", version)?,
        (None, None) => match otherwise {
            Some(version) => named("the chart version of the values", version)?,
            None => catalog.newest().clone(),
        },
    };
    let of_from = match (&args.from, &args.release) {
        (None, Some(_)) => "the chart of the release",
        (None, None) => "the chart version of the installed values",
        (Some(_), _) => "--from",
    };
    Ok((named(of_from, from)?, to))
}

/// Numbers the layers and adds one for the flag that names the target: the place of findings about versions.
pub fn number(layers: &mut Vec<Layer>, to: &ChartVersion, of_command: bool) -> Location {
    let text = to.to_string();
    let span = Span::new(0, text.len());
    let id = LayerId(u32::try_from(layers.len()).unwrap_or(u32::MAX - 1));
    let name = if of_command { "--version" } else { "--to" };
    layers.push(Layer { id, kind: LayerKind::Defaults, source: Source::from_text(name, text) });
    Location { layer: id, span }
}

/// The installed values, merged.
fn merged(layers: &[Layer], settings: &Settings) -> Result<Option<Node>> {
    if layers.is_empty() {
        return Ok(None);
    }
    match merge_chain(layers, settings.helm, &mut chain::read_file) {
        Ok(merged) => Ok(Some(merged.values)),
        Err(error) => Err(chain::refused(layers, &error)),
    }
}

/// A way that begins with values that helm refuses.
fn refused(from: &ChartVersion, to: &ChartVersion) -> Way {
    Way {
        from: from.to_string(),
        to: to.to_string(),
        stops: Vec::new(),
        whole: vec![0],
        verdict: Verdict::Blocked,
        defaults: Vec::new(),
        list_defaults: false,
    }
}

/// Takes away what settings and waivers in the files say.
pub fn settle(pass: &Pass, unit: &Unit, walked: &mut Walked, outcome: &mut Outcome) {
    let mut waivers = Waivers::new(pass.today);
    for (layer, reading) in unit.files() {
        waivers.read(layer, reading, &rules::waivable());
    }
    let Walked { whole, stops, .. } = walked;
    for found in std::iter::once(whole).chain(stops) {
        let settled = pass.settle(std::mem::take(found), &outcome.layers);
        let (kept, waived) = waivers.apply(&unit.layers, settled);
        *found = kept;
        outcome.waived += waived;
    }
}

/// Puts the findings into the outcome, stop by stop, and gives the way that points at them.
fn way(walked: &Walked, outcome: &mut Outcome, settings: &Settings) -> Way {
    let mut add = |found: &[Finding]| {
        let start = outcome.findings.len();
        outcome.findings.extend(found.iter().cloned());
        (start..outcome.findings.len()).collect::<Vec<usize>>()
    };
    let whole = add(&walked.whole);
    let stops = walked.path.stops.iter().zip(&walked.stops).zip(&walked.turnover);
    let stops = stops.map(|((stop, found), services)| WayStop {
        version: stop.version.to_string(),
        range: stop.range.clone(),
        gates: stop.gates.iter().map(|gate| gate.id.clone()).collect(),
        why: stop.gates.iter().filter_map(|gate| gate.why.clone()).collect(),
        finish: stop.gates.iter().map(|gate| gate.finish.clone()).collect(),
        appear: services.appear.clone(),
        vanish: services.vanish.clone(),
        verdict: Verdict::of(found.iter(), settings.fail_on),
        findings: add(found),
    });
    let stops: Vec<WayStop> = stops.collect();
    let target = stops.last().map(|stop| stop.version.clone()).unwrap_or_default();
    Way {
        from: walked.path.from.to_string(),
        to: target,
        stops,
        whole,
        verdict: Verdict::of(outcome.findings.iter(), settings.fail_on),
        defaults: Vec::new(),
        list_defaults: false,
    }
}
