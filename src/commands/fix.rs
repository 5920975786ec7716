//! `smpgen lint --fix` and `--diff`: fixes applied to files, or shown.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::chain;
use super::known::Known;
use super::linting::{Pass, Together};
use super::output::Console;
use super::write;
use crate::args::Living;
use crate::error::{Error, Result};
use crate::helm::chain::LayerKind;
use crate::lint::fix::Safety;
use crate::lint::fixing::{Candidate, Fixed, fix};
use crate::lint::outcome::Outcome;
use crate::report::diff::unified;
use crate::yaml::source::{STDIN_NAME, Source};

/// The files of a run, each once, however often and by whatever name it was given.
struct Files {
    /// The first name and the text as read.
    files: Vec<(String, String)>,
    /// By name as given.
    index: BTreeMap<String, usize>,
}

impl Files {
    fn of(chains: &[Together]) -> Files {
        let mut all = Files { files: Vec::new(), index: BTreeMap::new() };
        let mut by_path: BTreeMap<PathBuf, usize> = BTreeMap::new();
        for layer in chains.iter().flat_map(|together| &together.layers) {
            let name = layer.source.name();
            if layer.kind != LayerKind::File || all.index.contains_key(name) {
                continue;
            }
            let path = fs::canonicalize(name).unwrap_or_else(|_| PathBuf::from(name));
            let at = *by_path.entry(path).or_insert(all.files.len());
            if at == all.files.len() {
                all.files.push((name.to_owned(), layer.source.text().to_owned()));
            }
            all.index.insert(name.to_owned(), at);
        }
        all
    }

    /// The chains with other texts.
    fn with(&self, chains: &[Together], texts: &[String]) -> Vec<Together> {
        let mut chains = chains.to_vec();
        for layer in chains.iter_mut().flat_map(|together| &mut together.layers) {
            let text = self.index.get(layer.source.name()).and_then(|at| texts.get(*at));
            if let (LayerKind::File, Some(text)) = (layer.kind, text)
                && text != layer.source.text()
            {
                layer.source = Source::from_text(layer.source.name(), text.as_str());
            }
        }
        chains
    }
}

/// What is left after the fixes, and whether they changed anything.
pub fn run(
    pass: &Pass,
    living: &Living,
    known: Option<&Known>,
    chains: &[Together],
    console: &mut Console,
) -> Result<(Outcome, bool)> {
    let files = Files::of(chains);
    let lint = |texts: &[String]| -> Result<Outcome> {
        let mut outcome = pass.outcome(&files.with(chains, texts))?;
        if let Some(known) = known {
            known.apply(pass.settings, &mut outcome);
        }
        Ok(outcome)
    };
    let wanted = |safety: Safety| safety == Safety::Safe || living.unsafe_fixes;
    let texts: Vec<String> = files.files.iter().map(|(_, text)| text.clone()).collect();
    let fixed = fix(texts, |texts: &[String]| {
        let outcome = lint(texts)?;
        let candidates = outcome.findings.iter().filter_map(|finding| {
            let fix = finding.fix.clone().filter(|fix| wanted(fix.safety))?;
            let layer = outcome.layers.iter().find(|layer| layer.id == fix.layer && layer.kind == LayerKind::File)?;
            let file = *files.index.get(layer.source.name())?;
            let in_place = layer.source.name() != STDIN_NAME || living.diff;
            in_place.then(|| Candidate { file, rule: finding.rule, path: finding.path.clone(), fix })
        });
        Ok::<_, Error>(candidates.collect())
    })?;
    let outcome = lint(&fixed.texts)?;
    let mut changed = false;
    for (at, ((name, old), new)) in files.files.iter().zip(&fixed.texts).enumerate().filter(|(_, ((_, a), b))| a != *b)
    {
        changed = true;
        match living.diff {
            true => console.data(&unified(name, old, new))?,
            false => save(name, old, new)?,
        }
        let verb = if living.diff { "would fix" } else { "fixed" };
        console.note(&format!("{verb} {} in {name}", counted(&fixed, at)));
    }
    tell(&files, &fixed, &outcome, living, console);
    // Else the exit status of a diff says that something is wrong, and nothing says what.
    let left = outcome.findings.iter().filter(|finding| finding.severity <= pass.settings.fail_on).count();
    if living.diff && left > 0 {
        let (findings, them) = if left == 1 { ("finding is", "it") } else { ("findings are", "them") };
        console.note(&format!(
            "{left} {findings} left that these fixes do not remove; `lint` without --diff shows {them}"
        ));
    }
    Ok((outcome, changed))
}

/// Writes one file, if it still is what was linted.
fn save(name: &str, old: &str, new: &str) -> Result<()> {
    if chain::source(name)?.text() != old {
        return Err(Error::new(format!("{name} has changed while it was linted: it was not written")).help("run again"));
    }
    write::atomically(name.as_ref(), new)
}

/// `2 findings (duplicate-key 2)`.
fn counted(fixed: &Fixed, file: usize) -> String {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for applied in fixed.applied.iter().filter(|applied| applied.file == file) {
        *rules.entry(applied.rule).or_default() += 1;
    }
    let count: usize = rules.values().sum();
    let each = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect::<Vec<_>>().join(", ");
    format!("{count} finding{} ({each})", if count == 1 { "" } else { "s" })
}

/// What was not done, and why.
fn tell(files: &Files, fixed: &Fixed, outcome: &Outcome, living: &Living, console: &Console) {
    let name = |file: usize| files.files.get(file).map(|(name, _)| name.as_str()).unwrap_or_default();
    for dropped in &fixed.dropped {
        let path = dropped.path.as_ref().map(|path| format!(" of `{path}`")).unwrap_or_default();
        console.warning(&format!(
            "{}: the fix of {}{path} was not applied: {}",
            name(dropped.file),
            dropped.rule,
            dropped.why
        ));
    }
    for file in &fixed.unsettled {
        console.warning(&format!("{}: nothing was fixed, because its fixes undo one another", name(*file)));
    }
    let left = |safety: Safety| {
        outcome.findings.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == safety)).count()
    };
    let unsafe_left = left(Safety::Unsafe);
    if !living.unsafe_fixes && unsafe_left > 0 {
        console.note(&format!("{unsafe_left} more can be fixed with --unsafe-fixes; look at them first with --diff"));
    }
    if living.fix && files.index.contains_key(STDIN_NAME) {
        console.note("standard input cannot be fixed in place; --diff shows what would change");
    }
}
