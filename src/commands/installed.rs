//! The installed release: from files, or from the user's own helm.

use std::io::ErrorKind;
use std::process::Command;

use serde_json::Value as Json;

use super::chain;
use crate::args::Check;
use crate::error::{Error, Result, quoted};
use crate::helm::csv::split_files;
use crate::lint::unit::header;
use crate::mask::masked_line;
use crate::yaml::source::Source;

/// What is installed, as far as it is known.
pub struct Installed {
    pub files: Vec<Source>,
    /// The chart version, as text.
    pub version: Option<String>,
}

/// Reads `--installed`, or asks helm about `--release`.
pub fn gather(args: &Check) -> Result<Installed> {
    if let Some(release) = &args.release {
        return from_helm(release, args.namespace.as_deref());
    }
    let mut files = Vec::new();
    for value in &args.installed {
        for name in split_files(value).map_err(|why| Error::new(format!("--installed {value}: {why}")))? {
            files.push(chain::source(&name)?);
        }
    }
    let version = files.iter().find_map(|file| header(file.text(), "chart version")).map(str::to_owned);
    Ok(Installed { files, version })
}

fn from_helm(release: &str, namespace: Option<&str>) -> Result<Installed> {
    for (flag, name) in [("--release", Some(release)), ("--namespace", namespace)] {
        if name.is_some_and(|name| name.trim().is_empty() || name.starts_with('-') || name.contains(char::is_control)) {
            return Err(Error::new(format!("{flag} {}: helm has no such name", quoted(name.unwrap_or_default()))));
        }
    }
    let place: Vec<&str> = namespace.map_or_else(Vec::new, |name| vec!["-n", name]);
    let values = helm(&[&["get", "values", release, "-o", "yaml"][..], &place].concat())?;
    let filter = format!("^{}$", escaped(release));
    let list = helm(&[&["list", "-a", "-o", "json", "--filter", filter.as_str()][..], &place].concat())?;
    let rows: Json = serde_json::from_str(&list)
        .map_err(|error| Error::new(format!("helm list -o json printed something else: {error}")))?;
    let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["name"] == release));
    let chart = row.and_then(|row| row["chart"].as_str()).unwrap_or_default();
    // `harness-0.45.0`: the name may hold dashes, the version of a release of ours does not.
    let version = chart.rsplit_once('-').map(|(_, version)| version.to_owned());
    Ok(Installed { files: vec![Source::from_text(format!("helm get values {release}"), values)], version })
}

/// What helm prints. Nothing but helm itself is asked, with the user's own settings.
fn helm(words: &[&str]) -> Result<String> {
    let shown = format!("helm {}", words.join(" "));
    let output = Command::new("helm").args(words).output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::new(format!("helm is not on PATH, and `{shown}` cannot be asked"))
            .help("give the values with --installed FILE and the version with --from"),
        _ => Error::new(format!("`{shown}` cannot be run: {error}")),
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let line = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason given");
        return Err(Error::new(format!("`{shown}` failed: {}", quoted(&masked_line(line)))));
    }
    String::from_utf8(output.stdout).map_err(|_| Error::new(format!("`{shown}` printed no text")))
}

/// A name without any meaning in a regular expression.
fn escaped(name: &str) -> String {
    name.replace('.', "\\.")
}
