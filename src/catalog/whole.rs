//! What must hold between the data files of a catalog, beside the schema of each.

use super::{Catalog, erratum, profile};
use crate::error::{Error, Result};

/// Fails where a catalog has no profile or no release, where its profiles have no order, or where a name stands for
/// two things.
pub fn check(catalog: &Catalog) -> Result<()> {
    if catalog.profiles.is_empty() || catalog.releases.is_empty() {
        return Err(Error::new("the catalog has no profile or no chart version")
            .help("a catalog is a copy of the `profiles` directory, with its heads and charts.yaml"));
    }
    once("profile", catalog.profiles.iter().map(|profile| profile.name.as_str()))?;
    profile::ascending(&catalog.profiles)?;
    once("module", catalog.modules.iter().map(|module| module.name.as_str()))?;
    once("store", catalog.volumes.iter().map(|volume| volume.store.as_str()))?;
    let errata = || catalog.errata.iter().map(|erratum| erratum.id.as_str());
    once("erratum", errata())?;
    match errata().find(|id| erratum::WORDS.contains(id)) {
        Some(word) => {
            Err(Error::new(format!("an erratum of the catalog is called `{word}`, which --errata has a meaning for")))
        }
        None => Ok(()),
    }
}

fn once<'a>(kind: &str, names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Error::new(format!("two entries of the catalog are for the {kind} `{name}`")));
        }
    }
    Ok(())
}
