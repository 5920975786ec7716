//! One chain, rendered by helm and computed by us.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value as Json;
use smpgen::helm::chain::{layers, merge_chain};
use smpgen::helm::coalesce::{Chart, coalesce};
use smpgen::helm::json::to_json;
use smpgen::helm::strvals::SetKind;
use smpgen::helm::version::HelmVersion;
use smpgen::yaml::path::{KeyPath, Segment};
use smpgen::yaml::source::Source;

use crate::helm::{Helm, Rendered};

/// Values files (name and text) and flags.
#[derive(Clone, Debug)]
pub struct Case {
    pub files: Vec<(String, String)>,
    pub sets: Vec<(SetKind, String)>,
    /// Whether the flags stand before the files on the command line, which makes no difference.
    pub flags_first: bool,
}

impl Case {
    fn arguments(&self) -> Vec<String> {
        let names: Vec<&str> = self.files.iter().map(|(name, _)| name.as_str()).collect();
        let files = if names.is_empty() { vec![] } else { vec!["-f".to_string(), names.join(",")] };
        let sets = self.sets.iter().flat_map(|(kind, text)| [kind.flag().to_string(), text.clone()]);
        if self.flags_first { sets.chain(files).collect() } else { files.into_iter().chain(sets).collect() }
    }

    fn ours(&self, chart: &Chart, version: HelmVersion) -> Result<Rendered, String> {
        let sources = self.files.iter().map(|(name, text)| Source::from_text(name, text.as_str())).collect();
        let layers = layers(sources, &self.sets);
        let mut read_file = |path: &str| {
            let file = self.files.iter().find(|(name, _)| name == path);
            file.map(|(_, text)| text.clone()).ok_or_else(|| "no such file".to_string())
        };
        let merged = merge_chain(&layers, version, &mut read_file).map_err(|error| error.to_string())?;
        let result = coalesce(chart, &merged.values, version).map_err(|error| error.to_string())?;
        let mut rendered = BTreeMap::new();
        enabled(chart, &mut KeyPath::root(), &result.disabled, &mut |path| {
            let keys: Vec<&str> = path.segments().iter().map(key).collect();
            let node = result.subchart(&keys).unwrap_or_else(|| panic!("no values at {path}"));
            rendered.insert(keys.into_iter().map(String::from).collect(), to_json(&node.value));
        });
        Ok(rendered)
    }

    /// Says what differs; none when all is the same.
    fn difference(&self, helm: &Helm, dir: &Path, chart: &Chart) -> (bool, Option<String>) {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        for (name, text) in &self.files {
            std::fs::write(scratch.path().join(name), text).expect("a values file can be written");
        }
        let theirs = helm.template(scratch.path(), dir, &self.arguments());
        let ours = self.ours(chart, helm.version);
        let refused = theirs.is_err();
        let difference = match (&theirs, &ours) {
            (Ok(theirs), Ok(ours)) => first_difference(theirs, ours),
            (Err(_), Err(_)) => None,
            (Ok(_), Err(error)) => Some(format!("helm takes it, we do not: {error}")),
            (Err(error), Ok(_)) => Some(format!("we take it, helm does not: {error}")),
        };
        (refused, difference.map(|difference| format!("{:?} {difference}\n{self:#?}", helm.version)))
    }
}

fn key(segment: &Segment) -> &str {
    match segment {
        Segment::Key(key) => key,
        Segment::Index(index) => panic!("charts have no index {index}"),
    }
}

/// Goes over the charts that are on.
fn enabled(chart: &Chart, path: &mut KeyPath, disabled: &[KeyPath], visit: &mut dyn FnMut(&KeyPath)) {
    visit(path);
    for dependency in &chart.dependencies {
        let key = dependency.alias.as_ref().unwrap_or(&dependency.chart.name);
        path.push(Segment::Key(key.into()));
        if !disabled.contains(path) {
            enabled(&dependency.chart, path, disabled, visit);
        }
        path.pop();
    }
}

fn first_difference(theirs: &Rendered, ours: &Rendered) -> Option<String> {
    if !theirs.keys().eq(ours.keys()) {
        return Some(format!("charts: helm {:?}, ours {:?}", theirs.keys(), ours.keys()));
    }
    theirs.iter().zip(ours).find_map(|((path, theirs), (_, ours))| differs(&path.join("/"), theirs, ours))
}

fn differs(path: &str, theirs: &Json, ours: &Json) -> Option<String> {
    match (theirs, ours) {
        (Json::Object(left), Json::Object(right)) => {
            let only = |of: &serde_json::Map<String, Json>, other: &serde_json::Map<String, Json>| {
                of.keys().find(|key| !other.contains_key(*key)).cloned()
            };
            if let Some(key) = only(left, right) {
                return Some(format!("{path}: only helm has {key}"));
            }
            if let Some(key) = only(right, left) {
                return Some(format!("{path}: only we have {key}"));
            }
            left.iter().find_map(|(key, value)| differs(&format!("{path}.{key}"), value, right.get(key)?))
        }
        (Json::Array(left), Json::Array(right)) if left.len() == right.len() => {
            left.iter().zip(right).find_map(|(left, right)| differs(&format!("{path}[]"), left, right))
        }
        (Json::Number(left), Json::Number(right)) if left.as_f64() == right.as_f64() => None,
        (left, right) if left == right => None,
        (left, right) => Some(format!("{path}: helm {left}, ours {right}")),
    }
}

/// Checks all cases with all helms, two at a time. Gives how many cases helm refused, at most over the helms.
pub fn check_all(helms: &[Helm], dir: &Path, chart: &Chart, cases: &[Case]) -> usize {
    let next = AtomicUsize::new(0);
    let refused = AtomicUsize::new(0);
    let differences = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for helm in helms {
                        let (was_refused, difference) = case.difference(helm, dir, chart);
                        refused.fetch_add(usize::from(was_refused), Ordering::Relaxed);
                        if let (Some(difference), Ok(mut differences)) = (difference, differences.lock()) {
                            differences.push(difference);
                        }
                    }
                }
            });
        }
    });
    let differences = differences.into_inner().expect("no thread has failed");
    let shown: Vec<&String> = differences.iter().take(3).collect();
    assert!(shown.is_empty(), "{} of {} cases differ, such as {shown:#?}", differences.len(), cases.len());
    refused.into_inner() / helms.len().max(1)
}
