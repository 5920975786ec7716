//! The grammar of `--set` and its relatives: a flag's text is read and applied to a tree in one pass,
//! because what the text means depends on the tree (`a[3]=x` on a list of one, `a.b=x` on a scalar).
//!
//! Source: `pkg/strvals` of helm v3.21.4 and v4.2.4, which differ in one place (an index without its `]`).

mod apply;
pub mod json;
mod scan;
mod typed;

use super::merge::merge_into;
use super::value::{LayerId, Node, NodeMap, Value};
use super::version::HelmVersion;
use crate::yaml::error::SyntaxError;
use crate::yaml::span::Span;

/// Which of Helm's flags a text was given with; they differ in how a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetKind {
    /// `--set`: whole numbers, booleans and null are typed, the rest is text.
    Set,
    /// `--set-string`: every value is text.
    SetString,
    /// `--set-json`: values are JSON.
    SetJson,
    /// `--set-file`: values name files, whose content is taken.
    SetFile,
    /// `--set-literal`: everything after the first `=` is one text.
    SetLiteral,
}

impl SetKind {
    /// The order in which Helm applies flags of different kinds, wherever they stand on the command line.
    pub const IN_ORDER: &'static [SetKind] =
        &[SetKind::SetJson, SetKind::Set, SetKind::SetString, SetKind::SetFile, SetKind::SetLiteral];

    /// The flag itself: `--set-json`.
    pub fn flag(self) -> &'static str {
        match self {
            SetKind::Set => "--set",
            SetKind::SetString => "--set-string",
            SetKind::SetJson => "--set-json",
            SetKind::SetFile => "--set-file",
            SetKind::SetLiteral => "--set-literal",
        }
    }
}

/// Gives the content of a file that `--set-file` names, or says in words why it cannot.
pub type ReadFile<'a> = &'a mut dyn FnMut(&str) -> Result<String, String>;

/// One flag, ready to be applied.
#[derive(Clone, Copy, Debug)]
pub struct SetFlag<'a> {
    pub kind: SetKind,
    /// The flag's value as the shell hands it over: `a.b=1,c=2`.
    pub text: &'a str,
    /// The layer that the values get as their origin.
    pub layer: LayerId,
    pub version: HelmVersion,
}

/// Applies one flag to `base`, in place. Every value that it sets has its origin in the flag's layer
/// and keeps what it replaced among its losers.
///
/// `read_file` is asked only for `--set-file`. `base` must be a map; when this fails, `base` is left half changed,
/// as Helm stops there. The error's span is in the flag's text, and its words do not quote it:
/// what looks like a key may be the second half of a password with a comma in it.
pub fn apply(base: &mut Node, flag: SetFlag, read_file: ReadFile) -> Result<(), SyntaxError> {
    // Helm 4 takes a whole JSON object too, and merges it like one more file.
    if flag.kind == SetKind::SetJson && flag.version == HelmVersion::V4 && flag.text.trim().starts_with('{') {
        let object = json::read_document(flag.text, flag.layer)?;
        merge_into(base, object);
        return Ok(());
    }
    match &mut base.value {
        Value::Map(entries) => apply_to_entries(entries, flag, read_file),
        _ => Err(SyntaxError::new(
            Span::new(0, flag.text.len()),
            "values that are not a map cannot take a flag",
            "give a map of values",
        )),
    }
}

fn apply_to_entries(entries: &mut NodeMap, flag: SetFlag, read_file: ReadFile) -> Result<(), SyntaxError> {
    apply::Applier::new(flag, read_file).run(entries)
}
