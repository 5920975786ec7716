//! What an upgrade from one chart version to another meets: gates, engines, changed defaults, steps, volumes.

use serde::{Deserialize, Deserializer};

use super::Catalog;
use super::key_places::Level;
use super::version::{ChartVersion, Windows};
use super::volume::VolumeKind;
use crate::error::{Error, Result};
use crate::quantity::Quantity;
use crate::suggest;
use crate::yaml::path::KeyPath;

/// What `--done` calls a pull secret that the cluster has.
pub const PULL_SECRET: &str = "pull-secret";

/// `profiles/upgrades.yaml`, typed.
#[derive(Clone, Debug, Deserialize)]
pub struct Upgrades {
    pub gates: Vec<Gate>,
    pub withdrawn: Vec<Withdrawn>,
    pub engines: Vec<Engine>,
    pub kubernetes: Kubernetes,
    pub changed: Vec<Changed>,
    pub steps: Vec<Step>,
    pub stores: Vec<Store>,
    pub volumes: Vec<StoredVolume>,
    /// Keys of a StatefulSet that cannot change, below the block of its store.
    #[serde(deserialize_with = "paths")]
    pub immutable: Vec<KeyPath>,
    pub images: Vec<Organisation>,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Public documentation says so.
    Stated,
    /// Seen in a template, values file, script or source.
    Verified,
    Inferred,
}

/// What must hold where an upgrade leads from `from` to `to`.
#[derive(Clone, Debug, Deserialize)]
pub struct Gate {
    pub id: String,
    pub from: Windows,
    pub to: Windows,
    /// Where the upgrade has to stop on its way.
    pub stop: Option<Windows>,
    /// Whether there is no way at all.
    #[serde(default)]
    pub never: bool,
    /// The rule that reports the condition; where there is a stop, `skipped-required-stop`.
    pub rule: Option<String>,
    pub why: Option<String>,
    /// What must be true, or finished at the stop.
    pub finish: String,
    /// Who enforces it today.
    pub enforced: String,
    pub severity: Level,
    pub confidence: Confidence,
}

impl Gate {
    /// Whether the gate forbids to go from one version to the other in one step.
    pub fn forbids(&self, from: &ChartVersion, to: &ChartVersion) -> bool {
        (self.stop.is_some() || self.never) && self.from.contains(from) && self.to.contains(to)
    }
}

/// A release that no path stops at.
#[derive(Clone, Debug, Deserialize)]
pub struct Withdrawn {
    pub version: ChartVersion,
    pub why: String,
}

/// The version of an in-cluster store's image.
#[derive(Clone, Debug, Deserialize)]
pub struct Engine {
    pub engine: String,
    #[serde(rename = "in")]
    pub versions: Windows,
    /// Three numbers.
    pub version: String,
}

/// Versions of Kubernetes, as `1.27`.
#[derive(Clone, Debug, Deserialize)]
pub struct Kubernetes {
    pub least: Vec<LeastKubernetes>,
    pub documented: DocumentedKubernetes,
}

/// `kubeVersion` of Chart.yaml.
#[derive(Clone, Debug, Deserialize)]
pub struct LeastKubernetes {
    #[serde(rename = "in")]
    pub versions: Windows,
    pub version: String,
}

/// The versions that the documentation names, both ends included.
#[derive(Clone, Debug, Deserialize)]
pub struct DocumentedKubernetes {
    pub first: String,
    pub last: String,
}

/// How much a change that nobody asked for can hurt. `High` sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    High,
    Medium,
    Low,
}

impl Risk {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Risk::High => "high",
            Risk::Medium => "medium",
            Risk::Low => "low",
        }
    }
}

/// Behaviour that a chart version changes without any edit.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Changed {
    pub id: String,
    pub since: ChartVersion,
    pub until: Option<ChartVersion>,
    /// A user who sets one of these decides by himself.
    #[serde(deserialize_with = "paths")]
    pub keys: Vec<KeyPath>,
    /// It matters only where this flag is on.
    pub flag: Option<String>,
    /// It does not matter where this store is outside the cluster.
    pub unless_external: Option<String>,
    pub what: String,
    /// What to do about it; none where setting the key is all there is.
    pub help: Option<String>,
    pub risk: Risk,
}

/// Work outside Helm.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    pub id: String,
    #[serde(default = "Windows::all")]
    pub from: Windows,
    pub to: Windows,
    pub when: Option<When>,
    pub severity: Level,
    pub confidence: Confidence,
    pub step: String,
}

/// What of the values or declared facts a step depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    NginxIngress,
    #[serde(rename = "postgres-14")]
    Postgres14,
    GatewayAtOnce,
    FcvWithoutHelm,
    NoCluster,
    PrivateRegistry,
    Argocd,
}

/// A store that may run in the cluster or outside.
#[derive(Clone, Debug, Deserialize)]
pub struct Store {
    pub store: String,
    /// True where it runs in the cluster.
    #[serde(deserialize_with = "path")]
    pub switch: KeyPath,
    /// Whether it is off unless the switch says otherwise.
    #[serde(default)]
    pub off: bool,
    #[serde(rename = "in")]
    pub versions: Windows,
    #[serde(deserialize_with = "path")]
    pub service: KeyPath,
    /// Where the number of its members stands, below the service.
    #[serde(default, deserialize_with = "optional_path")]
    pub members: Option<KeyPath>,
}

