//! One pass of the linter over all that was given: units, rules, waivers. Prints nothing.

use super::chain;
use super::settings::Settings;
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::Result;
use crate::helm::chain::Layer;
use crate::lint::context::{Context, Declared};
use crate::lint::date::Date;
use crate::lint::engine;
use crate::lint::finding::{Finding, Location};
use crate::lint::outcome::Outcome;
use crate::lint::unit::{Role, Unit, header, profile_files, role};
use crate::lint::waiver::Waivers;
use crate::rules;

/// Layers that are linted together, whether they are complete, and the chart version that a flag or command names.
#[derive(Clone)]
pub struct Together {
    pub layers: Vec<Layer>,
    pub complete: bool,
    pub version: Option<String>,
}

/// What a pass needs besides the files.
pub struct Pass<'a> {
    pub catalog: &'a Catalog,
    pub settings: &'a Settings,
    pub today: Date,
}

impl Pass<'_> {
    /// Lints every chain. Ids of layers are unique in a run.
    pub fn outcome(&self, chains: &[Together]) -> Result<Outcome> {
        self.preload()?;
        let names: Vec<String> = self.catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
        let alone = chains.iter().filter(|together| !together.complete);
        let declared = Declared {
            tiers: alone.flat_map(|together| profile_files(&together.layers, &names, self.settings.helm)).collect(),
            ..self.settings.declared.clone()
        };
        let mut outcome = Outcome {
            chart_version: self.catalog.newest().to_string(),
            profile: declared.profile.clone(),
            architecture: declared.architecture.clone(),
            layers: Vec::new(),
            findings: Vec::new(),
            waived: 0,
            way: None,
        };
        let mut waivers = Waivers::new(self.today);
        for (index, together) in chains.iter().enumerate() {
            let version = self.chart_version(together)?;
            if index == 0 {
                outcome.chart_version = version.to_string();
            }
            outcome.layers.extend(together.layers.iter().cloned());
            self.unit(together.clone(), version, &declared, &mut waivers, &mut outcome)?;
        }
        let problems = waivers.problems(|file, rule| self.settings.runs(file, rule));
        let problems: Vec<Finding> = problems.into_iter().map(rules::waiver::finding).collect();
        let problems = self.settle(problems, &outcome.layers);
        outcome.findings.extend(problems);
        engine::sort(&mut outcome.findings);
        Ok(outcome)
    }

    /// Reads what rules ask the catalog for: they have no way to report that it is broken.
    pub fn preload(&self) -> Result<()> {
        self.catalog.limits()?;
        self.catalog.scaling()?;
        self.catalog.switches()?;
        self.catalog.value_types()?;
        self.catalog.keys()?;
        self.catalog.key_places()?;
        self.catalog.key_kinds()?;
        self.catalog.upgrades()?;
        Ok(())
    }

    /// The chart version: of a flag or helm command, else of the header of a rendered file, else of the spec, else
    /// the newest.
    fn chart_version(&self, together: &Together) -> Result<ChartVersion> {
        let in_header = || together.layers.iter().find_map(|layer| header(layer.source.text(), "chart version"));
        let text = together.version.as_deref().or_else(in_header).or(self.settings.chart_version.as_deref());
        super::render::chart_version(self.catalog, text)
    }

    fn unit(
        &self,
        together: Together,
        chart_version: ChartVersion,
        declared: &Declared,
        waivers: &mut Waivers,
        outcome: &mut Outcome,
    ) -> Result<()> {
        let Together { layers, complete, .. } = together;
        let unit = match Unit::new(layers, complete, self.settings.helm, &mut chain::read_file) {
            Ok(unit) => unit,
            // The rest of the run goes on. No setting and no waiver hides a file that cannot be read.
            Err((_, error)) => {
                outcome.findings.push(rules::refused(&error));
                return Ok(());
            }
        };
        let names: Vec<String> = self.catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
        let roles: Vec<Role> = unit.layers.iter().map(|layer| role(layer, &names)).collect();
        let context = Context {
            catalog: self.catalog,
            defaults: self.catalog.defaults()?,
            chart_version,
            declared,
            unit: &unit,
            roles,
            upgrade: None,
        };
        let found = self.settle(engine::run(&context, &self.settings.rules), &unit.layers);
        for (layer, reading) in unit.files() {
            waivers.read(layer, reading, &rules::waivable());
        }
        let (kept, waived) = waivers.apply(&unit.layers, found);
        outcome.findings.extend(kept);
        outcome.waived += waived;
        Ok(())
    }

    pub fn settle(&self, findings: Vec<Finding>, layers: &[Layer]) -> Vec<Finding> {
        let name = |location: Location| layers.iter().find(|layer| layer.id == location.layer);
        self.settings.settle(findings, |finding| {
            name(finding.location).map(|layer| layer.source.name().to_owned()).unwrap_or_default()
        })
    }
}
