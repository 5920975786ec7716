//! The installations of a spec with sites or environments, planned without a process.
#![allow(dead_code, reason = "each test file uses its own part")]

use serde_json::{Map, Value};
use smpgen::catalog::Catalog;
use smpgen::catalog::version::ChartVersion;
use smpgen::error::Result;
use smpgen::leaf;
use smpgen::plan::contradictions::contradictions;
use smpgen::plan::installation::{Installation, PlannedFile};
use smpgen::plan::standby::{Standby, standby};
use smpgen::render;
use smpgen::spec::inherit::{Site, Target, targets};
use smpgen::spec::problem::Problem;
use smpgen::spec::read::SpecFile;
use smpgen::yaml::source::Source;

use crate::specs::{chain, planned};

/// One installation of a spec.
pub struct Planned {
    pub target: Target,
    pub installation: Installation,
    pub standby: Option<Standby>,
}

impl Planned {
    /// Name and text of each file of the chain: with `activated`, that of a standby that has taken over.
    pub fn files(&self, activated: bool) -> Vec<(String, String)> {
        let mut files = chain(&self.installation);
        let text = |file: &PlannedFile| (file.name.to_owned(), render::layer_text(&self.installation, file).unwrap());
        if let Some(standby) = &self.standby {
            files.push(text(&standby.waiting));
            if activated {
                files.push(text(&standby.activate));
            }
        }
        files
    }

    /// What helm merges that chain to.
    pub fn values(&self, activated: bool) -> Map<String, Value> {
        let mut values = self.installation.merged();
        if let Some(standby) = &self.standby {
            leaf::merge(&mut values, &standby.waiting.values);
            if activated {
                leaf::merge(&mut values, &standby.activate.values);
            }
        }
        values
    }
}

/// Reads a spec and plans all that it stands for, for `version` or the ones that it names.
///
/// # Errors
/// The error that a command would print.
pub fn all(catalog: &Catalog, name: &str, text: &str, version: Option<&ChartVersion>) -> Result<Vec<Planned>> {
    let file = SpecFile::read(Source::from_text(name, text))?;
    let error = |problem: Problem| {
        let error = match problem.path.is_root() {
            true => problem.clone().into(),
            false => file.error(&problem.path, problem.message),
        };
        match problem.help {
            Some(help) => error.help(help),
            None => error,
        }
    };
    let targets = targets(&file.spec, &Map::new()).map_err(error)?;
    if let Some(problem) = contradictions(catalog, &file.spec, &targets)?.into_iter().next() {
        return Err(error(problem));
    }
    let one = |target: Target| {
        let installation = planned(catalog, &target.spec, version).map_err(|problem| error(target.problem(problem)))?;
        let standby = match target.site {
            Some(Site::Standby(mode)) => Some(standby(catalog, &target.spec, &installation, mode)?),
            _ => None,
        };
        Ok(Planned { target, installation, standby })
    };
    targets.into_iter().map(one).collect()
}

/// A spec of two sites or several environments for `version`: older charts have a TimescaleDB, which is to be outside of
/// the clusters too, each environment with its own; newer ones refuse to hear of it.
pub fn with_timescale(text: &str, version: &ChartVersion) -> String {
    if version.minor_line() >= (0, 37) {
        return text.to_owned();
    }
    let (provider, host) = match text.contains("\nsites:") {
        true => ("self-managed", ", host: 'ts.db.acme.io:5432'"),
        false => ("cloud", ", certificate: {secret: tsdb-cert, key: cert}"),
    };
    let shared = format!(
        "  timescaledb: {{provider: {provider}{host}, prerequisitesMet: true, secret: {{name: t, userKey: u, passwordKey: p}}}}\n"
    );
    let mut out = String::new();
    let mut environments = 0;
    for line in text.lines() {
        out.push_str(&format!("{line}\n"));
        match line {
            "datastores:" => out.push_str(&shared),
            "    datastores:" => {
                environments += 1;
                out.push_str(&format!("      timescaledb: {{host: 'ts{environments}.db.acme.io:5432'}}\n"));
            }
            _ => {}
        }
    }
    out
}
