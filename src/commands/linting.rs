//! One pass of the linter over all that was given: units, rules, waivers. Prints nothing.

use std::mem;

use super::chain;
use super::settings::Settings;
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result};
use crate::helm::chain::Layer;
use crate::lint::context::{Context, Declared, Parts};
use crate::lint::date::Date;
use crate::lint::engine;
use crate::lint::finding::{Finding, Location};
use crate::lint::outcome::Outcome;
use crate::lint::secret_manifest::{SecretManifest, secret_manifests};
use crate::lint::site::SiteRole;
use crate::lint::unit::{Role, Unit, header, profile_files, role};
use crate::lint::waiver::Waivers;
use crate::plan::standby;
use crate::rules;

/// Layers that are linted together, whether they are complete, and the chart version that a flag or command names.
#[derive(Clone)]
pub struct Together {
    pub layers: Vec<Layer>,
    pub complete: bool,
    pub version: Option<String>,
}

/// From how many chains on two threads share them. Starting one costs as much as linting a tenth of a file.
const MANY: usize = 8;

/// What one chain comes to.
struct Linted {
    chart_version: ChartVersion,
    findings: Vec<Finding>,
    waived: usize,
    waivers: Waivers,
}

/// The Secrets in a file that was given by itself and holds nothing else. What helm gets is values, whatever it says.
fn manifests(together: &Together) -> Option<Vec<SecretManifest>> {
    match together.layers.as_slice() {
        [layer] if !together.complete => secret_manifests(layer),
        _ => None,
    }
}

/// What a pass needs besides the files.
pub struct Pass<'a> {
    pub catalog: &'a Catalog,
    pub settings: &'a Settings,
    pub today: Date,
    /// Whether the run ends with this pass.
    pub last: bool,
}

impl Pass<'_> {
    /// Lints every chain. Ids of layers are unique in a run.
    pub fn outcome(&self, chains: &[Together]) -> Result<Outcome> {
        self.preload()?;
        let names: Vec<String> = self.catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
        let alone = chains.iter().filter(|together| !together.complete);
        let declared = Declared {
            tiers: profile_files(alone.flat_map(|together| &together.layers), &names, self.settings.helm),
            secrets: chains.iter().filter_map(manifests).flatten().collect(),
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
        for (index, (together, linted)) in chains.iter().zip(self.units(chains, &names, &declared)).enumerate() {
            let linted = linted?;
            if index == 0 {
                outcome.chart_version = linted.chart_version.to_string();
            }
            outcome.layers.extend(together.layers.iter().cloned());
            outcome.findings.extend(linted.findings);
            outcome.waived += linted.waived;
            waivers.join(linted.waivers);
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
        self.catalog.network()?;
        self.catalog.resilience()?;
        self.catalog.key_places()?;
        self.catalog.key_kinds()?;
        self.catalog.upgrades()?;
        self.catalog.datastores()?;
        self.catalog.secrets()?;
        Ok(())
    }

    /// The chart version: of a flag or helm command, else of the header of a rendered file, else of the spec, else
    /// the newest.
    fn chart_version(&self, together: &Together) -> Result<ChartVersion> {
        let named = |layer: &Layer| {
            Some((layer.source.name().to_owned(), header(layer.source.text(), "chart version")?.to_owned()))
        };
        let in_header = || together.layers.iter().find_map(named);
        if let (None, Some((file, version))) = (&together.version, in_header()) {
            // Nobody has typed this version: without the file nobody would know where it comes from.
            return super::render::chart_version(self.catalog, Some(&version)).map_err(|error| {
                Error::new(format!("{file}: the header of the file: {error}"))
                    .help("correct the header, or say with --chart-version what to lint for")
            });
        }
        super::render::chart_version(
            self.catalog,
            together.version.as_deref().or(self.settings.chart_version.as_deref()),
        )
    }

    /// What each chain comes to, in their order. Many of them are linted by two threads, in turn.
    fn units(&self, chains: &[Together], names: &[String], declared: &Declared) -> Vec<Result<Linted>> {
        let unit = |together: &Together| self.unit(together, names, declared, self.last && chains.len() == 1);
        if chains.len() < MANY {
            return chains.iter().map(unit).collect();
        }
        let (even, odd): (Vec<_>, Vec<_>) = std::thread::scope(|scope| {
            let odd = || -> Vec<_> { chains.iter().skip(1).step_by(2).map(unit).collect() };
            // A machine may refuse a second thread.
            let helper = std::thread::Builder::new().spawn_scoped(scope, odd).ok();
            let even = chains.iter().step_by(2).map(unit).collect();
            (even, helper.and_then(|helper| helper.join().ok()).unwrap_or_else(odd))
        });
        let (mut even, mut odd) = (even.into_iter(), odd.into_iter());
        let next = |index: usize| if index.is_multiple_of(2) { even.next() } else { odd.next() };
        (0..chains.len()).map_while(next).collect()
    }

    /// What one chain comes to; `last`: the run ends with it.
    fn unit(&self, together: &Together, names: &[String], declared: &Declared, last: bool) -> Result<Linted> {
        let chart_version = self.chart_version(together)?;
        let mut linted = Linted {
            chart_version: chart_version.clone(),
            findings: Vec::new(),
            waived: 0,
            waivers: Waivers::new(self.today),
        };
        // Manifests of Secrets are read for the sake of the values that name them; they are no values themselves.
        if manifests(together).is_some() {
            return Ok(linted);
        }
        let Together { layers, complete, .. } = together.clone();
        let unit = match Unit::new(layers, complete, self.settings.helm, &mut chain::read_file) {
            Ok(unit) => unit,
            // The rest of the run goes on. No setting and no waiver hides a file that cannot be read.
            Err((_, error)) => {
                linted.findings.push(rules::refused(&error));
                return Ok(linted);
            }
        };
        let roles: Vec<Role> = unit.layers.iter().map(|layer| role(layer, names)).collect();
        // What was rendered for a standby says so; the spec of two sites is for both.
        let waits = unit.layers.iter().any(|layer| header(layer.source.text(), standby::WAITING).is_some());
        // A file by itself is a part of a site, and lacks the rest by design.
        let counterpart = self.settings.counterpart.as_ref().filter(|_| unit.complete);
        // All that is declared is not copied for each of a thousand files.
        let of_site = (waits || counterpart.is_some()).then(|| Declared {
            role: declared.role.or(waits.then_some(SiteRole::Standby)),
            other_site: counterpart.and_then(|other| other.site(&unit.layers, self.settings.helm)),
            ..declared.clone()
        });
        let declared = of_site.as_ref().unwrap_or(declared);
        let context = Context::new(Parts {
            catalog: self.catalog,
            defaults: self.catalog.defaults()?,
            chart_version,
            declared,
            unit: &unit,
            roles,
        });
        let found = self.settle(engine::run(&context, &self.settings.rules), &unit.layers);
        for (layer, reading) in unit.files() {
            linted.waivers.read(layer, reading, &rules::waivable());
        }
        (linted.findings, linted.waived) = linted.waivers.apply(&unit.layers, found);
        if last {
            // To take apart what was read would be 4 % of the run.
            mem::forget(context);
            mem::forget(unit);
        }
        Ok(linted)
    }

    pub fn settle(&self, findings: Vec<Finding>, layers: &[Layer]) -> Vec<Finding> {
        let name = |location: Location| layers.iter().find(|layer| layer.id == location.layer);
        self.settings.settle(findings, |finding| {
            name(finding.location).map(|layer| layer.source.name().to_owned()).unwrap_or_default()
        })
    }
}
