//! The formats of a report, by name.

use clap::ValueEnum;

use super::{concise, github, gitlab, human, json, junit, markdown, sarif, way};
use crate::error::Result;
use crate::lint::finding::Severity;
use crate::lint::outcome::Outcome;
use crate::lint::rule::Rule;
use crate::suggest::unknown;

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Annotated source, for people
    #[default]
    Human,
    /// One line per finding, for editors and `grep`
    Concise,
    /// Our own JSON
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub workflows
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// JUnit XML
    Junit,
    /// A comment on a pull request
    Markdown,
}

/// What a report depends on besides the findings.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Colour in the human report.
    pub color: bool,
    /// Columns of the terminal, for the human report.
    pub width: usize,
    /// Files below this directory are named relative to it in formats for machines; empty: as given.
    pub directory: &'a str,
    /// From which severity on a finding is a failure of its JUnit test.
    pub fail_on: Severity,
    /// Where SARIF looks up the pages of rules.
    pub rules: &'a [Rule],
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 8] = [
        Format::Human,
        Format::Concise,
        Format::Json,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Markdown,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Markdown => "markdown",
        }
    }

    /// The format of that name. The error names the nearest one.
    pub fn parse(name: &str) -> Result<Format> {
        let names = Format::ALL.iter().map(|format| format.name());
        let found = Format::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| unknown("format", name, names))
    }

    /// The whole report, ended by a line break; of the formats, only `concise` and `github` give nothing for no finding.
    pub fn report(self, outcome: &Outcome, settings: &Settings) -> String {
        let text = match self {
            Format::Human => human::report(outcome, settings.color, settings.width),
            Format::Concise => concise::report(outcome),
            Format::Json => json::report(outcome),
            Format::Sarif => sarif::report(outcome, settings.rules, settings.directory),
            Format::Github => github::report(outcome, settings.directory),
            Format::Gitlab => gitlab::report(outcome, settings.directory),
            Format::Junit => junit::report(outcome, settings.fail_on),
            Format::Markdown => markdown::report(outcome, settings.directory),
        };
        match &outcome.way {
            Some(way) => text + &way::section(self, outcome, way),
            None => text,
        }
    }
}

/// A report that goes into a file: `FORMAT=PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub format: Format,
    pub path: String,
}

impl Target {
    /// Reads `FORMAT=PATH`.
    pub fn parse(text: &str) -> std::result::Result<Target, String> {
        let Some((format, path)) = text.split_once('=') else {
            return Err(format!("write FORMAT=PATH, such as sarif={}", if text.is_empty() { "FILE" } else { text }));
        };
        if path.is_empty() || path == "-" {
            return Err(format!("no file is named; for standard output use --format {format}"));
        }
        let format = Format::parse(format).map_err(|error| error.to_string())?;
        Ok(Target { format, path: path.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_command_line() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.name()), Ok(format));
            let value = format.to_possible_value().expect("no format is hidden");
            assert_eq!(value.get_name(), format.name());
        }
        let error = Format::parse("serif").unwrap_err().to_string();
        assert!(error.starts_with("unknown format `serif` (did you mean `sarif`?)"), "{error}");
    }

    #[test]
    fn targets_are_a_format_and_a_path() {
        let target = Target { format: Format::Json, path: "a=b.json".to_owned() };
        assert_eq!(Target::parse("json=a=b.json"), Ok(target));
        for wrong in ["report.json", "json=", "json=-", "jsn=x", ""] {
            assert!(Target::parse(wrong).is_err(), "{wrong}");
        }
    }
}
