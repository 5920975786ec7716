//! Switches that do not do what they say: `profiles/switches.yaml`.

use serde::Deserialize;

use super::version::Windows;

/// What is known of switches, beside which module each belongs to.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Switches {
    pub ineffective: Vec<Ineffective>,
    pub pairs: Vec<Pair>,
    /// Lists of feature flags that the chart sets itself.
    pub feature_flag_groups: Vec<String>,
    pub licenses: Licenses,
}

/// A flag that nothing reads any more.
#[derive(Clone, Debug, Deserialize)]
pub struct Ineffective {
    pub flag: String,
    /// The flag that decides in its place.
    pub decides: String,
    pub versions: Windows,
}

/// Two flags that only make sense together.
#[derive(Clone, Debug, Deserialize)]
pub struct Pair {
    pub first: String,
    pub second: String,
    pub versions: Windows,
    /// Where set: the second is needed only where the first is on, when this platform was declared.
    pub platform: Option<String>,
    /// What holds for the two, as a clause.
    pub effect: String,
}

/// What a licence is called in a Kubernetes Secret or an external store, in any of its spellings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Licenses {
    pub platform: Vec<String>,
    pub looker_key: Vec<String>,
    pub looker_file: Vec<String>,
}
