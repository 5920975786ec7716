//! What one run of the linter comes to: the input of every report.

use std::collections::HashSet;

use super::finding::{Finding, Location, Severity};
use crate::helm::chain::{Layer, LayerKind};
use crate::helm::value::LayerId;
use crate::yaml::lines::Position;

/// Everything a report needs. Findings stand in the order of files as given, then bytes, then rules.
#[derive(Debug)]
pub struct Outcome {
    pub chart_version: String,
    pub profile: Option<String>,
    pub architecture: Option<String>,
    /// Every layer of every unit; ids are unique in a run.
    pub layers: Vec<Layer>,
    pub findings: Vec<Finding>,
    /// Number of findings that a waiver or the baseline took away.
    pub waived: usize,
}

/// A location in words of files: lines and columns from 1, columns in characters, the end exclusive of nothing:
/// it is the last character's place plus one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Name of the file, or the flag.
    pub file: &'a str,
    pub start: Position,
    pub end: Position,
}

impl Outcome {
    /// The names of the linted files, in order, each once.
    pub fn files(&self) -> Vec<&str> {
        let mut seen: HashSet<&str> = HashSet::new();
        let files = self.layers.iter().filter(|layer| layer.kind == LayerKind::File);
        files.map(|layer| layer.source.name()).filter(|name| seen.insert(name)).collect()
    }

    /// The layer a location is in.
    pub fn layer(&self, location: Location) -> Option<&Layer> {
        self.layer_of(location.layer)
    }

    /// The layer with this id. A run numbers its layers, so it is the first place to look.
    pub fn layer_of(&self, id: LayerId) -> Option<&Layer> {
        let by_number = usize::try_from(id.0).ok().and_then(|number| self.layers.get(number));
        by_number.filter(|layer| layer.id == id).or_else(|| self.layers.iter().find(|layer| layer.id == id))
    }

    /// The location in lines and columns.
    pub fn place(&self, location: Location) -> Option<Place<'_>> {
        let source = &self.layer(location)?.source;
        let (start, end) = (source.position(location.span.start), source.position(location.span.end));
        Some(Place { file: source.name(), start, end })
    }

    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether any finding is at least as bad as `limit`.
    pub fn fails(&self, limit: Severity) -> bool {
        self.findings.iter().any(|finding| finding.severity <= limit)
    }
}
