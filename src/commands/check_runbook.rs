//! The runbook of an upgrade: its names and commands, and where it goes.

use std::path::Path;

use super::helm_command::{namespace, word};
use super::output::Console;
use super::settings::Settings;
use super::{reports, write};
use crate::args::Check;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::helm::chain::LayerKind;
use crate::helm::command_line::{HelmCommand, ReuseValues};
use crate::helm::json::to_json;
use crate::helm::lookup::find;
use crate::lint::outcome::Outcome;
use crate::lint::unit::Unit;
use crate::lint::way::Verdict;
use crate::mask::masked_line;
use crate::upgrade::runbook::{self, Input, Names};
use crate::upgrade::walk::Walked;

/// The plan in Markdown. The first `kept` layers are values that the release has already.
pub fn text(
    catalog: &Catalog,
    settings: &Settings,
    args: &Check,
    (command, kept): (Option<&HelmCommand>, usize),
    unit: &Unit,
    walked: &Walked,
    verdict: Verdict,
) -> Result<String> {
    let of_command = |pick: fn(&HelmCommand) -> Option<String>| command.and_then(pick);
    let release = args.release.clone().or(of_command(|command| command.release.clone()));
    let place = args.namespace.clone().or(of_command(|command| command.namespace.clone()));
    let chart = of_command(|command| command.chart.clone());
    let upgrades = catalog.upgrades()?;
    let mongo = upgrades.stores.iter().find(|store| store.store == "mongo");
    let mongo = mongo.and_then(|store| find(&unit.merged.values, store.switch.segments()));
    let input = Input {
        names: Names {
            release: word(release.as_deref().unwrap_or("my-release")),
            namespace: namespace(place.as_deref().unwrap_or("<namespace>")),
            chart: word(chart.as_deref().unwrap_or("harness/harness")),
            values: values(unit, command, kept),
        },
        walked,
        verdict,
        architecture: settings.declared.architecture.as_deref(),
        mongo: mongo.is_none_or(|node| to_json(&node.value) != false),
    };
    runbook::text(upgrades, &input)
}

/// The values files and flags, secrets masked, and the flag for the values that the release has.
fn values(unit: &Unit, command: Option<&HelmCommand>, kept: usize) -> String {
    let reuse = match command.map(|command| command.reuse_values).unwrap_or_default() {
        ReuseValues::Unset => "",
        ReuseValues::Reset => " --reset-values",
        // `--reuse-values` itself takes the old chart's defaults along.
        ReuseValues::Reuse | ReuseValues::ResetThenReuse => " --reset-then-reuse-values",
    };
    let words = unit.layers.iter().skip(kept).filter_map(|layer| match layer.kind {
        LayerKind::File => Some(format!(" -f {}", word(layer.source.name()))),
        LayerKind::Set(_) => Some(format!(" {} {}", layer.source.name(), word(&masked_line(layer.source.text())))),
        LayerKind::Defaults => None,
    });
    std::iter::once(reuse.to_owned()).chain(words).collect()
}

/// Writes the plan, never over a file that was read or into one that gets a report.
pub fn write(path: &str, text: &str, outcome: &Outcome, args: &Check, console: &Console) -> Result<()> {
    let same = |other: &&str| reports::real(Path::new(other)) == reports::real(Path::new(path));
    if outcome.files().iter().any(same) {
        return Err(Error::new(format!("--runbook {path}: this file is read"))
            .help("the plan in its place would destroy it; name another file"));
    }
    if args.outputs.iter().any(|target| same(&target.path.as_str())) {
        return Err(Error::new(format!("--runbook {path}: a report goes into this file")));
    }
    write::atomically(Path::new(path), text)?;
    console.note(&format!("wrote {path}"));
    Ok(())
}
