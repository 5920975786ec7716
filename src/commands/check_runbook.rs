//! The runbook of an upgrade: its names and commands, and where it goes.

use std::path::Path;

use super::helm_command::{namespace, word};
use super::output::Console;
use super::settings::Settings;
use super::write;
use crate::args::Check;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::helm::chain::LayerKind;
use crate::helm::command_line::HelmCommand;
use crate::helm::json::to_json;
use crate::helm::lookup::find;
use crate::lint::outcome::Outcome;
use crate::lint::unit::Unit;
use crate::lint::way::Verdict;
use crate::mask::masked_line;
use crate::upgrade::runbook::{self, Input, Names};
use crate::upgrade::walk::Walked;

/// The plan in Markdown.
pub fn text(
    catalog: &Catalog,
    settings: &Settings,
    args: &Check,
    command: Option<&HelmCommand>,
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
            values: values(unit),
        },
        walked,
        verdict,
        architecture: settings.declared.architecture.as_deref(),
        mongo: mongo.is_none_or(|node| to_json(&node.value) != false),
    };
    runbook::text(upgrades, &input)
}

/// The values files and flags, secrets masked.
fn values(unit: &Unit) -> String {
    let words = unit.layers.iter().filter_map(|layer| match layer.kind {
        LayerKind::File => Some(format!(" -f {}", word(layer.source.name()))),
        LayerKind::Set(_) => Some(format!(" {} {}", layer.source.name(), word(&masked_line(layer.source.text())))),
        LayerKind::Defaults => None,
    });
    words.collect()
}

/// Writes the plan, never over a file that was read.
pub fn write(path: &str, text: &str, outcome: &Outcome, console: &Console) -> Result<()> {
    let real = |path: &str| Path::new(path).canonicalize().ok();
    let same = |other: &&str| *other == path || real(other).is_some_and(|other| Some(other) == real(path));
    if outcome.files().iter().any(same) {
        return Err(Error::new(format!("--runbook {path}: this file is read"))
            .help("the plan in its place would destroy it; name another file"));
    }
    write::atomically(Path::new(path), text)?;
    console.note(&format!("wrote {path}"));
    Ok(())
}
