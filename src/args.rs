//! The command line: what a user may write, and what it means.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    Charts(Charts),
    Diff(Diff),
}

/// Render the override of a profile, for one chart version
///
/// Writes override-<PROFILE>.yaml and prints the helm commands that use it. A file that was edited by hand
/// since it was rendered, or that smpgen did not render, is not overwritten without --force.
///
/// Exit status: 0 written, or no difference with --check; 1 with --check, a file differs; 2 a mistake.
#[derive(Debug, Args)]
pub struct Render {
    #[command(flatten)]
    pub size: Size,
    /// Chart version to render for [default: the newest known]
    #[arg(long, value_name = "VERSION")]
    pub chart_version: Option<String>,
    /// Render only the services of this module; may be given several times [default: all]
    #[arg(long = "module", value_name = "MODULE", value_delimiter = ',')]
    pub modules: Vec<String>,
    /// Corrections of the shipped profile: `default`, `all` (also those off by default), `none`, or ids
    #[arg(long, value_name = "WHICH", default_value = "default")]
    pub errata: String,
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
#[group(id = "size", required = true, multiple = true)]
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
    /// Release name in the helm commands
    #[arg(long, value_name = "NAME", default_value = "my-release")]
    pub release: String,
    /// Namespace in the helm commands
    #[arg(short, long, value_name = "NAMESPACE", default_value = "<namespace>")]
    pub namespace: String,
    /// Chart in the helm commands: repository/name, OCI reference or path
    #[arg(long, value_name = "REF", default_value = "harness/harness")]
    pub chart: String,
    /// Give your-override.yaml after the profile, so that your values win
    #[arg(long)]
    pub user_values_last: bool,
}

/// Recommend the profile for a load, and say what decided
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
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub format: Format,
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

/// Compare what smpgen renders for two profiles, or for two chart versions, by service and key
///
/// `diff small medium` compares two profiles; `diff --profile medium 0.36.0 0.45.0` two chart versions.
/// Exit status: 0 no difference, 1 they differ, 2 a mistake.
#[derive(Debug, Args)]
pub struct Diff {
    /// Profile or chart version on the left
    #[arg(value_name = "A")]
    pub left: String,
    /// Profile or chart version on the right
    #[arg(value_name = "B")]
    pub right: String,
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
