//! The modules that a spec names: which are sized, and the switches that bring them into the cluster.

use super::draft::Draft;
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::{Result, quoted};
use crate::spec::Spec;
use crate::spec::problem::Problem;

/// The module that no switch leaves out.
const ALWAYS: &str = "platform";

/// The modules that the override of a profile is to size, for [`super::Request`]: those that the spec names and the
/// one that is always there. Empty where it names none, which stands for all.
///
/// # Errors
/// A module that does not exist, or not in this chart version.
pub fn sized_modules(
    catalog: &Catalog,
    spec: &Spec,
    version: &ChartVersion,
) -> std::result::Result<Vec<String>, Problem> {
    if let Some(problem) = problems(catalog, spec, version).into_iter().next() {
        return Err(problem);
    }
    let mut names: Vec<String> = Vec::new();
    if !spec.modules.is_empty() {
        for name in std::iter::once(ALWAYS).chain(spec.modules.iter().map(String::as_str)) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    Ok(names)
}

/// Names of modules that do not exist, or not in this chart version, or are there twice.
pub fn problems(catalog: &Catalog, spec: &Spec, version: &ChartVersion) -> Vec<Problem> {
    let mut out = Vec::new();
    for (index, name) in spec.modules.iter().enumerate() {
        let path = format!("modules[{index}]");
        let there = || catalog.modules.iter().filter(|module| module.exists_in(version));
        match catalog.module(name) {
            Err(error) => {
                let problem = Problem::of(&path, error);
                // People know a module by its switch: `dbops` of `global.dbops.enabled`.
                let flag = format!("global.{name}.enabled");
                let owner = catalog.modules.iter().find(|module| module.flag(version).as_ref() == Some(&flag));
                out.push(match owner {
                    Some(module) => problem.help(format!("`{flag}` switches the module `{}`", module.name)),
                    None => problem,
                });
            }
            Ok(module) if !module.exists_in(version) => {
                let names: Vec<&str> = there().map(|module| module.name.as_str()).collect();
                out.push(
                    Problem::at(&path, format!("chart {version} has no module {}", quoted(name)))
                        .help(format!("it has {}", names.join(", "))),
                );
            }
            Ok(_) if spec.modules.iter().take(index).any(|earlier| earlier == name) => {
                out.push(Problem::at(&path, format!("{} is named twice", quoted(name))));
            }
            Ok(_) => {}
        }
    }
    out
}

/// Switches the modules of the spec on, with what each needs beside its own switch.
pub fn switch(draft: &mut Draft, catalog: &Catalog, spec: &Spec, version: &ChartVersion) -> Result<()> {
    let switches = catalog.switches()?;
    let cloud = spec.kubernetes.platform.as_deref().and_then(cloud);
    for module in catalog.modules.iter().filter(|module| spec.modules.contains(&module.name)) {
        let Some(flag) = module.flag(version) else { continue };
        draft.set(&flag, true);
        for pair in switches.pairs.iter().filter(|pair| pair.first == flag && pair.versions.contains(version)) {
            if pair.platform.is_some() && pair.platform.as_deref() != cloud {
                continue;
            }
            draft.set(&pair.second, true);
            draft.comment(&pair.second, vec![format!("Needed with `{flag}`: {}.", pair.effect)]);
            // ClickHouse has a switch of its own below the stores, and the two must agree.
            let partners = switches.pairs.iter().filter(|other| other.first == pair.second);
            for partner in partners.filter(|other| other.platform.is_none() && other.versions.contains(version)) {
                draft.set(&partner.second, true);
            }
        }
    }
    Ok(())
}

/// The cloud that a kind of cluster runs in, as the catalog names clouds.
fn cloud(platform: &str) -> Option<&'static str> {
    match platform {
        "eks" => Some("aws"),
        "gke" => Some("gcp"),
        "aks" => Some("azure"),
        _ => None,
    }
}
