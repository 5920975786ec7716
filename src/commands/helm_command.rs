//! The helm commands that use what was rendered, as a person would paste them.

use std::path::Path;

use crate::args::HelmNames;
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result, quoted};

/// The chart that the documentation names, and whose last release is older than every profile.
const DOCUMENTED_CHART: &str = "harness/harness-prod";

/// Refuses a name that helm would take for something else: an empty one, or one that looks like a flag.
pub fn check(names: &HelmNames) -> Result<()> {
    for (flag, name) in [("--release", &names.release), ("--namespace", &names.namespace), ("--chart", &names.chart)] {
        if name.trim().is_empty() {
            return Err(Error::new(format!("{flag} is empty")));
        }
        if name.starts_with('-') || name.contains(char::is_control) {
            return Err(Error::new(format!("{flag} {}: helm has no such name", quoted(name))));
        }
    }
    Ok(())
}

/// `helm install` and `helm upgrade` with `user_file` and the rendered `files`, one line each.
///
/// The order is the documented one, the user's file first; the last file wins.
pub fn commands(names: &HelmNames, version: &ChartVersion, user_file: &Path, files: &[&Path]) -> String {
    let mut all: Vec<&Path> = files.to_vec();
    match names.user_values_last {
        true => all.push(user_file),
        false => all.insert(0, user_file),
    }
    let files: String = all.iter().map(|file| format!(" -f {}", word(&file.to_string_lossy()))).collect();
    let rest = format!(
        "{} {} -n {} --version {version}{files}",
        word(&names.release),
        word(&names.chart),
        namespace(&names.namespace)
    );
    format!("helm install {rest}\nhelm upgrade {rest}\n")
}

/// Why the printed chart is not the one the documentation names.
pub fn chart_note(chart: &str) -> Option<String> {
    match chart {
        "harness/harness" => Some(format!(
            "the documentation writes {DOCUMENTED_CHART}; that chart's last release is 0.4.6, which has none of these profiles"
        )),
        DOCUMENTED_CHART => Some(format!(
            "{DOCUMENTED_CHART} stopped at 0.4.6: helm will not find this version there; the chart is harness/harness"
        )),
        _ => None,
    }
}

/// The placeholder is left bare, so that it cannot be mistaken for a name.
fn namespace(name: &str) -> String {
    if name == "<namespace>" { name.to_owned() } else { word(name) }
}

/// `text` as one word of a shell.
fn word(text: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "_-./:@%+=,".contains(char);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
