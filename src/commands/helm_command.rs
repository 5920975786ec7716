//! The helm commands that use what was rendered, as a person would paste them.

use std::path::PathBuf;

use crate::catalog::version::ChartVersion;
use crate::error::quoted;
use crate::spec::Spec;
use crate::spec::problem::Problem;

/// The chart that the documentation names, and whose last release is older than every profile.
const DOCUMENTED_CHART: &str = "harness/harness-prod";

/// The names in the commands.
#[derive(Clone)]
pub struct Names {
    pub release: String,
    pub namespace: String,
    pub chart: String,
    /// Context of the kubeconfig; none for the current one.
    pub context: Option<String>,
}

impl Names {
    /// The names of a spec, or what stands in their place.
    ///
    /// # Errors
    /// A name that helm would take for something else: an empty one, or one that looks like a flag.
    pub fn of(spec: &Spec) -> Result<Names, Problem> {
        let checked = |path: &str, name: &str| match name {
            _ if name.trim().is_empty() => Err(Problem::at(path, "is empty").help("write the name, or leave it out")),
            _ if name.starts_with('-') || name.contains(char::is_control) => {
                Err(Problem::at(path, format!("{}: helm has no such name", quoted(name))))
            }
            _ => Ok(name.to_owned()),
        };
        let release = &spec.release;
        Ok(Names {
            release: checked("release.name", release.name.as_deref().unwrap_or("my-release"))?,
            namespace: checked("release.namespace", release.namespace.as_deref().unwrap_or("<namespace>"))?,
            chart: checked("release.chart", release.chart.as_deref().unwrap_or("harness/harness"))?,
            context: spec.kube_context.as_deref().map(|name| checked("kubeContext", name)).transpose()?,
        })
    }

    /// What every kubectl command for this installation begins with.
    pub fn kubectl(&self) -> String {
        let context = self.context.as_deref().map(|name| format!(" --context {}", word(name))).unwrap_or_default();
        format!("kubectl{context} -n {}", namespace(&self.namespace))
    }
}

/// `helm install` or `helm upgrade` with `files` in this order.
pub fn line(verb: &str, names: &Names, version: &ChartVersion, files: &[PathBuf]) -> String {
    let files: String = files.iter().map(|file| format!(" -f {}", word(&file.to_string_lossy()))).collect();
    let context = names.context.as_deref().map(|name| format!(" --kube-context {}", word(name))).unwrap_or_default();
    format!(
        "helm {verb} {} {} -n {} --version {version}{context}{files}",
        word(&names.release),
        word(&names.chart),
        namespace(&names.namespace)
    )
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
