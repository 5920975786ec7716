//! What several test files need: the catalog, plans, leaves, and the shipped files where they are at hand.
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod last_wins;
pub mod moves;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::{Map, Value};
use smpgen::catalog::Catalog;
use smpgen::catalog::profile::Profile;
use smpgen::catalog::version::ChartVersion;
use smpgen::leaf;
use smpgen::plan::{self, ErrataChoice, Plan, Request};

/// The four profiles, smallest first.
pub const PROFILES: [&str; 4] = ["demo", "small", "medium", "large"];

/// The embedded catalog.
pub static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::load(None).unwrap());

/// Every chart version, oldest first.
pub fn versions() -> impl Iterator<Item = &'static ChartVersion> {
    CATALOG.releases.iter().map(|release| &release.version)
}

/// The profile called `name`.
pub fn profile(name: &str) -> &'static Profile {
    CATALOG.profile(name).unwrap()
}

/// The plan of one profile of one chart version, with all modules and the shipped volume sizes.
pub fn plan(profile_name: &str, version: &ChartVersion, errata: ErrataChoice) -> Plan {
    let request = Request {
        profile: profile(profile_name),
        chart_version: version.clone(),
        modules: Vec::new(),
        errata,
        storage: Vec::new(),
    };
    plan::plan(&CATALOG, &request).unwrap_or_else(|error| panic!("{profile_name} {version}: {error}"))
}

/// Leaves by key path. A list item is a leaf of its own.
pub fn leaves(values: &Map<String, Value>) -> BTreeMap<String, Value> {
    leaf::leaves(values).into_iter().map(|(path, value)| (path.to_string(), value.clone())).collect()
}

/// Directory of the shipped files, or none where this machine does not have them.
///
/// Says so in one line; fails where `SMPGEN_REQUIRE_UPSTREAM` is set.
pub fn upstream() -> Option<PathBuf> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/upstream");
    if directory.is_dir() {
        return Some(directory);
    }
    let missing = format!("no shipped files in {}", directory.display());
    assert!(std::env::var_os("SMPGEN_REQUIRE_UPSTREAM").is_none(), "{missing}, and SMPGEN_REQUIRE_UPSTREAM is set");
    eprintln!("skipped: {missing}");
    None
}
