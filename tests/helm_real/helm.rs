//! Finds and runs the real helm.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Once;

use serde_json::Value as Json;
use smpgen::helm::version::HelmVersion;

/// A helm binary and the version of our rules that it is compared with.
pub struct Helm {
    pub version: HelmVersion,
    program: PathBuf,
    /// Where it keeps what it would otherwise put into the user's home.
    home: tempfile::TempDir,
}

/// What each chart of a tree sees as its values, by the keys that lead to it from the top.
pub type Rendered = BTreeMap<Vec<String>, Json>;

/// Writes a line past the capturing of test output.
pub fn say(line: &str) {
    // A closed standard error is no reason to fail.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Both helms, or none with a line that says so.
pub fn find() -> Option<[Helm; 2]> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(target).join("helm");
    let programs = [directory.join("helm3"), directory.join("helm4")];
    if !programs.iter().all(|program| program.is_file()) {
        assert!(std::env::var_os("CI").is_none(), "no helm: run scripts/install-helm.sh");
        static SAID: Once = Once::new();
        SAID.call_once(|| say("skipped: no helm (scripts/install-helm.sh builds it)"));
        return None;
    }
    let [helm3, helm4] = programs;
    Some([Helm::new(HelmVersion::V3, helm3), Helm::new(HelmVersion::V4, helm4)])
}

impl Helm {
    fn new(version: HelmVersion, program: PathBuf) -> Helm {
        Helm { version, program, home: tempfile::tempdir().expect("a home for helm") }
    }

    fn run(&self, directory: &Path, arguments: &[String]) -> Output {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(directory).env_remove("KUBECONFIG");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HELM_")) {
            command.env_remove(name);
        }
        for name in ["HOME", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"] {
            command.env(name, self.home.path());
        }
        command.output().unwrap_or_else(|error| panic!("{}: {error}", self.program.display()))
    }

    /// `helm <verb> --help`.
    pub fn help(&self, verb: &str) -> String {
        let output = self.run(self.home.path(), &[verb.to_string(), "--help".to_string()]);
        String::from_utf8(output.stdout).expect("helm's help is text")
    }

    /// `helm template` of a chart with arguments, in the directory of the values files.
    /// Gives helm's own words when it refuses.
    pub fn template(&self, directory: &Path, chart: &Path, arguments: &[String]) -> Result<Rendered, String> {
        let mut all = vec!["template".to_string(), "release".to_string(), chart.display().to_string()];
        all.extend(arguments.iter().cloned());
        let output = self.run(directory, &all);
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(parse(&String::from_utf8(output.stdout).expect("helm prints text")))
    }
}

/// Reads what the templates of our test charts print.
fn parse(text: &str) -> Rendered {
    let mut rendered = Rendered::new();
    let mut path = Vec::new();
    for line in text.lines() {
        if let Some(chart) = line.strip_prefix("chart: ") {
            let chart = chart.trim_matches('"').trim_end_matches("/templates");
            path = chart.split("/charts/").skip(1).map(String::from).collect();
        } else if let Some(json) = line.strip_prefix("json: ") {
            let json = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
            rendered.insert(std::mem::take(&mut path), json);
        }
    }
    assert!(!rendered.is_empty(), "helm printed nothing we know: {text}");
    rendered
}
