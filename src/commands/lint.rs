//! `smpgen lint`: what is wrong with values files, each on its own or as one chain.

use std::path::Path;

use super::chain;
use super::gathered::{Flags, Gathered};
use super::known::Known;
use super::linting::{Pass, Together};
use super::output::Console;
use super::settings::Settings;
use super::{Status, fix, inputs, reports, today, which};
use crate::args::Lint;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::helm::chain::{LayerKind, layers};
use crate::helm::command_line::{HelmCommand, ReuseValues};
use crate::helm::value::LayerId;
use crate::lint::outcome::Outcome;
use crate::spec::read::SpecFile;

pub fn run(catalog: &Catalog, args: &Lint, console: &mut Console) -> Result<Status> {
    let command = chain::command(&args.chain)?;
    if stdin_count(args, command.as_ref()) > 1 {
        return Err(Error::new("standard input is named more than once")
            .help("it can be read once, and would be empty the second time: write it into a file"));
    }
    let gathered = Gathered::read(args.living.spec.as_deref(), Flags::default())?;
    let mut settings = Settings::gather(catalog, &gathered, args, console)?;
    settings.counterpart = which::counterpart(catalog, &gathered, &args.living.which, console)?;
    settings.declared.chart = command.as_ref().and_then(|command| command.chart.clone());
    let last = !args.living.fix && !args.living.diff;
    let pass = Pass { catalog, settings: &settings, today: today::today()?, last };
    let known = Known::load(&settings, args.living.write_baseline)?;
    let chains = chains(args, command, console)?;
    let files = chains.iter().flat_map(|together| &together.layers).filter(|layer| layer.kind == LayerKind::File);
    let beside = [gathered.file.as_ref().map(SpecFile::name), settings.baseline.as_deref().and_then(Path::to_str)];
    reports::check(&args.outputs, files.map(|layer| layer.source.name()).chain(beside.into_iter().flatten()))?;
    if args.living.diff {
        let (outcome, changed) = fix::run(&pass, &args.living, known.as_ref(), &chains, console)?;
        let fails = changed || outcome.fails(settings.fail_on);
        return Ok(if fails { Status::Differs } else { Status::Clean });
    }
    let outcome = match args.living.fix {
        true => fix::run(&pass, &args.living, known.as_ref(), &chains, console)?.0,
        false => linted(&pass, args, known, &chains, console)?,
    };
    reports::give(&outcome, args, settings.fail_on, console)?;
    Ok(if outcome.fails(settings.fail_on) { Status::Differs } else { Status::Clean })
}

/// What is found, without what the baseline knows.
fn linted(pass: &Pass, args: &Lint, known: Option<Known>, chains: &[Together], console: &Console) -> Result<Outcome> {
    let mut outcome = pass.outcome(chains)?;
    if let Some(mut known) = known {
        if args.living.write_baseline {
            known.write(pass.settings, &outcome, console)?;
        }
        let stale = known.apply(pass.settings, &mut outcome);
        known.tell(&stale, console);
    }
    Ok(outcome)
}

/// One chain for each positional file, and one for `-f`, `--set` and the helm command. Ids of layers are unique.
fn chains(args: &Lint, command: Option<HelmCommand>, console: &Console) -> Result<Vec<Together>> {
    let mut all: Vec<Together> = Vec::new();
    let version = args.chart_version.clone();
    // `lint helm upgrade …`: everything but its flags would be taken for files.
    if args.alone.first().is_some_and(|first| first == "helm") && !Path::new("helm").is_file() {
        return Err(Error::new("a helm command needs `--` before it").help("smpgen lint -- helm upgrade …"));
    }
    for name in inputs::expand(&args.alone)? {
        let layers = layers(vec![chain::source(&name)?], &[]);
        all.push(Together { layers, complete: false, version: version.clone() });
    }
    if args.chain.is_given() {
        let given = chain::gather(&args.chain, command)?;
        let reuse = given.command.as_ref().map(|command| command.reuse_values).unwrap_or_default();
        // The rest of these values is in the cluster: what is missing here need not be missing there.
        let complete = !matches!(reuse, ReuseValues::Reuse | ReuseValues::ResetThenReuse);
        if !complete {
            console.note(
                "the command keeps the values of the release, which are not known here: nothing is said to be missing; \
                 to lint the whole, put `helm get values RELEASE -o yaml` into a file and give it as the first -f",
            );
        }
        let named = given.command.as_ref().and_then(HelmCommand::chart_version).map(str::to_owned);
        all.push(Together { layers: given.layers, complete, version: version.or(named) });
    }
    if all.is_empty() {
        return Err(Error::new("nothing to lint was given")
            .help("name values files, or give a chain with -f, or a whole helm command after `--`"));
    }
    let layers = all.iter_mut().flat_map(|together| &mut together.layers);
    for (layer, id) in layers.zip(0..) {
        layer.id = LayerId(id);
    }
    Ok(all)
}

/// For how many things standard input is to be read: a file by itself, the chain (where helm lets it stand twice), the
/// spec.
fn stdin_count(args: &Lint, command: Option<&HelmCommand>) -> usize {
    let is_stdin = |name: &String| name == "-";
    let in_command = command.iter().flat_map(|command| &command.files).any(is_stdin);
    let chain = args.chain.files.iter().any(is_stdin) || in_command;
    let spec = args.living.spec.iter().any(is_stdin);
    [args.alone.iter().any(is_stdin), chain, spec].into_iter().filter(|named| *named).count()
}
