//! The command line: what a user may write, and what it means.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::format::{Format as ReportFormat, Target};

mod check;
mod living;
mod sites;
mod upgrade;

pub use check::{Check, Declared, DeployerFlag};
pub use living::{Explain, Living, Rules, Schema, SchemaName};
pub use sites::{Failover, Rollout, SiteFlag, Which};
pub use upgrade::{Adopt, Migrate, Rebase, TextOrJson, Written};

/// Renders, lints and checks Helm values of the Harness Self-Managed Platform.
#[derive(Debug, Parser)]
#[command(name = "smpgen", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// The heading of the flags that every command takes, so that a command's own stand together.
const GLOBAL: &str = "Global options";

/// Flags that every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Use the catalog in DIR (a copy of `profiles/`) instead of the built-in one
    #[arg(
        long,
        global = true,
        help_heading = GLOBAL,
        value_name = "DIR",
        env = "SMPGEN_CATALOG",
        hide_env_values = true
    )]
    pub catalog: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Say nothing on standard error but errors
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub quiet: bool,
}

/// When to use colour on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also where output goes to a file or a pipe
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Render(Render),
    Recommend(Recommend),
    Profiles(Profiles),
    Architectures(Architectures),
    Charts(Charts),
    Diff(Diff),
    Values(Values),
    Failover(Failover),
    Rollout(Rollout),
    Lint(Lint),
    Migrate(Migrate),
    Rebase(Rebase),
    Adopt(Adopt),
    Check(Box<Check>),
    Explain(Explain),
    Rules(Rules),
    Schema(Schema),
}

/// Render the values files of an installation, for one chart version
///
/// Writes override-<PROFILE>.yaml and, where smp.yaml or flags ask for them, architecture.yaml, external-db.yaml and
/// prerequisites.md; prints the helm commands that use them. A file that was edited by hand since it was rendered,
/// or that smpgen did not render, is not overwritten without --force.
///
/// What to render stands in smp.yaml, in the working directory or above it; flags go before it.
///
/// Exit status: 0 written, or no difference with --check; 1 with --check, a file differs; 2 a mistake.
#[derive(Debug, Args)]
pub struct Render {
    /// Read this file instead of the smp.yaml in the working directory or above it
    #[arg(long, value_name = "FILE")]
    pub spec: Option<String>,
    #[command(flatten)]
    pub size: Size,
    /// Reference architecture, such as prod-3-replica; `smpgen architectures` lists them
    #[arg(long, value_name = "ARCHITECTURE")]
    pub architecture: Option<String>,
    /// Where a datastore runs, and fields of its part of smp.yaml: mongo=atlas,hosts=c0.example.net,members=a:1;b:1
    #[arg(long = "database", value_name = "STORE=PROVIDER,FIELD=VALUE,…")]
    pub databases: Vec<String>,
    /// Secret that holds the licence, in the namespace of the release
    #[arg(long, value_name = "SECRET")]
    pub license_secret: Option<String>,
    /// Secret of the registry that images are pulled from; may be given several times
    #[arg(long = "pull-secret", value_name = "SECRET")]
    pub pull_secrets: Vec<String>,
    /// What backs up the in-cluster datastores, such as velero
    #[arg(long, value_name = "TOOL")]
    pub backup: Option<String>,
    /// Chart version to render for [default: the newest known]
    #[arg(long, value_name = "VERSION")]
    pub chart_version: Option<String>,
    /// Render only the services of this module; may be given several times [default: all]
    #[arg(long = "module", value_name = "MODULE", value_delimiter = ',')]
    pub modules: Vec<String>,
    /// Corrections of the shipped profile: `default`, `all` (also those off by default), `none`, or ids
    /// [default: that of smp.yaml, else default]
    #[arg(long, value_name = "WHICH")]
    pub errata: Option<String>,
    /// Set the size of a volume on purpose, such as mongo=200Gi; may be given several times
    #[arg(long, value_name = "STORE=SIZE", value_delimiter = ',')]
    pub storage: Vec<String>,
    /// Directory to write into; made if it does not exist
    #[arg(short, long, value_name = "DIR", default_value = ".", conflicts_with = "stdout")]
    pub output: PathBuf,
    /// Print the YAML and nothing else
    #[arg(long)]
    pub stdout: bool,
    /// Write nothing; show how the files on disk differ
    #[arg(long, conflicts_with_all = ["stdout", "force"])]
    pub check: bool,
    /// Overwrite files that were edited by hand or not rendered by smpgen
    #[arg(long, conflicts_with = "stdout")]
    pub force: bool,
    #[command(flatten)]
    pub helm: HelmNames,
}

