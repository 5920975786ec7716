//! What coalescing tells besides the values.

use crate::helm::value::{Node, Origin};
use crate::yaml::path::KeyPath;

/// A default that a null removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Deletion {
    /// From the root of the coalesced values, like every path here.
    pub path: KeyPath,
    /// The null.
    pub by: Origin,
    /// Values of earlier layers that the null itself replaced, newest first.
    pub losers: Vec<Node>,
    /// The default that is gone.
    pub what: Node,
}

/// Something that Helm logs while it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    pub kind: WarningKind,
    pub path: KeyPath,
    /// The value that has priority, or the only one that is involved.
    pub at: Option<Origin>,
    /// The value that it meets.
    pub other: Option<Origin>,
}

/// What a [`Warning`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WarningKind {
    /// A map is over a default that is none, at the top of a chart: the default is skipped.
    DefaultSkipped,
    /// A map is over a default that is none, deeper down: the default is ignored.
    DefaultIgnored,
    /// A value that is no map is over a default map: the map is dropped whole.
    MapDropped,
    /// `global` of a subchart is no map: it gets no globals from above.
    GlobalNotMap,
    /// `global` of the chart above is no map: it gives no globals to its subcharts.
    ParentGlobalNotMap,
    /// A map in `global` meets a value in the subchart's `global`: the subchart keeps its own.
    GlobalMapOverValue,
    /// A value in `global` meets a map in the subchart's `global`: the subchart keeps its own.
    GlobalValueOverMap,
    /// A condition leads to a value that is no boolean: it does not switch the subchart.
    ConditionNotBool { condition: String },
    /// A tag has a value that is no boolean: it does not switch the subchart.
    TagNotBool { tag: String },
    /// `import-values` names a map that the subchart does not have.
    ImportMissing { child: String },
}

/// Where Helm gives up: the subchart at `path` needs a map of values and has something else.
#[derive(Clone, Debug, PartialEq)]
pub struct CoalesceError {
    pub path: KeyPath,
    pub found: Origin,
}

impl std::fmt::Display for CoalesceError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "`{}` holds the values of a subchart and must be a map", self.path)
    }
}

impl std::error::Error for CoalesceError {}

/// Collects what one run has to tell.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub deletions: Vec<Deletion>,
    pub warnings: Vec<Warning>,
    pub disabled: Vec<KeyPath>,
}

impl Report {
    pub(super) fn warn(&mut self, kind: WarningKind, path: KeyPath, at: Option<Origin>, other: Option<Origin>) {
        let warning = Warning { kind, path, at, other };
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}
