//! Flags of `check`.

use clap::{Args, ValueEnum};

use super::{Chain, FailOn, Which};
use crate::report::format::{Format as ReportFormat, Target};

/// Say whether an upgrade is allowed, what will break, and in which order to go
///
/// The values are the new ones: `check --from 0.35.3 --to 0.45.0 -f your-override.yaml -f override-medium.yaml`, or the
/// whole command: `check --from 0.35.3 -- helm upgrade my-release harness/harness --version 0.45.0 -f a.yaml`. With
/// --installed, what is installed now is compared with them: volumes, members, stores that move. Without new values
/// the installed ones are checked, which helm then keeps; without any, only the versions.
///
/// Exit status: 0 clear, or nothing at or above --fail-on; 1 blocked; 2 a mistake.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub chain: Chain,
    /// Chart version that is installed [default: of --release, else of the header of an --installed file]
    #[arg(long, value_name = "VERSION")]
    pub from: Option<String>,
    /// Chart version to upgrade to [default: that of the helm command, else of a file's header or smp.yaml, else the
    /// newest known]
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    /// Values that are installed: the output of `helm get values`, or the files in use, in their order
    #[arg(long, value_name = "FILE", conflicts_with = "release")]
    pub installed: Vec<String>,
    /// Ask your helm for the values and version of this release, instead of --installed and --from
    #[arg(long, value_name = "NAME")]
    pub release: Option<String>,
    /// Namespace of the release
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,
    /// Version of Kubernetes in the cluster, such as 1.30
    #[arg(long, value_name = "VERSION")]
    pub kube_version: Option<String>,
    /// Who renders the chart: helm, argocd, or template (`helm template` and the like)
    #[arg(long, value_name = "WHO", value_enum, default_value_t = DeployerFlag::Helm)]
    pub deployer: DeployerFlag,
    /// You go stop by stop: the needed stops are no finding, and each is checked by itself
    #[arg(long)]
    pub stepwise: bool,
    #[command(flatten)]
    pub facts: Declared,
    /// Write the ordered plan in Markdown into FILE; `-` prints it in place of the report
    #[arg(long, value_name = "FILE")]
    pub runbook: Option<String>,
    /// Read this file instead of the smp.yaml in the working directory or above it
    #[arg(long, value_name = "FILE")]
    pub spec: Option<String>,
    #[command(flatten)]
    pub which: Which,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
    /// Also write a report into a file, such as sarif=check.sarif; may be given several times
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = Target::parse)]
    pub outputs: Vec<Target>,
    /// Least severity that blocks the upgrade [default: that of smp.yaml, else error]
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub fail_on: Option<FailOn>,
    /// Only these rules or families; `lint.select` in smp.yaml does not count here
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules or families; adds to `lint.ignore` in smp.yaml
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// List every default that changes and that no layer sets
    #[arg(short, long)]
    pub verbose: bool,
}

/// What no values file says: facts of the installed release.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Declared facts")]
pub struct Declared {
    /// featureCompatibilityVersion of the in-cluster MongoDB, such as 7.0
    #[arg(long, value_name = "X.Y")]
    pub mongo_fcv: Option<String>,
    /// How much TimescaleDB holds, such as 40Gi
    #[arg(long, value_name = "SIZE")]
    pub timescale_data: Option<String>,
    /// The migration of TimescaleDB to Postgres (0.36.x) is complete
    #[arg(long)]
    pub migration_complete: bool,
    /// The in-cluster Postgres runs on 16 already
    #[arg(long)]
    pub postgres_16: bool,
    /// A step outside Helm that is done; the help of its finding names it
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    pub done: Vec<String>,
}

/// Who renders the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DeployerFlag {
    Helm,
    Argocd,
    Template,
}