/// How big: a profile by name, or the load it has to carry.
#[derive(Debug, Args)]
#[group(id = "size", multiple = true)]
pub struct Size {
    /// Profile: demo, small, medium or large
    #[arg(long, value_name = "PROFILE", conflicts_with_all = ["users", "ci", "cd"])]
    pub profile: Option<String>,
    /// Users of the platform; with --ci and --cd, picks the smallest profile that carries all three
    #[arg(long, value_name = "N", requires = "ci", requires = "cd", allow_hyphen_values = true)]
    pub users: Option<String>,
    /// CI executions at the same time
    #[arg(long, value_name = "N", requires = "users", allow_hyphen_values = true)]
    pub ci: Option<String>,
    /// CD executions at the same time
    #[arg(long, value_name = "N", requires = "users", allow_hyphen_values = true)]
    pub cd: Option<String>,
}

/// The names in the helm commands that are printed.
#[derive(Debug, Args)]
pub struct HelmNames {
    /// Release name in the helm commands [default: that of smp.yaml, else my-release]
    #[arg(long, value_name = "NAME")]
    pub release: Option<String>,
    /// Namespace in the helm commands [default: that of smp.yaml, else <namespace>]
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,
    /// Chart in the helm commands: repository/name, OCI reference or path [default: that of smp.yaml, else
    /// harness/harness]
    #[arg(long, value_name = "REF")]
    pub chart: Option<String>,
    /// Give your-override.yaml after the profile, so that your values win
    #[arg(long)]
    pub user_values_last: bool,
}

/// Recommend the profile for a load, and say what decided
///
/// With any of the flags on needs, also the reference architecture, and why each of the others fell out.
///
/// With --format json or yaml, `decided_by` names the numbers for which a smaller profile would not do. It is
/// empty where the smallest profile carries the load.
#[derive(Debug, Args)]
pub struct Recommend {
    /// Users of the platform
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub users: String,
    /// CI executions at the same time
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub ci: String,
    /// CD executions at the same time
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub cd: String,
    #[command(flatten)]
    pub needs: NeedFlags,
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What the platform is for, beside its load: each flag is a yes.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Needs")]
pub struct NeedFlags {
    /// What is in the platform must not be lost
    #[arg(long)]
    pub production: bool,
    /// The platform stays up when a pod or node is lost
    #[arg(long)]
    pub need_ha: bool,
    /// Databases can be run outside the cluster, by you
    #[arg(long)]
    pub can_run_databases: bool,
    /// Databases can be cloud services
    #[arg(long)]
    pub cloud_databases: bool,
    /// The platform goes on at a second site when a whole cluster or region is lost
    #[arg(long)]
    pub need_dr: bool,
}

/// List the profiles, or show the sizing table of one
#[derive(Debug, Args)]
pub struct Profiles {
    /// Show the sizes of this profile
    #[arg(value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Chart version the sizes are for [default: the newest known]
    #[arg(long, value_name = "VERSION")]
    pub chart_version: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// List the reference architectures, or show what one sets, demands and forbids
#[derive(Debug, Args)]
pub struct Architectures {
    /// Show this architecture
    #[arg(value_name = "ARCHITECTURE")]
    pub architecture: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// List the chart versions, or show the modules, services and errata of one
#[derive(Debug, Args)]
pub struct Charts {
    /// Show the modules, services and errata of this chart version
    #[arg(value_name = "VERSION")]
    pub version: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Compare two profiles, two chart versions or two values files, by meaning
///
/// `diff small medium` compares two profiles; `diff --profile medium 0.36.0 0.45.0` two chart versions;
/// `diff a.yaml b.yaml` two files, and `diff medium my.yaml` a profile with a file. Sizes written in two ways
/// (`2048Mi` and `2Gi`) are equal; secrets are shown as `***`.
///
/// `diff --sites` compares the two sites of smp.yaml, the standby as it is once it has taken over; `diff --sites DIR`
/// compares what was rendered into DIR, with the user's own files. Sites may differ in how they are reached, in their
/// disks, images and nodes, and in nothing else.
///
/// Exit status: 0 no difference, 1 they differ, 2 a mistake.
#[derive(Debug, Args)]
pub struct Diff {
    /// Profile, chart version or values file on the left
    #[arg(value_name = "A", required_unless_present = "sites")]
    pub left: Option<String>,
    /// Profile, chart version or values file on the right
    #[arg(value_name = "B", required_unless_present = "sites", conflicts_with = "sites")]
    pub right: Option<String>,
    /// Compare the two sites of smp.yaml; with A, the files in that directory
    #[arg(long, conflicts_with_all = ["profile", "chart_version", "errata"])]
    pub sites: bool,
    /// With --sites: read this file instead of the smp.yaml in the working directory or above it
    #[arg(long, value_name = "FILE", requires = "sites")]
    pub spec: Option<String>,
    /// With --sites: the environment whose sites are compared, where the spec has several
    #[arg(long, value_name = "NAME", requires = "sites")]
    pub environment: Option<String>,
    /// Profile to compare two chart versions of
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Chart version to compare two profiles for [default: the newest known]
    #[arg(long, value_name = "VERSION", conflicts_with = "profile")]
    pub chart_version: Option<String>,
    /// Corrections of the shipped profiles: `default`, `all`, `none`, or ids
    #[arg(long, value_name = "WHICH", default_value = "default")]
    pub errata: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Print the merged values of a chain, and where each comes from
///
/// Reads the files and flags as helm does: `values -f a.yaml -f b.yaml --set x=y`, or a whole command after `--`:
/// `values -- helm upgrade my-release harness/harness -f a.yaml -f b.yaml`. Secrets are shown as `***`.
#[derive(Debug, Args)]
pub struct Values {
    #[command(flatten)]
    pub chain: Chain,
    /// Show where one value comes from, what it replaced, and the chart's default
    #[arg(long, value_name = "KEY.PATH", conflicts_with = "annotate")]
    pub why: Option<String>,
    /// Add `# from FILE:LINE` to each value
    #[arg(long)]
    pub annotate: bool,
    /// Chart version whose defaults --why shows [default: that of the helm command, else the newest known]
    #[arg(long, value_name = "VERSION")]
    pub chart_version: Option<String>,
    /// Version of helm to read as [default: both, and say where they differ]
    #[arg(long, value_name = "3|4")]
    pub helm_version: Option<HelmMajor>,
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ValuesFormat::Yaml)]
    pub format: ValuesFormat,
}

/// The values files and `--set` flags of a chain, as helm takes them.
#[derive(Debug, Default, Args)]
pub struct Chain {
    /// Values file; may be given several times, the last wins; `-` is standard input
    #[arg(short = 'f', long = "values", value_name = "FILE")]
    pub files: Vec<String>,
    /// Set values: key1=val1,key2=val2
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Set values that stay strings
    #[arg(long, value_name = "KEY=VALUE")]
    pub set_string: Vec<String>,
    /// Set values from JSON
    #[arg(long, value_name = "KEY=JSON")]
    pub set_json: Vec<String>,
    /// Set values from the content of files
    #[arg(long, value_name = "KEY=FILE")]
    pub set_file: Vec<String>,
    /// Set one value, taken literally
    #[arg(long, value_name = "KEY=VALUE")]
    pub set_literal: Vec<String>,
    /// A whole helm command, whose files and flags are read
    #[arg(last = true, value_name = "HELM COMMAND")]
    pub command: Vec<String>,
}

impl Chain {
    /// Whether anything was given.
    pub fn is_given(&self) -> bool {
        self.names_values() || !self.command.is_empty()
    }

