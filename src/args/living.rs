//! Flags and commands for living with the linter: settings, known findings, fixes, pages.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Format, Which};

/// Flags of `lint` beyond what is linted and how it is reported.
#[derive(Debug, Default, Args)]
pub struct Living {
    /// Read this file instead of the smp.yaml in the working directory or above it
    #[arg(long, value_name = "FILE")]
    pub spec: Option<String>,
    #[command(flatten)]
    pub which: Which,
    /// Do not report the findings in this file; takes the place of `lint.baseline` in smp.yaml
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write what is found now into the baseline
    #[arg(long, conflicts_with = "mending")]
    pub write_baseline: bool,
    /// Apply the fixes that are safe, and report what is left
    #[arg(long, group = "mending")]
    pub fix: bool,
    /// Show what --fix would change, and write nothing; exit status 1 where it would change anything
    #[arg(long, group = "mending", conflicts_with_all = ["outputs", "format"])]
    pub diff: bool,
    /// With --fix or --diff: also the fixes that somebody should look at
    #[arg(long, requires = "mending")]
    pub unsafe_fixes: bool,
}

/// Print the page of a rule: what it finds, why it matters, examples, how to fix it
#[derive(Debug, Args)]
pub struct Explain {
    /// Id of the rule, such as duplicate-key; `smpgen rules` lists all
    #[arg(value_name = "RULE")]
    pub rule: String,
}

/// List the rules of `lint`: severity, family, whether there are fixes, and chart versions
#[derive(Debug, Args)]
pub struct Rules {
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Print the JSON Schema of a file that smpgen reads, for editors
#[derive(Debug, Args)]
pub struct Schema {
    /// Which file
    #[arg(value_name = "NAME", value_enum)]
    pub name: SchemaName,
}

/// The files that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    /// smp.yaml
    Spec,
}
