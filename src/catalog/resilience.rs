//! What the rules of the family `resilience` hold values to: `profiles/rules/resilience.yaml`.

use serde::Deserialize;

use super::key_places::Level;
use super::pattern::Pattern;

/// Floors, member counts, and where two sites may differ.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resilience {
    pub architectures: Vec<Architecture>,
    /// The architecture, and the profile, that is for demonstrations.
    pub demo: String,
    pub members: Vec<Members>,
    pub high_availability: HighAvailability,
    /// Services, or whole parts of the values, whose disruption budget the library does not make.
    pub without_budget: Vec<String>,
    /// Ends of host names that only answer inside one cluster, in lower case.
    pub cluster_names: Vec<String>,
    /// Values in which a primary and a standby may differ.
    pub site_values: Vec<Pattern>,
}

/// What a reference architecture promises.
#[derive(Clone, Debug, Deserialize)]
pub struct Architecture {
    pub name: String,
    pub stores: Stores,
    /// Whether one pod or zone may be lost.
    pub ha: bool,
    pub sites: u32,
}

/// Where the databases of an architecture run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stores {
    InCluster,
    External,
}

/// How many members an in-cluster store must have.
#[derive(Clone, Debug, Deserialize)]
pub struct Members {
    pub path: String,
    /// The store that has to run in the cluster.
    pub store: Option<String>,
    /// The value of `global.ha` that this is about; none: either.
    pub ha: Option<bool>,
    pub needs: Needs,
    pub severity: Level,
    /// Why, as a clause.
    pub effect: String,
}

/// What a number has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Needs {
    Exactly(i64),
    AtMost(i64),
    Odd,
}

/// Services of which a highly available architecture runs several.
#[derive(Clone, Debug, Deserialize)]
pub struct HighAvailability {
    pub least: i64,
    pub advised: i64,
    pub services: Vec<String>,
}

impl Resilience {
    /// The architecture called `name`.
    pub fn architecture(&self, name: Option<&str>) -> Option<&Architecture> {
        self.architectures.iter().find(|architecture| Some(architecture.name.as_str()) == name)
    }
}

impl Architecture {
    /// Whether a second site waits for the loss of the first.
    pub fn recovers(&self) -> bool {
        self.sites > 1
    }
}
