//! Reads a helm command that the user already has: `helm upgrade my-release harness/harness -n ns -f a.yaml --set x=y`.

use super::csv::split_files;
use super::flags::{self, Flag, Meaning, Takes};
use super::strvals::SetKind;

/// The helm commands that take values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Install,
    Upgrade,
    Template,
    Lint,
    /// `helm diff upgrade`, of the diff plugin.
    DiffUpgrade,
}

/// Whose values an upgrade starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReuseValues {
    /// No flag: the chart's defaults, and the release's own values if the command gives none.
    #[default]
    Unset,
    /// `--reset-values`: the chart's defaults.
    Reset,
    /// `--reuse-values`: the values of the release, with the defaults of the chart it was made from.
    Reuse,
    /// `--reset-then-reuse-values`: the new chart's defaults under the values of the release.
    ResetThenReuse,
}

/// What a helm command says about values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelmCommand {
    pub verb: Verb,
    /// None where helm makes one up, and for `lint`.
    pub release: Option<String>,
    /// The chart as given: `harness/harness`, a path, an address. None only for `lint` without a path.
    pub chart: Option<String>,
    pub namespace: Option<String>,
    /// `--version`, as given.
    pub version: Option<String>,
    /// Values files in their order; `-` is standard input.
    pub files: Vec<String>,
    /// The `--set` family in the order of the command line. [`super::chain::layers`] brings them into Helm's.
    pub sets: Vec<(SetKind, String)>,
    /// `--install`.
    pub install: bool,
    pub reuse_values: ReuseValues,
}

impl HelmCommand {
    /// The version of the chart: that of the archive or tag which the chart is, where it is `harness` itself, else
    /// `--version`. Helm ignores `--version` for an archive, and refuses another one for a tag.
    pub fn chart_version(&self) -> Option<&str> {
        let name = self.chart.as_deref().and_then(|chart| chart.rsplit('/').next()).unwrap_or("");
        let archive = name.strip_prefix("harness-").and_then(|rest| rest.strip_suffix(".tgz"));
        let in_name = archive.or_else(|| name.strip_prefix("harness:"));
        let is_version = |text: &&str| text.trim_start_matches('v').starts_with(|first: char| first.is_ascii_digit());
        in_name.filter(is_version).or(self.version.as_deref())
    }
}

/// A command that cannot be read, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandError {
    /// Which of the words is to blame, from 0; the number of words when one is missing.
    pub word: usize,
    pub message: String,
    /// A name that helm does not have, and those that it has in this place.
    pub unknown: Option<(String, Vec<&'static str>)>,
}

impl std::fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for CommandError {}

const VERBS: &str = "install, upgrade, template, lint, diff upgrade";

/// Reads the words of a helm command, as a shell splits them. `helm` itself may be missing, may be a path,
/// and may have assignments of variables before it.
pub fn read(words: &[String]) -> Result<HelmCommand, CommandError> {
    Parser::new(words).read()
}

struct Parser<'a> {
    words: &'a [String],
    next: usize,
    /// Words that are no flags, each with its number.
    plain: Vec<(usize, &'a str)>,
    only_plain: bool,
    command: HelmCommand,
    generate_name: bool,
    reset: bool,
    reuse: bool,
    reset_then_reuse: bool,
}

impl<'a> Parser<'a> {
    fn new(words: &'a [String]) -> Parser<'a> {
        let command = HelmCommand {
            verb: Verb::Upgrade,
            release: None,
            chart: None,
            namespace: None,
            version: None,
            files: Vec::new(),
            sets: Vec::new(),
            install: false,
            reuse_values: ReuseValues::Unset,
        };
        Parser {
            words,
            next: 0,
            plain: Vec::new(),
            only_plain: false,
            command,
            generate_name: false,
            reset: false,
            reuse: false,
            reset_then_reuse: false,
        }
    }

    fn read(mut self) -> Result<HelmCommand, CommandError> {
        self.skip_program();
        while let Some(word) = self.words.get(self.next) {
            let number = self.next;
            self.next += 1;
            match word.strip_prefix('-') {
                _ if self.only_plain => self.plain.push((number, word)),
                None | Some("") => self.plain.push((number, word)),
                Some("-") => self.only_plain = true,
                Some(flag) => match flag.strip_prefix('-') {
                    Some(long) => self.long_flag(number, long)?,
                    None => self.letters(number, flag)?,
                },
            }
        }
        self.finish()
    }

    /// Passes over `NAME=value` and `helm`.
    fn skip_program(&mut self) {
        let is_assignment = |word: &str| {
            let name = word.split_once('=').map_or("", |(name, _)| name);
            !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        };
        while self.words.get(self.next).is_some_and(|word| is_assignment(word)) {
            self.next += 1;
        }
        if let Some(word) = self.words.get(self.next) {
            let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
            if matches!(name.strip_suffix(".exe").unwrap_or(name), "helm" | "helm3" | "helm4") {
                self.next += 1;
            }
        }
    }

    fn is_upgrade(&self) -> bool {
        self.plain.first().is_some_and(|(_, verb)| *verb == "upgrade")
    }

    fn long_flag(&mut self, number: usize, text: &str) -> Result<(), CommandError> {
        let (name, given) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        match flags::by_name(name, self.is_upgrade()) {
            Some(flag) => self.flag(number, &flag, given),
            None => Err(CommandError {
                word: number,
                message: format!("helm has no flag `--{name}`"),
                unknown: Some((name.to_string(), flags::names().collect())),
            }),
        }
    }

    /// `-f a.yaml`, `-fa.yaml`, `-f=a.yaml`, `-if a.yaml`.
    fn letters(&mut self, number: usize, text: &str) -> Result<(), CommandError> {
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let after = rest.get(letter.len_utf8()..).unwrap_or("");
            let Some(flag) = flags::by_letter(letter, self.is_upgrade()) else {
                return fail(number, format!("helm has no flag `-{letter}`"));
            };
            if let Some(value) = after.strip_prefix('=').filter(|value| !value.is_empty()) {
                return self.flag(number, &flag, Some(value));
            }
            if flag.takes == Takes::Value && !after.is_empty() {
                return self.flag(number, &flag, Some(after));
            }
            self.flag(number, &flag, None)?;
            rest = after;
        }
        Ok(())
    }

