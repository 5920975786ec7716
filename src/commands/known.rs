//! The baseline on disk: which findings are known, and writing them down.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::chain;
use super::output::Console;
use super::settings::{Settings, clean, relative};
use super::write;
use crate::error::{Error, Result, quoted};
use crate::lint::baseline::Baseline;
use crate::lint::outcome::Outcome;

/// How many stale entries a note lists.
const LISTED: usize = 5;

/// A baseline and where it stands. Files in it are named from its directory.
pub struct Known {
    path: PathBuf,
    directory: PathBuf,
    baseline: Baseline,
}

impl Known {
    /// The baseline of the settings, if they name one. With `may_miss` it need not be there yet.
    ///
    /// # Errors
    /// A file that cannot be read or is no baseline.
    pub fn load(settings: &Settings, may_miss: bool) -> Result<Option<Known>> {
        let Some(path) = settings.baseline.clone() else {
            return match may_miss {
                true => Err(Error::new("--write-baseline: no file is named")
                    .help("name it with --baseline FILE, or as `lint.baseline` in smp.yaml")),
                false => Ok(None),
            };
        };
        let shown = path.display();
        if path.file_name().is_none() {
            return Err(Error::new(format!("the baseline {}: is no file", quoted(&shown.to_string())))
                .help("name it with --baseline FILE, or as `lint.baseline` in smp.yaml"));
        }
        let baseline = match chain::limited(&path) {
            Ok(bytes) => Baseline::parse(&String::from_utf8_lossy(&bytes)).map_err(|why| {
                Error::new(format!("{shown}: not a baseline: {why}"))
                    .help("remove it and write it anew: --write-baseline")
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound && may_miss => Baseline::default(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Error::new(format!("{shown}: no such file"))
                    .help("`smpgen lint --write-baseline` with the same files makes it"));
            }
            Err(error) => return Err(Error::new(format!("{shown}: cannot be read: {error}"))),
        };
        let directory = clean(path.parent().unwrap_or(Path::new("")));
        Ok(Some(Known { path, directory, baseline }))
    }

    /// Takes the known findings away. Gives the entries that are not found any more.
    pub fn apply(&self, settings: &Settings, outcome: &mut Outcome) -> Vec<String> {
        let ran = self.ran(settings, outcome);
        self.baseline.apply(outcome, |file| relative(&self.directory, file), ran)
    }

    /// Says which entries are stale, if any.
    pub fn tell(&self, stale: &[String], console: &Console) {
        if stale.is_empty() {
            return;
        }
        let more = stale.len().saturating_sub(LISTED);
        let listed = stale.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        console.note(&format!(
            "{}: not found any more: {listed}{more}; --write-baseline drops what is gone",
            self.path.display()
        ));
    }

    /// Takes all findings of `outcome` into the baseline and writes it. Entries of files that were not linted now
    /// and still exist are kept, and so are those of rules that were not looked for.
    pub fn write(&mut self, settings: &Settings, outcome: &Outcome, console: &Console) -> Result<()> {
        let earlier = std::mem::take(&mut self.baseline);
        let before = earlier.text();
        let mut baseline = Baseline::of(outcome, |file| relative(&self.directory, file));
        let ran = self.ran(settings, outcome);
        let of_rule = |rule: &str| settings.rules.iter().any(|known| known.id == rule);
        let linted =
            |file: &str| outcome.layers.iter().any(|layer| relative(&self.directory, layer.source.name()) == file);
        baseline.extend(earlier, |file, rule| {
            !ran(file, rule)
                && ((linted(file) && !of_rule(rule)) || (!linted(file) && self.directory.join(file).exists()))
        });
        self.baseline = baseline;
        let shown = self.path.display();
        let text = self.baseline.text();
        if text == before && self.path.exists() {
            console.note(&format!("{shown} is up to date"));
            return Ok(());
        }
        write::atomically(&self.path, &text)?;
        let count = self.baseline.count();
        console.note(&format!("wrote {count} finding{} into {shown}", if count == 1 { "" } else { "s" }));
        Ok(())
    }

    /// Whether a rule was looked for in a file, by its name in the baseline.
    fn ran(&self, settings: &Settings, outcome: &Outcome) -> impl Fn(&str, &str) -> bool + use<> {
        let mut by_file: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
        for layer in &outcome.layers {
            let name = layer.source.name();
            let ran = settings.rules.iter().map(|rule| rule.id).filter(|rule| settings.runs(name, rule));
            by_file.entry(relative(&self.directory, name)).or_default().extend(ran);
        }
        move |file, rule| by_file.get(file).is_some_and(|ran| ran.contains(rule))
    }
}