/// A volume that an upgrade cannot change as it likes.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StoredVolume {
    pub name: String,
    /// Path of the size, or of a list of volumes with `id`, `size` and `class`.
    #[serde(deserialize_with = "path")]
    pub path: KeyPath,
    #[serde(default)]
    pub each: bool,
    /// The place of the size until 0.8.x.
    #[serde(default, deserialize_with = "optional_path")]
    pub before: Option<KeyPath>,
    #[serde(default, deserialize_with = "optional_path")]
    pub class: Option<KeyPath>,
    /// The sub-chart's own size.
    #[serde(deserialize_with = "quantity")]
    pub default: Quantity,
    pub kind: VolumeKind,
    /// The name of its claim, with `N` for the number of the pod.
    pub claim: Option<String>,
    /// The name of its StatefulSet, with `<release>` for that of the release.
    pub statefulset: Option<String>,
    /// How many claims are made of it.
    pub claims: u32,
    #[serde(deserialize_with = "path")]
    pub switch: KeyPath,
    #[serde(default)]
    pub off: bool,
    #[serde(default = "Windows::all", rename = "in")]
    pub versions: Windows,
    /// The name that `update-pvc.sh` has for it.
    pub script: Option<String>,
    /// What that script does wrong with it.
    pub script_fault: Option<String>,
}

/// The first part of an image's name, and the charts that have images of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Organisation {
    pub organisation: String,
    #[serde(rename = "in")]
    pub versions: Windows,
    pub instead: String,
}

impl Upgrades {
    /// The version of an engine's image in a chart version: three numbers.
    pub fn engine(&self, engine: &str, version: &ChartVersion) -> Option<&str> {
        let row = self.engines.iter().find(|row| row.engine == engine && row.versions.contains(version))?;
        Some(&row.version)
    }

    /// Major and minor of an engine, such as `7.0`.
    pub fn engine_line(&self, engine: &str, version: &ChartVersion) -> Option<String> {
        let mut parts = self.engine(engine, version)?.split('.');
        Some(format!("{}.{}", parts.next()?, parts.next()?))
    }

    /// The gates that forbid one step between two versions.
    pub fn forbidding<'a, 'v>(
        &'a self,
        from: &'v ChartVersion,
        to: &'v ChartVersion,
    ) -> impl Iterator<Item = &'a Gate> + use<'a, 'v> {
        self.gates.iter().filter(move |gate| gate.forbids(from, to))
    }

    /// Why no path stops at `version`; none where one may.
    pub fn withdrawn(&self, version: &ChartVersion) -> Option<&str> {
        self.withdrawn.iter().find(|row| row.version == *version).map(|row| row.why.as_str())
    }

    /// Everything that may be declared done: steps, resized volumes, moved stores.
    pub fn declarable(&self) -> Vec<String> {
        let steps = self.steps.iter().map(|step| step.id.clone());
        let resized = self.volumes.iter().map(|volume| format!("resize-{}", volume.name));
        let moved = self.stores.iter().map(|store| format!("move-{}", store.store));
        let mut all: Vec<String> = steps.chain(resized).chain(moved).chain([PULL_SECRET.to_owned()]).collect();
        all.sort();
        all
    }
}

impl Catalog {
    /// Every release that an upgrade may start from, oldest first.
    pub fn all_releases(&self) -> impl Iterator<Item = &ChartVersion> {
        self.earlier.iter().chain(&self.releases).map(|release| &release.version)
    }

    /// The release written as `text`, with those before the first profile. The error names what is near.
    pub fn release(&self, text: &str) -> Result<ChartVersion> {
        let version = match text.parse::<ChartVersion>() {
            Ok(version) => version,
            Err(_) => return self.chart_version(text),
        };
        let first = self.all_releases().next();
        match first {
            _ if self.all_releases().any(|known| *known == version) => Ok(version),
            Some(first) if version < *first => {
                Err(Error::new(format!("unknown chart version {version}; the oldest that can be planned is {first}")))
            }
            _ if version > *self.newest() => self.chart_version(text),
            _ => {
                let all: Vec<String> = self.all_releases().map(ChartVersion::to_string).collect();
                let of_line = self.all_releases().filter(|known| known.minor_line() == version.minor_line());
                let of_line: Vec<String> = of_line.map(ChartVersion::to_string).collect();
                let text = version.to_string();
                let hint = match (of_line.is_empty(), suggest::nearest(&text, all.iter().map(String::as_str))) {
                    (false, _) => format!("; released there: {}", of_line.join(", ")),
                    (true, Some(near)) => format!(" (did you mean `{near}`?)"),
                    (true, None) => String::new(),
                };
                Err(Error::new(format!("unknown chart version `{text}`{hint}")))
            }
        }
    }
}

fn quantity<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Quantity, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<KeyPath, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn optional_path<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<KeyPath>, D::Error> {
    path(deserializer).map(Some)
}

fn paths<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<KeyPath>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}