    fn flag(&mut self, number: usize, flag: &Flag, given: Option<&str>) -> Result<(), CommandError> {
        let name = flag.name;
        let value = match (flag.takes, given) {
            (_, Some(value)) => value,
            (Takes::Nothing | Takes::OptionalValue, None) => "true",
            (Takes::Value, None) => match self.words.get(self.next) {
                Some(word) => {
                    self.next += 1;
                    word
                }
                None => return fail(self.words.len(), format!("flag `--{name}` needs a value")),
            },
        };
        // All that are just on or off are read, so that a wrong one is named.
        let on = match flag.takes {
            Takes::Nothing => match value {
                "1" | "t" | "T" | "true" | "TRUE" | "True" => true,
                "0" | "f" | "F" | "false" | "FALSE" | "False" => false,
                _ => return fail(number, format!("flag `--{name}` is on or off, nothing else")),
            },
            Takes::Value | Takes::OptionalValue => true,
        };
        match flag.meaning {
            Meaning::Values => match split_files(value) {
                Ok(files) => self.command.files.extend(files),
                Err(reason) => return fail(number, format!("the file names of `--values` cannot be split: {reason}")),
            },
            Meaning::Set(kind) => self.command.sets.push((kind, value.to_string())),
            Meaning::Namespace => self.command.namespace = Some(value.to_string()),
            Meaning::Version => self.command.version = Some(value.to_string()),
            Meaning::Install => self.command.install = on,
            Meaning::GenerateName => self.generate_name = on,
            Meaning::ResetValues => self.reset = on,
            Meaning::ReuseValues => self.reuse = on,
            Meaning::ResetThenReuseValues => self.reset_then_reuse = on,
            Meaning::Other => {}
        }
        Ok(())
    }

    fn finish(mut self) -> Result<HelmCommand, CommandError> {
        let mut plain = std::mem::take(&mut self.plain).into_iter();
        let end = self.words.len();
        let (number, verb) = plain.next().unwrap_or((end, ""));
        self.command.verb = match verb {
            "install" => Verb::Install,
            "upgrade" => Verb::Upgrade,
            "template" => Verb::Template,
            "lint" => Verb::Lint,
            "diff" => match plain.next() {
                Some((_, "upgrade")) => Verb::DiffUpgrade,
                Some((number, other)) => return fail(number, format!("`helm diff {other}` takes no values files")),
                None => return fail(end, "`helm diff` needs `upgrade` after it"),
            },
            "" => return fail(number, format!("there is no helm command; give one of {VERBS}")),
            // Not the word itself: it holds whatever the command holds, passwords too.
            other if other.contains(char::is_whitespace) => {
                return fail(
                    number,
                    "the command is one word; give it as you type it, without quotes around the whole",
                );
            }
            other => {
                return Err(CommandError {
                    word: number,
                    message: format!("`{other}` is no helm command with values; give one of {VERBS}"),
                    unknown: Some((other.to_string(), VERBS.split(", ").collect())),
                });
            }
        };
        let plain: Vec<(usize, &str)> = plain.collect();
        self.release_and_chart(&plain)?;
        // `--reset-values` beats the others in helm's code, whatever their order.
        self.command.reuse_values = match (self.reset, self.reuse, self.reset_then_reuse) {
            (true, ..) => ReuseValues::Reset,
            (_, true, _) => ReuseValues::Reuse,
            (.., true) => ReuseValues::ResetThenReuse,
            _ => ReuseValues::Unset,
        };
        Ok(self.command)
    }

    fn release_and_chart(&mut self, plain: &[(usize, &str)]) -> Result<(), CommandError> {
        let end = self.words.len();
        let named = |word: &str| Some(word.to_string());
        match (self.command.verb, plain) {
            (Verb::Lint, plain) => self.command.chart = plain.first().and_then(|(_, path)| named(path)),
            (_, []) => return fail(end, "the command names no chart"),
            (Verb::Upgrade | Verb::DiffUpgrade, [_]) => {
                return fail(end, "the command needs a release and a chart, and has only one of them");
            }
            (Verb::Install, [_]) if !self.generate_name => {
                return fail(end, "`helm install` needs a release and a chart (or `--generate-name`)");
            }
            (_, [(_, chart)]) => self.command.chart = named(chart),
            (Verb::Install | Verb::Template, [(number, _), _]) if self.generate_name => {
                return fail(*number, "a release name cannot stand together with `--generate-name`");
            }
            (_, [(_, release), (_, chart)]) => {
                self.command.release = named(release);
                self.command.chart = named(chart);
            }
            // The word itself may be half of a password with a space in it.
            (_, [_, _, (number, _), ..]) => {
                return fail(*number, "there is a word too many; a value with spaces needs quotes");
            }
        }
        Ok(())
    }
}

fn fail<T>(word: usize, message: impl Into<String>) -> Result<T, CommandError> {
    Err(CommandError { word, message: message.into(), unknown: None })
}
