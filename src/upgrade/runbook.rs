//! The ordered plan of an upgrade, in Markdown.

use serde::Serialize;

use super::walk::Walked;
use crate::catalog::upgrades::Upgrades;
use crate::catalog::version::ChartVersion;
use crate::error::Result;
use crate::lint::finding::{Finding, Severity};
use crate::lint::way::Verdict;
use crate::render::template;

const TEMPLATE: &str = include_str!("../../templates/upgrade-runbook.md.j2");

/// The names and words in the commands, each fit for a shell.
#[derive(Clone, Debug, Serialize)]
pub struct Names {
    pub release: String,
    pub namespace: String,
    pub chart: String,
    /// ` -f a.yaml -f b.yaml --set x=y`, or nothing.
    pub values: String,
}

/// What the plan is made of.
pub struct Input<'a> {
    pub names: Names,
    pub walked: &'a Walked<'a>,
    pub verdict: Verdict,
    pub architecture: Option<&'a str>,
    /// Whether MongoDB runs in the cluster.
    pub mongo: bool,
}

#[derive(Serialize)]
struct Document {
    names: Names,
    from: String,
    to: String,
    verdict: &'static str,
    backup: Vec<String>,
    whole: Vec<String>,
    stops: Vec<StopText>,
}

#[derive(Serialize)]
struct StopText {
    number: usize,
    version: String,
    range: String,
    why: Vec<String>,
    before: Vec<String>,
    wait: Vec<String>,
    finish: Vec<String>,
    lost: Vec<String>,
    appear: Vec<String>,
    vanish: Vec<String>,
    mongo: Option<String>,
    migrates: bool,
}

/// The plan: backup first, then stop by stop.
///
/// # Errors
/// Only a defect in our own template.
pub fn text(upgrades: &Upgrades, input: &Input) -> Result<String> {
    let walked = input.walked;
    let mut here = &walked.path.from;
    let mut stops = Vec::new();
    for (index, stop) in walked.path.stops.iter().enumerate() {
        let found = walked.stops.get(index).map(Vec::as_slice).unwrap_or_default();
        let services = walked.turnover.get(index).cloned().unwrap_or_default();
        let told = |finding: &Finding| told(finding, &input.names);
        stops.push(StopText {
            number: index + 1,
            version: stop.version.to_string(),
            range: stop.range.clone(),
            why: stop.gates.iter().filter_map(|gate| gate.why.clone()).collect(),
            before: found.iter().filter(|finding| finding.severity != Severity::Info).map(told).collect(),
            wait: found.iter().filter(|finding| finding.severity == Severity::Info).map(told).collect(),
            finish: stop.gates.iter().map(|gate| gate.finish.clone()).collect(),
            appear: services.appear,
            vanish: services.vanish,
            lost: lost(upgrades, input, here, &stop.version),
            mongo: new_mongo(upgrades, here, &stop.version).filter(|_| input.mongo).map(|(_, then)| then),
            migrates: migrates(&stop.version),
        });
        here = &stop.version;
    }
    let document = Document {
        names: input.names.clone(),
        from: walked.path.from.to_string(),
        to: here.to_string(),
        verdict: input.verdict.words(),
        backup: backup(input),
        whole: walked.whole.iter().map(|finding| told(finding, &input.names)).collect(),
        stops,
    };
    template::fill(TEMPLATE, document)
}

/// A finding as a line of a list. Its commands get the names of this upgrade.
fn told(finding: &Finding, names: &Names) -> String {
    let help = finding.help.as_ref().map(|help| format!(" - {help}")).unwrap_or_default();
    let help = help.replace("<namespace>", &names.namespace).replace("<release>", &names.release);
    let text = format!("{} ({}): {}{help}", finding.rule, finding.severity.word(), finding.message);
    outside_code(&text.replace(['\n', '\r'], " "))
}

/// The text with `<` written so that Markdown takes it for no tag; in code it stays what it is.
fn outside_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(number, part)| if number % 2 == 0 { part.replace('<', "&lt;") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

/// The backup that the architecture asks for.
fn backup(input: &Input) -> Vec<String> {
    let Names { release, namespace, .. } = &input.names;
    let cluster = format!(
        "In-cluster stores: `velero backup create {release}-before-upgrade --include-namespaces {namespace} --wait`, Secrets included: without `harness-secrets` encrypted data cannot be read again. Snapshots need a VolumeSnapshotClass of the same CSI driver as the storage class, best with `deletionPolicy: Retain`."
    );
    let own = "External stores: make a backup of MongoDB, Postgres and the object storage with their own tools, at one point of time, while the platform is quiet.".to_owned();
    let mut out = match input.architecture {
        Some("demo") => {
            vec![format!("Demo has no documented backup: what it holds is lost if the upgrade fails. {cluster}")]
        }
        Some("prod-1-replica" | "prod-3-replica") => vec![cluster],
        Some("prod-3-replica-external" | "prod-3-replica-cloud") => vec![own, cluster],
        Some("dr-warm-standby") => {
            vec![own, cluster, "Upgrade the standby to the same chart version, after the primary.".to_owned()]
        }
        _ => vec![cluster, own],
    };
    out.push("See that the backup can be restored before going on.".to_owned());
    out
}

/// The major versions of MongoDB before and after, where they differ.
fn new_mongo(upgrades: &Upgrades, from: &ChartVersion, to: &ChartVersion) -> Option<(String, String)> {
    let (now, then) = (upgrades.engine_line("mongo", from)?, upgrades.engine_line("mongo", to)?);
    (now != then).then_some((now, then))
}

/// Whether the chart moves TimescaleDB to Postgres.
fn migrates(version: &ChartVersion) -> bool {
    version.minor_line() == (0, 36)
}

/// What `helm rollback` does not bring back.
fn lost(upgrades: &Upgrades, input: &Input, from: &ChartVersion, to: &ChartVersion) -> Vec<String> {
    let mut out = Vec::new();
    if let Some((now, then)) = new_mongo(upgrades, from, to).filter(|_| input.mongo) {
        out.push(format!(
            "once its featureCompatibilityVersion is {then}, MongoDB {now} does not open the files any more"
        ));
    }
    if migrates(to) {
        out.push(
            "after the migration, what is written goes to Postgres only: an older chart does not see it".to_owned(),
        );
    }
    if migrates(from) && !migrates(to) {
        out.push("the chart has no TimescaleDB any more".to_owned());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::outside_code;

    #[test]
    fn commands_keep_their_angle_brackets_and_prose_does_not() {
        assert_eq!(outside_code("a <b> `c <d>` <e>"), "a &lt;b> `c <d>` &lt;e>");
        assert_eq!(outside_code("`<a>`"), "`<a>`");
    }
}
