//! What the flags of `check` declare.

use crate::args::{Declared, DeployerFlag};
use crate::catalog::upgrades::Upgrades;
use crate::error::{Error, Result, quoted};
use crate::helm::command_line::{HelmCommand, Verb};
use crate::lint::jump::{Deployer, Facts};
use crate::quantity::Quantity;
use crate::suggest;

/// The declared facts, each of a form that rules can compare.
pub fn facts(upgrades: &Upgrades, declared: &Declared, deployer: Deployer) -> Result<Facts> {
    let known = upgrades.declarable();
    for step in &declared.done {
        if !known.contains(step) {
            let error = suggest::unknown("step", step, known.iter().map(String::as_str));
            return Err(Error::new(format!("--done: {error}")));
        }
    }
    let data = declared.timescale_data.as_deref().map(|text| {
        let wrong = |error| Error::new(format!("--timescale-data {}: {error}", quoted(text)));
        text.parse::<Quantity>().map_err(wrong)
    });
    Ok(Facts {
        mongo_fcv: declared.mongo_fcv.as_deref().map(fcv).transpose()?,
        timescale_data: data.transpose()?,
        migration_complete: declared.migration_complete,
        postgres_16: declared.postgres_16,
        done: declared.done.clone(),
        deployer,
        ..Facts::default()
    })
}

/// Who renders the chart, by flag and helm command.
pub fn deployer(flag: DeployerFlag, command: Option<&HelmCommand>) -> Deployer {
    match flag {
        DeployerFlag::Helm if command.is_some_and(|command| command.verb == Verb::Template) => Deployer::Template,
        DeployerFlag::Helm => Deployer::Helm,
        DeployerFlag::Argocd => Deployer::Argocd,
        DeployerFlag::Template => Deployer::Template,
    }
}

/// Two numbers, as MongoDB writes them.
fn fcv(text: &str) -> Result<String> {
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit());
    match text.split_once('.') {
        Some((major, minor)) if is_number(major) && is_number(minor) => Ok(text.to_owned()),
        _ => Err(Error::new(format!("--mongo-fcv {}: write two numbers, such as 7.0", quoted(text)))),
    }
}
