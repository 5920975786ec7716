//! Goes the way of an upgrade, and lets the rules look at each stop.

use std::collections::HashSet;

use super::path::{NoPath, Path, Stop};
use super::services::{Turnover, turnover};
use crate::catalog::Catalog;
use crate::catalog::version::ChartVersion;
use crate::helm::value::Node;
use crate::lint::context::{Context, Declared, Parts};
use crate::lint::engine;
use crate::lint::finding::{Finding, Location, Severity};
use crate::lint::jump::{Facts, Jump};
use crate::lint::rule::Rule;
use crate::lint::unit::{Role, Unit};

/// What goes the way.
pub struct Traveller<'a> {
    pub catalog: &'a Catalog,
    pub declared: &'a Declared,
    pub unit: &'a Unit,
    pub roles: &'a [Role],
    pub installed: Option<Node>,
    pub facts: Facts,
    /// The place of findings about versions.
    pub at: Location,
    /// The rules that look at each stop.
    pub rules: &'a [Rule],
}

/// What was found: about the whole step, then at each stop what did not come up before.
pub struct Walked<'a> {
    pub path: Path<'a>,
    pub whole: Vec<Finding>,
    pub stops: Vec<Vec<Finding>>,
    /// At each stop, the services that come and go.
    pub turnover: Vec<Turnover>,
}

/// The rules about the step as a whole.
const OF_THE_WHOLE: [&str; 3] = ["skipped-required-stop", "chart-downgrade", "reused-release-values"];

/// A rule of which only errors count at a stop before the last: the values are those of the target.
const EARLY: &str = "premature-key";

/// The rule of `lint` that a gate speaks of.
const PULL_SECRET: &str = "missing-image-pull-secret";

impl Traveller<'_> {
    /// Goes from `from` to `to`. Where there is no way, it is one step, and a finding says so.
    pub fn walk<'p>(
        &self,
        path: Result<Path<'p>, NoPath<'p>>,
        from: &ChartVersion,
        to: &ChartVersion,
    ) -> crate::error::Result<Walked<'p>> {
        let path = path.unwrap_or_else(|_| Path {
            from: from.clone(),
            stops: vec![Stop { version: to.clone(), range: to.to_string(), gates: Vec::new() }],
        });
        let mut seen = HashSet::new();
        let mut whole = Vec::new();
        if path.stops.len() > 1 {
            let rules: Vec<Rule> = self.rules.iter().filter(|rule| OF_THE_WHOLE.contains(&rule.id)).copied().collect();
            let jump = self.jump(from, to, &path, self.installed.clone(), self.facts.clone());
            whole = self.look(&self.context(&jump)?, &rules);
            // The rest of the way says the same once more.
            seen.extend(whole.iter().map(key));
        }
        let (mut here, mut stops, mut services) = (from.clone(), Vec::new(), Vec::new());
        for (number, stop) in path.stops.iter().enumerate() {
            let (installed, facts) = match number {
                0 => (self.installed.clone(), self.facts.clone()),
                // By then the values are installed, and what the stop before asked for is finished.
                _ => (Some(self.unit.merged.values.clone()), finished(self.catalog, &self.facts, &here)),
            };
            let jump = self.jump(&here, &stop.version, &path, installed, facts);
            let context = self.context(&jump)?;
            services.push(turnover(&context, &here));
            let mut found = self.look(&context, self.rules);
            let last = number + 1 == path.stops.len();
            found.retain(|finding| last || finding.rule != EARLY || finding.severity == Severity::Error);
            found.retain(|finding| self.is_crossed(finding, &here, &stop.version));
            found.retain(|finding| seen.insert(key(finding)));
            stops.push(found);
            here = stop.version.clone();
        }
        Ok(Walked { path, whole, stops, turnover: services })
    }

    /// Whether a finding belongs to this step. That images need a pull secret is news only where they become private:
    /// a release that runs on such images has one.
    fn is_crossed(&self, finding: &Finding, from: &ChartVersion, to: &ChartVersion) -> bool {
        let Ok(upgrades) = self.catalog.upgrades() else { return true };
        let gate =
            upgrades.gates.iter().find(|gate| finding.rule == PULL_SECRET && gate.rule.as_deref() == Some(PULL_SECRET));
        gate.is_none_or(|gate| gate.from.contains(from) && gate.to.contains(to))
    }

    fn jump(&self, from: &ChartVersion, to: &ChartVersion, path: &Path, installed: Option<Node>, facts: Facts) -> Jump {
        let route = path.stops.iter().map(|stop| stop.version.to_string()).collect();
        Jump { from: from.clone(), to: to.clone(), installed, facts, route, at: self.at }
    }

    fn context<'c>(&'c self, jump: &'c Jump) -> crate::error::Result<Context<'c>> {
        let context = Context::new(Parts {
            catalog: self.catalog,
            defaults: self.catalog.defaults()?,
            chart_version: jump.to.clone(),
            declared: self.declared,
            unit: self.unit,
            roles: self.roles.to_vec(),
        });
        Ok(context.for_upgrade(jump))
    }

    fn look(&self, context: &Context, rules: &[Rule]) -> Vec<Finding> {
        let mut found = engine::run(context, rules);
        self.riskiest_first(&mut found);
        found
    }

    /// Findings about changed defaults have one place: the engine cannot know which matters most.
    fn riskiest_first(&self, found: &mut [Finding]) {
        let Ok(upgrades) = self.catalog.upgrades() else { return };
        let risk = |finding: &Finding| {
            let row = upgrades.changed.iter().find(|row| finding.message.contains(&row.what));
            row.map(|row| row.risk)
        };
        for group in found.chunk_by_mut(|left, right| left.rule == RANKED && right.rule == RANKED) {
            if group.len() > 1 {
                group.sort_by_key(risk);
            }
        }
    }
}

/// The facts once the stop at `version` is finished.
pub fn finished(catalog: &Catalog, facts: &Facts, version: &ChartVersion) -> Facts {
    let line = catalog.upgrades().ok().and_then(|upgrades| upgrades.engine_line("mongo", version));
    Facts { mongo_fcv: line, migration_complete: true, ..facts.clone() }
}

/// The rule whose findings have a rank.
const RANKED: &str = "changed-chart-default";

/// What makes a finding the same at another stop. Rules about keys say it with another version.
pub fn key(finding: &Finding) -> (&'static str, String, String) {
    let place = format!("{:?}", finding.location);
    let path = finding.path.as_ref().map(ToString::to_string).unwrap_or_default();
    let of_whole = ["pinned-image", "reused-release-values"].contains(&finding.rule);
    let once = finding.rule.ends_with("-key") || of_whole;
    (finding.rule, format!("{place} {path}"), if once { String::new() } else { finding.message.clone() })
}
