//! The `lint:` section of `smp.yaml`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lint::finding::Severity;

/// How values are linted. Rules are named by id or by family.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LintSpec {
    /// Only these rules or families. `--select` takes the place of this list.
    #[serde(default)]
    pub select: Vec<String>,
    /// Not these rules or families. `--ignore` adds to this list.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Severity of the findings of a rule or a family; that of a rule goes before that of its family.
    #[serde(default)]
    pub severity: IndexMap<String, Severity>,
    /// Least severity that makes the exit status 1. `--fail-on` takes its place. Without either: error.
    #[serde(default)]
    #[schemars(with = "Severity")]
    pub fail_on: Option<Severity>,
    /// File of findings that are known and not reported, relative to this file. `--baseline` takes its place.
    #[serde(default)]
    #[schemars(with = "String")]
    pub baseline: Option<String>,
    /// Settings for some files. A pattern is relative to this file: `*` and `?` stay within a name, `**` crosses
    /// directories, and a pattern without `/` is held against the name alone. Of several that match, all hold.
    #[serde(default)]
    pub paths: IndexMap<String, PathSpec>,
}

/// How the files are linted that a pattern matches.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PathSpec {
    /// Not these rules or families in these files.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Severity of the findings of a rule or a family in these files.
    #[serde(default)]
    pub severity: IndexMap<String, Severity>,
}
