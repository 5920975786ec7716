//! The helm commands that use what was rendered, as a person would paste them.

use std::path::Path;

use crate::catalog::version::ChartVersion;
use crate::error::quoted;
use crate::spec::ReleaseSpec;
use crate::spec::problem::Problem;

/// The chart that the documentation names, and whose last release is older than every profile.
const DOCUMENTED_CHART: &str = "harness/harness-prod";

/// The names in the commands.
pub struct Names {
    pub release: String,
    pub namespace: String,
    pub chart: String,
}

impl Names {
    /// The names of a spec, or what stands in their place.
    ///
    /// # Errors
    /// A name that helm would take for something else: an empty one, or one that looks like a flag.
    pub fn of(spec: &ReleaseSpec) -> Result<Names, Problem> {
        let checked = |key: &str, name: &Option<String>, default: &str| {
            let name = name.as_deref().unwrap_or(default);
            let path = format!("release.{key}");
            match name {
                _ if name.trim().is_empty() => Err(Problem::at(&path, "is empty")),
                _ if name.starts_with('-') || name.contains(char::is_control) => {
                    Err(Problem::at(&path, format!("{}: helm has no such name", quoted(name))))
                }
                _ => Ok(name.to_owned()),
            }
        };
        Ok(Names {
            release: checked("name", &spec.name, "my-release")?,
            namespace: checked("namespace", &spec.namespace, "<namespace>")?,
            chart: checked("chart", &spec.chart, "harness/harness")?,
        })
    }
}

/// `helm install` and `helm upgrade` with `user_file` and the rendered `files`, one line each.
///
/// The order is the documented one, the user's file first, unless `user_last`; the last file wins.
pub fn commands(names: &Names, version: &ChartVersion, user_file: &Path, files: &[&Path], user_last: bool) -> String {
    let mut all: Vec<&Path> = files.to_vec();
    match user_last {
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
pub fn namespace(name: &str) -> String {
    if name == "<namespace>" { name.to_owned() } else { word(name) }
}

/// `text` as one word of a shell.
pub fn word(text: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "_-./:@%+=,".contains(char);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