    /// Whether a values flag stands outside the helm command.
    pub fn names_values(&self) -> bool {
        let flags = [&self.files, &self.set, &self.set_string, &self.set_json, &self.set_file, &self.set_literal];
        flags.iter().any(|given| !given.is_empty())
    }
}

/// Find what is wrong with values files, or with a whole helm command
///
/// FILEs are linted each on its own; `-f` files and `--set` flags as one chain, as helm merges them; or give the
/// whole command: `lint -- helm upgrade my-release harness/harness -f a.yaml -f b.yaml --set x=y`.
///
/// Settings stand in smp.yaml, in the working directory or above it; flags go before it. A comment
/// `# smpgen: ignore[rule] reason until=YYYY-MM-DD` on the line of a finding, or alone on the line above, waives it.
/// SMPGEN_TODAY (YYYY-MM-DD) takes the place of today for the last day of waivers.
///
/// Exit status: 0 nothing at or above --fail-on, 1 findings, 2 a mistake.
#[derive(Debug, Default, Args)]
pub struct Lint {
    /// Values files, each linted on its own
    #[arg(id = "alone", value_name = "FILE")]
    pub alone: Vec<String>,
    #[command(flatten)]
    pub chain: Chain,
    /// Chart version to lint for [default: that of the helm command, else of the file's header, else the newest known]
    #[arg(long, value_name = "VERSION")]
    pub chart_version: Option<String>,
    /// Profile the files are for [default: by name or header of the file]
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Reference architecture the files are for
    #[arg(long, value_name = "ARCHITECTURE")]
    pub architecture: Option<String>,
    /// Version of helm to read as [default: 3, with a warning where helm 4 refuses what helm 3 reads]
    #[arg(long, value_name = "3|4")]
    pub helm_version: Option<HelmMajor>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
    /// Also write a report into a file, such as sarif=lint.sarif; may be given several times
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = Target::parse)]
    pub outputs: Vec<Target>,
    /// Least severity that makes the exit status 1 [default: that of smp.yaml, else error]
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub fail_on: Option<FailOn>,
    /// Only these rules or families; takes the place of `lint.select` in smp.yaml
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules or families; adds to `lint.ignore` in smp.yaml
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    #[command(flatten)]
    pub living: Living,
}

/// Least severity that fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Info,
}

/// A major version of helm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HelmMajor {
    #[value(name = "3")]
    V3,
    #[value(name = "4")]
    V4,
}

/// How values are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ValuesFormat {
    Yaml,
    Json,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For programs; keys are only ever added
    Json,
    /// The same as json, in YAML
    Yaml,
}
