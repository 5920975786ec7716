//! Coalescing: the user's merged values laid over the defaults of a chart and of all its subcharts,
//! which gives what the templates see as `.Values`.
//!
//! Source: `pkg/chartutil` of helm v3.21.4; `pkg/chart/common/util` and `pkg/chart/v2/util` of v4.2.4.
//! The steps and their order are Helm's own, since their side effects show in the result: subcharts are switched
//! on and off, then defaults of subcharts are copied up into their parents (which freezes default globals),
//! then everything is coalesced.

mod chart;
mod engine;
mod globals;
mod imports;
mod report;
mod switches;
mod tables;

pub use chart::{Chart, Dependency, ImportValues};
pub use report::{CoalesceError, Deletion, Warning, WarningKind};

use super::value::{Node, Value};
use super::version::HelmVersion;
use crate::yaml::path::KeyPath;
use chart::Prepared;
use engine::Engine;
use report::Report;

/// What `.Values` are in a chart and its subcharts.
#[derive(Clone, Debug, PartialEq)]
pub struct Coalesced {
    /// `.Values` of the chart itself; a subchart's are under its key.
    /// Losers of a value are what it replaced, newest first, down to chart defaults.
    pub values: Node,
    /// Values that are gone because a null hides them.
    pub deletions: Vec<Deletion>,
    /// What Helm complains about and goes on.
    pub warnings: Vec<Warning>,
    /// Subcharts that are switched off. Values under their keys stay, without defaults and globals.
    pub disabled: Vec<KeyPath>,
}

impl Coalesced {
    /// `.Values` of the subchart at a path of keys; the chart itself for an empty path.
    pub fn subchart(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(&self.values, |node, key| match &node.value {
            Value::Map(entries) => entries.get(*key),
            _ => None,
        })
    }
}

/// Coalesces `user`, the merged values of a chain, with a chart's defaults as `helm install`, `upgrade` and
/// `template` do. Fails where Helm fails: a subchart's key that is not a map.
pub fn coalesce(chart: &Chart, user: &Node, version: HelmVersion) -> Result<Coalesced, CoalesceError> {
    let mut report = Report::default();
    let mut prepared = Prepared::new(chart);
    switches::process(&mut prepared, user, version, &mut KeyPath::root(), &mut report)?;
    imports::process(&mut prepared, version, &mut KeyPath::root(), &mut report)?;

    let mut engine = Engine::new(version);
    let values = engine.coalesce_values(&prepared, user)?;
    // Earlier passes go over the same values, so only the last one's findings count.
    report.deletions = engine.report.deletions;
    report.warnings.extend(engine.report.warnings);
    Ok(Coalesced { values, deletions: report.deletions, warnings: report.warnings, disabled: report.disabled })
}
