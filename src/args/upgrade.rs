//! Commands that carry values to another chart version or profile.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Carry values files to a later chart version: keys that moved, comments and order kept
///
/// Follows every key that moved between the two versions, in the order of the versions, and gives an account of every
/// value: moved, dropped, unread, or left for you. The result is proved against that account before anything is
/// written. Values files are migrated each on its own.
///
/// A value is dropped only where its new place holds the same already, and where a module switch is off that
/// nothing reads. Keys that the chart no longer reads (`unread`) stay where they are, because they do no harm and only
/// you know whether something else reads the file; --drop-removed takes them away with their comments, but for those
/// that need a thought (`review`). What is set
/// at both places to different values, and what cannot be moved with certainty (maps in braces, anchors, keys written
/// twice), stays as it is and is a finding.
///
/// Secrets are shown as `***`; what is written has them.
///
/// Exit status: 0 nothing to do, or written; 1 findings, or with --diff something would change; 2 a mistake.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Values files; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
    /// Chart version that the files are for
    #[arg(long, value_name = "VERSION")]
    pub from: String,
    /// Chart version to carry them to
    #[arg(long, value_name = "VERSION")]
    pub to: String,
    /// Take away what the chart no longer reads, comments included
    #[arg(long)]
    pub drop_removed: bool,
    #[command(flatten)]
    pub result: Written,
}

/// Carry values that belong over one profile to another profile or chart version
///
/// FILE comes after the old profile in the helm command and changes it (`render --user-values-last`). Of its values, those stay that say something
/// else than the old profile did; those that were copied from it go, so that the new profile decides; and those go
/// that the new profile sets just so. Where both you and the profile changed a value, yours stays, and all three are
/// shown: a finding. Comments and order are kept.
///
/// Keys that moved between the chart versions are not followed: `smpgen migrate` does that, and goes first.
///
/// Exit status: 0 nothing to do, or written; 1 findings, or with --diff something would change; 2 a mistake.
#[derive(Debug, Args)]
pub struct Rebase {
    /// Values file that belongs over the old profile; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// Profile that the file was written for, such as small@0.35.0 [version: the newest known]
    #[arg(long, value_name = "PROFILE[@VERSION]")]
    pub base: String,
    /// Profile that it is to belong over, such as medium@0.45.0 [version: the newest known]
    #[arg(long, value_name = "PROFILE[@VERSION]")]
    pub onto: String,
    /// Corrections in both profiles: `default`, `all`, `none`, or ids
    #[arg(long, value_name = "WHICH", default_value = "default")]
    pub errata: String,
    #[command(flatten)]
    pub result: Written,
}

/// Find the profile nearest to a grown values file, and print the short overlay over it
///
/// Compares FILE with every profile of every chart version, by meaning, and prints what is left of it over the nearest:
/// give the profile first and the overlay after it (`-f override-small.yaml -f overlay.yaml`), and Helm merges the same
/// values as from FILE alone. Comments and order of FILE are kept.
///
/// What the profile sets and FILE does not has to be taken back. Where the chart's own default is known, the overlay
/// sets that. Else it sets null, which makes Helm forget the profile's value, but the default of the sub-chart too; and
/// below `global` a null only counts for the umbrella chart, sub-charts still see their default. Each such null is
/// listed; look at them. --keep-additions takes the profile's values instead.
///
/// Printed secrets are shown as `***`; a file written with -o has them.
///
/// Exit status: 0 printed or written; 1 something has to be looked at; 2 a mistake.
#[derive(Debug, Args)]
pub struct Adopt {
    /// Values file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// Only this chart version [default: the nearest]
    #[arg(long, value_name = "VERSION")]
    pub chart_version: Option<String>,
    /// Only this profile [default: the nearest]
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Corrections in the profile: `default`, `all`, `none`, or ids
    #[arg(long, value_name = "WHICH", default_value = "default")]
    pub errata: String,
    /// Keep what the profile sets beyond FILE: no nulls, and other merged values
    #[arg(long)]
    pub keep_additions: bool,
    /// Write the overlay into a new file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = TextOrJson::Text)]
    pub format: TextOrJson,
}

/// What is done with a changed file.
#[derive(Debug, Args)]
pub struct Written {
    /// Show what would change, and write nothing (this is the default)
    #[arg(long, conflicts_with_all = ["write", "output"])]
    pub diff: bool,
    /// Write the result in place
    #[arg(long, conflicts_with = "output")]
    pub write: bool,
    /// Write the result into a new file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to print the account
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = TextOrJson::Text)]
    pub format: TextOrJson,
}

/// How an account is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// For people
    Text,
    /// For programs; keys are only ever added
    Json,
}
