//! The check of each step of a rollout, with what smp.yaml renders before and after it.

use std::collections::HashSet;
use std::path::Path;

use super::check::{number, settle};
use super::deployment::Deployment;
use super::gathered::Gathered;
use super::linting::Pass;
use super::settings::Settings;
use super::{chain, today};
use crate::args::Lint;
use crate::catalog::Catalog;
use crate::catalog::upgrades::PULL_SECRET;
use crate::catalog::version::ChartVersion;
use crate::error::Result;
use crate::helm::chain::{Layer, layers};
use crate::helm::value::{LayerId, Node};
use crate::lint::date::Date;
use crate::lint::finding::{Finding, Severity};
use crate::lint::jump::Facts;
use crate::lint::outcome::Outcome;
use crate::lint::rule::Rule;
use crate::lint::site::SiteRole;
use crate::lint::unit::{Role, Unit, role};
use crate::lint::way::Verdict;
use crate::rules;
use crate::spec::declared::declared;
use crate::spec::inherit::Site;
use crate::upgrade::path;
use crate::upgrade::walk::{Traveller, finished};

/// One step of one installation.
pub struct Checked {
    /// The installation at the version that the step leads to; the one before it where there is none at that version.
    pub deployment: Deployment,
    pub verdict: Verdict,
    pub findings: Vec<Told>,
}

/// A finding, in short.
pub struct Told {
    pub severity: Severity,
    /// None where smp.yaml does not make an installation at that version.
    pub rule: Option<&'static str>,
    pub message: String,
    pub path: Option<String>,
    /// File, as it would be rendered, and line.
    pub place: Option<(String, usize)>,
    pub help: Option<String>,
}

/// What every check of a rollout needs.
pub struct Checker<'a> {
    pub catalog: &'a Catalog,
    pub gathered: &'a Gathered,
    /// Where the files are rendered into.
    pub output: &'a Path,
    /// What is declared of every environment.
    pub facts: Facts,
    pub today: Date,
}

impl<'a> Checker<'a> {
    /// Reads the day that waivers are held to.
    pub fn new(catalog: &'a Catalog, gathered: &'a Gathered, output: &'a Path, facts: Facts) -> Result<Checker<'a>> {
        Ok(Checker { catalog, gathered, output, facts: Facts { stepwise: true, ..facts }, today: today::today()? })
    }

    /// Checks `deployment` on its way by `stops`, one after the other. What came up at one stop does not come up again
    /// at the next.
    pub fn walk(&self, deployment: &Deployment, stops: &[ChartVersion]) -> Result<Vec<Checked>> {
        let mut facts = self.facts.clone();
        let mut seen = HashSet::new();
        let mut out: Vec<Checked> = Vec::new();
        for stop in stops {
            let here = out.last().map_or(deployment, |checked| &checked.deployment);
            let next = match here.at(self.catalog, self.gathered, stop) {
                Ok(next) => next,
                Err(error) => {
                    let findings = vec![impossible(&error)];
                    out.push(Checked { deployment: here.clone(), verdict: Verdict::Blocked, findings });
                    return Ok(out);
                }
            };
            let (verdict, mut findings) = self.step(here, &next, facts)?;
            findings.retain(|told| seen.insert((told.rule, told.path.clone(), told.message.clone())));
            facts = finished(self.catalog, &self.facts, stop);
            out.push(Checked { deployment: next, verdict, findings });
        }
        Ok(out)
    }

    fn step(&self, here: &Deployment, next: &Deployment, facts: Facts) -> Result<(Verdict, Vec<Told>)> {
        let spec = &next.target.spec;
        let declared = self.gathered.settle_for(&next.target, declared(spec))?;
        let mut settings = Settings::of(self.catalog, self.gathered, declared, &Lint::default())?;
        settings.declared.chart = Some(next.names.chart.clone());
        settings.declared.cluster.pull_secret |= facts.is_done(PULL_SECRET);
        settings.declared.role = next.target.site.map(|site| match site {
            Site::Primary => SiteRole::Primary,
            Site::Standby(_) => SiteRole::Standby,
        });
        let (from, to) = (&here.installation.chart_version, &next.installation.chart_version);
        let mut new = layers(next.sources(self.output)?, &[]);
        let at = number(&mut new, to, false);
        let flag = new.pop();
        let installed = self.merged(here, &settings)?;
        let pass = Pass { catalog: self.catalog, settings: &settings, today: self.today, last: false };
        pass.preload()?;
        let mut outcome = Outcome {
            chart_version: to.to_string(),
            profile: None,
            architecture: None,
            layers: new.iter().chain(&flag).cloned().collect(),
            findings: Vec::new(),
            waived: 0,
            way: None,
        };
        let unit = match Unit::new(new, true, settings.helm, &mut chain::read_file) {
            Ok(unit) => unit,
            Err((_, error)) => return Ok((Verdict::Blocked, vec![told(&outcome, &rules::refused(&error))])),
        };
        let names: Vec<String> = self.catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
        let roles: Vec<Role> = unit.layers.iter().map(|layer| role(layer, &names)).collect();
        let rules: Vec<Rule> =
            settings.rules.iter().filter(|rule| rules::upgrade::at_each_stop(rule)).copied().collect();
        let traveller = Traveller {
            catalog: self.catalog,
            declared: &settings.declared,
            unit: &unit,
            roles: &roles,
            installed: Some(installed),
            facts,
            at,
            rules: &rules,
        };
        let stop = path::Stop { version: to.clone(), range: to.to_string(), gates: Vec::new() };
        let mut walked = traveller.walk(Ok(path::Path { from: from.clone(), stops: vec![stop] }), from, to)?;
        settle(&pass, &unit, &mut walked, &mut outcome);
        let found: Vec<&Finding> = walked.whole.iter().chain(walked.stops.iter().flatten()).collect();
        let verdict = Verdict::of(found.iter().copied(), settings.fail_on);
        let mut findings: Vec<Told> = found.into_iter().map(|finding| told(&outcome, finding)).collect();
        findings.sort_by_key(|told| told.severity);
        Ok((verdict, findings))
    }

    /// What is installed: what helm merges the files of `deployment` to.
    fn merged(&self, deployment: &Deployment, settings: &Settings) -> Result<Node> {
        let mut installed: Vec<Layer> = layers(deployment.sources(self.output)?, &[]);
        installed.iter_mut().zip(1 << 24..).for_each(|(layer, id)| layer.id = LayerId(id));
        match crate::helm::chain::merge_chain(&installed, settings.helm, &mut chain::read_file) {
            Ok(merged) => Ok(merged.values),
            Err(error) => Err(chain::refused(&installed, &error)),
        }
    }
}

/// smp.yaml does not make an installation at that version.
fn impossible(error: &crate::error::Error) -> Told {
    Told {
        severity: Severity::Error,
        rule: None,
        message: error.message().to_owned(),
        path: None,
        place: None,
        help: error.remedy().map(str::to_owned),
    }
}

fn told(outcome: &Outcome, finding: &Finding) -> Told {
    let place = outcome.place(finding.location).filter(|place| !place.file.starts_with("--"));
    Told {
        severity: finding.severity,
        rule: Some(finding.rule),
        message: finding.message.clone(),
        path: finding.path.as_ref().map(ToString::to_string),
        place: place.map(|place| (place.file.to_owned(), place.start.line)),
        help: finding.help.clone(),
    }
}
