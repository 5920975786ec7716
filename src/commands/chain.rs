//! The chain that a user gives: values files and `--set` flags, or a whole helm command.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::chart_directory;
use crate::args::{Chain, HelmMajor};
use crate::error::{Error, Result};
use crate::helm::chain::{ChainError, Layer, Merged, layers, merge_chain, place};
use crate::helm::command_line::{self, CommandError, HelmCommand};
use crate::helm::csv::split_files;
use crate::helm::strvals::SetKind;
use crate::helm::value::Origin;
use crate::helm::version::HelmVersion;
use crate::suggest;
use crate::yaml::error::SourceProblem;
use crate::yaml::source::{MAX_BYTES, Source};

/// What was given, read from disk but not yet merged.
pub struct Given {
    pub layers: Vec<Layer>,
    /// The helm command after `--`, if there is one.
    pub command: Option<HelmCommand>,
}

/// Reads every file of the chain; `command` is what [`command`] gives for it.
///
/// # Errors
/// Nothing given, a file that is missing or no text.
pub fn gather(args: &Chain, command: Option<HelmCommand>) -> Result<Given> {
    let (mut names, mut sets) = (Vec::new(), Vec::new());
    for value in &args.files {
        names.extend(split_files(value).map_err(|why| Error::new(format!("-f {value}: {why}")))?);
    }
    let flags = [
        (SetKind::Set, &args.set),
        (SetKind::SetString, &args.set_string),
        (SetKind::SetJson, &args.set_json),
        (SetKind::SetFile, &args.set_file),
        (SetKind::SetLiteral, &args.set_literal),
    ];
    for (kind, texts) in flags {
        sets.extend(texts.iter().map(|text| (kind, text.clone())));
    }
    if let Some(read) = &command {
        if !names.is_empty() || !sets.is_empty() {
            return Err(Error::new("values flags stand both before and after `--`")
                .help("give all of them after `--`, in the helm command"));
        }
        (names, sets) = (read.files.clone(), read.sets.clone());
    }
    if names.is_empty() && sets.is_empty() {
        let error = Error::new("no values files and no --set flags were given");
        return Err(match command {
            Some(_) => error
                .help("the helm command has none; for the values of a release: helm get values RELEASE -o yaml > FILE"),
            None => {
                error.help("give them as to helm: -f a.yaml -f b.yaml --set key=value, or the whole command after `--`")
            }
        });
    }
    let files = names.iter().map(|name| source(name)).collect::<Result<Vec<Source>>>()?;
    Ok(Given { layers: layers(files, &sets), command })
}

/// The helm command after `--`, if there is one. Its version is that of the chart's directory, where it names one.
pub fn command(args: &Chain) -> Result<Option<HelmCommand>> {
    if args.command.is_empty() {
        return Ok(None);
    }
    let mut command = command_line::read(&args.command).map_err(|error| unreadable(&args.command, &error))?;
    let unpacked = command.chart.as_deref().map(chart_directory::version).transpose()?.flatten();
    command.version = unpacked.or(command.version);
    Ok(Some(command))
}

/// Flags of ours that people write at the end, behind the helm command.
const OURS: [&str; 17] = [
    "architecture",
    "baseline",
    "chart-version",
    "diff",
    "environment",
    "fail-on",
    "fix",
    "format",
    "from",
    "ignore",
    "installed",
    "profile",
    "select",
    "site",
    "spec",
    "to",
    "unsafe-fixes",
];

/// Why the words after `--` are no helm command, and the likely slip.
fn unreadable(words: &[String], wrong: &CommandError) -> Error {
    let error = Error::new(format!("the helm command after `--`: {wrong}"));
    let first = words.first().map_or("", String::as_str);
    match &wrong.unknown {
        _ if first.starts_with('-') && first.ends_with(".yaml") => {
            error.help(format!("a file whose name begins with a dash is given as ./{first}, before `--`"))
        }
        Some(_) if words.get(wrong.word + 1..).is_some_and(|later| later.iter().any(|word| word == "helm")) => {
            error.help("leave out what stands before `helm`")
        }
        Some((name, names)) if names.contains(&"values") && OURS.contains(&name.as_str()) => {
            error.help(format!("`--{name}` is a flag of smpgen: it stands before `--`"))
        }
        // `uninstall` is no slip for `install`: it is another command of helm.
        Some((name, names)) => {
            match suggest::nearest(name, names.iter().copied()).filter(|guess| !name.ends_with(guess)) {
                Some(guess) if names.contains(&"values") => error.help(format!("did you mean `--{guess}`?")),
                Some(guess) => error.help(format!("did you mean `{guess}`?")),
                None => error,
            }
        }
        None => error,
    }
}

/// The text of a values file. `-` is standard input; an address is refused, because smpgen never uses the network.
pub fn source(name: &str) -> Result<Source> {
    if name.contains("://") {
        return Err(
            Error::new(format!("{name}: smpgen never uses the network")).help("download the file and give its path")
        );
    }
    Source::read(name).map_err(|error| match error.problem {
        SourceProblem::Directory => super::inputs::directory(name),
        _ => Error::new(error.to_string()).help(error.help()),
    })
}

/// The versions of helm to read as: the one asked for, or both.
pub fn versions(flag: Option<HelmMajor>) -> &'static [HelmVersion] {
    match flag {
        Some(HelmMajor::V3) => &[HelmVersion::V3],
        Some(HelmMajor::V4) => &[HelmVersion::V4],
        None => &[HelmVersion::V3, HelmVersion::V4],
    }
}

/// Merges the chain as one version of helm does.
pub fn merge(given: &Given, helm: HelmVersion) -> std::result::Result<Merged, ChainError> {
    merge_chain(&given.layers, helm, &mut read_file)
}

/// The content of a file that `--set-file` names. The reason of a failure does not repeat the name: who writes
/// `--set-file` for `--set` gives the value itself.
pub fn read_file(path: &str) -> std::result::Result<String, String> {
    let bytes = limited(Path::new(path)).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The bytes of a file of at most [`MAX_BYTES`]; a device that never ends is an error and not a machine without memory.
///
/// # Errors
/// What the system says, or that the file is too large.
pub fn limited(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    match bytes.len() > MAX_BYTES {
        true => Err(std::io::Error::other(format!("larger than {} MiB", MAX_BYTES / (1024 * 1024)))),
        false => Ok(bytes),
    }
}

/// A chain that helm refuses, as an error with its place.
pub fn refused(layers: &[Layer], error: &ChainError) -> Error {
    let Some(layer) = layers.iter().find(|layer| layer.id == error.layer) else {
        return Error::new(error.error.message.clone());
    };
    super::syntax::error(&layer.source, &error.error)
}

/// `FILE:LINE`, or the flag.
pub fn shown_place(layers: &[Layer], origin: Origin) -> String {
    match place(layers, origin) {
        Some(place) => match place.kind {
            crate::helm::chain::LayerKind::Set(_) => place.name.to_owned(),
            _ => format!("{}:{}", place.name, place.position.line),
        },
        None => "nowhere".to_owned(),
    }
}
