//! Commands about two sites and several environments.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Declared, Format};

/// Which installation of smp.yaml is meant, where it has several.
#[derive(Debug, Default, Args)]
pub struct Which {
    /// The environment of smp.yaml that the values are for [default: only facts that all share count]
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// The site of smp.yaml that the values are for; `lint` holds a whole chain against the other site
    #[arg(long, value_name = "SITE", value_enum)]
    pub site: Option<SiteFlag>,
}

/// One of two sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SiteFlag {
    Primary,
    Standby,
}

/// Print the runbook of a failover between the two sites of smp.yaml, in Markdown
///
/// The order is: cut the traffic, stop the old side, promote the databases, activate the other side, wait, route. Helm
/// and kubectl commands are those of the sites, with the files that `render` wrote. How a database is promoted is its
/// provider's own procedure. Times are those of `recovery` in smp.yaml; smpgen knows none.
#[derive(Debug, Args)]
pub struct Failover {
    /// Read this file instead of the smp.yaml in the working directory or above it
    #[arg(long, value_name = "FILE")]
    pub spec: Option<String>,
    /// The environment whose sites change places, where the spec has several
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Move the application and the databases [the default]
    #[arg(long)]
    pub with_database: bool,
    /// Move the application alone: it reaches its databases across regions
    #[arg(long, conflicts_with = "with_database")]
    pub application_only: bool,
    /// The way back: from the standby to the primary
    #[arg(long)]
    pub back: bool,
    /// Directory that `render -o` wrote the files into, as the commands are to name it
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub files: PathBuf,
    /// Write the runbook into FILE instead of printing it
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite FILE if smpgen did not write it, or it was edited since
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Print how the environments of smp.yaml are upgraded to a chart version, one after the other
///
/// The order is that of the file. Waits are the `waitDays` of each, else 0, 1 and 7 days, which is how the vendor
/// upgrades its own three clusters. Each environment is upgraded by way of the versions where the chart makes it stop.
///
/// Every step is checked as `smpgen check` does: what is installed is what smp.yaml renders at the version before, what
/// is new is what it renders at the next, both with your own values file where there is one.
///
/// Exit status: 0 every environment can be upgraded; 1 one is blocked; 2 a mistake.
#[derive(Debug, Args)]
pub struct Rollout {
    /// Chart version to upgrade to
    #[arg(long, value_name = "VERSION")]
    pub to: String,
    /// Read this file instead of the smp.yaml in the working directory or above it
    #[arg(long, value_name = "FILE")]
    pub spec: Option<String>,
    /// Directory that `render -o` writes the files into, as the commands are to name it
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub files: PathBuf,
    #[command(flatten)]
    pub facts: Declared,
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub format: Format,
}
