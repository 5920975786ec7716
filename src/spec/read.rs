//! Reads `smp.yaml`: every mistake is an error with its line and column.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value as Json;

use super::{Spec, schema};
use crate::error::{Error, Result, one_line, quoted};
use crate::helm::json::to_json;
use crate::helm::read::{Note, read};
use crate::helm::value::{LayerId, Node, Value};
use crate::helm::version::HelmVersion;
use crate::suggest;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::source::Source;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, Tree};

/// A spec, and the text it was read from.
#[derive(Clone, Debug)]
pub struct SpecFile {
    pub spec: Spec,
    source: Source,
    root: Node,
}

impl SpecFile {
    /// Reads a spec. Booleans and numbers are read as in values files.
    ///
    /// # Errors
    /// The first mistake in the order of the file: no YAML, a key twice, an unknown key, a value of the wrong type.
    pub fn read(source: Source) -> Result<SpecFile> {
        let reading = read(&source, LayerId(0), HelmVersion::V3)
            .map_err(|error| at(&source, error.span, &error.message).help(error.help))?;
        if let Some(note) = reading.notes.first() {
            let what = match note {
                Note::IgnoredDocuments { .. } => "a second document: a spec is one",
                Note::IgnoredContent { .. } => "this line is indented less than the first key",
                Note::CollidingKeys(_) => "this key is set twice",
                Note::HelmHeading { .. } => "this is output of `helm get values`, no spec",
            };
            return Err(at(&source, note.span(), what));
        }
        if let Some((span, key)) = repeated_key(&reading.tree) {
            return Err(at(&source, span, &format!("`{}` is set twice", one_line(&key))));
        }
        let json = to_json(&reading.root.value);
        let mut file = SpecFile { spec: Spec::default(), source, root: reading.root };
        file.check(&json)?;
        file.spec = serde_json::from_value(json)
            .map_err(|error| at(&file.source, Span::default(), &format!("the spec cannot be read: {error}")))?;
        Ok(file)
    }

    /// The name of the file, as people know it.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// A mistake in the value at `path`, with its line and column.
    pub fn error(&self, path: &KeyPath, message: impl Into<String>) -> Error {
        // What is missing has no place: the part it is missing from has.
        let there = std::iter::successors(Some(path.clone()), KeyPath::parent);
        let node = there.filter(|path| !path.is_root()).find_map(|path| find(&self.root, path.segments()));
        let span = node.map_or(Span::default(), |node| match node.value {
            Value::Map(_) | Value::List(_) => node.origin.key.unwrap_or(node.origin.value),
            _ => node.origin.value,
        });
        at(&self.source, span, &format!("`{}`: {}", one_line(&path.to_string()), message.into()))
    }

    fn check(&self, json: &Json) -> Result<()> {
        let schema = schema::schema();
        let validator = jsonschema::validator_for(&schema)
            .map_err(|error| Error::new(format!("the schema of the spec is no schema: {error}")))?;
        let mistakes = validator.iter_errors(json).map(|violation| self.explain(&schema, &violation));
        // A wrong key is in the way of everything below it, so the first in the file is told.
        match mistakes.min_by_key(|(span, _)| *span) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }

    fn explain(&self, schema: &Json, violation: &ValidationError) -> (Span, Error) {
        let path = key_path(&violation.instance_path().to_string());
        let part = schema::part(schema, &path).unwrap_or(&Json::Null);
        let instance: &Json = violation.instance();
        if let ValidationErrorKind::AdditionalProperties { unexpected } = violation.kind() {
            let keys = unexpected.iter().map(|key| path.key(key.as_str()));
            let first = keys.min_by_key(|path| self.key_span(path)).unwrap_or_default();
            let name = first.last_key().unwrap_or_default();
            let message = suggest::unknown("key", name, schema::keys(part)).to_string();
            return (self.key_span(&first), at(&self.source, self.key_span(&first), &message));
        }
        let choices = schema::choices(part);
        let message = match (violation.kind(), instance) {
            (ValidationErrorKind::Required { property }, Json::Object(_)) => {
                format!("lacks the key `{}`", property.as_str().unwrap_or_default())
            }
            (_, Json::Null) => format!("is empty: write {} or leave the key out", wanted(part)),
            (_, Json::String(text)) if !choices.is_empty() => {
                suggest::unknown("value", text, choices.iter().copied()).to_string()
            }
            (ValidationErrorKind::Pattern { .. }, Json::String(text)) => {
                format!("{} is not a chart version: write three numbers, such as 0.45.0", quoted(text))
            }
            // Two numbers with a point are one number to YAML.
            (_, Json::Number(number)) if part.get("pattern").is_some() => {
                format!("`{number}` is not a chart version: write three numbers, such as 0.45.0")
            }
            (_, Json::Number(number)) if wants(part, "integer") => {
                let bound = |name: &str| part.get(name).map(Json::to_string).unwrap_or_default();
                format!("is `{number}`: write a whole number from {} to {}", bound("minimum"), bound("maximum"))
            }
            (_, Json::Number(_)) if wants(part, "string") => "is a number, not a text: put it in quotes".to_owned(),
            _ => format!("is {}, not {}", kind(instance), wanted(part)),
        };
        let span = find(&self.root, path.segments()).map_or(Span::default(), |node| node.origin.value);
        (span, self.error(&path, message))
    }

    fn key_span(&self, path: &KeyPath) -> Span {
        find(&self.root, path.segments()).and_then(|node| node.origin.key).unwrap_or_default()
    }
}

/// `FILE:LINE:COLUMN: message`.
fn at(source: &Source, span: Span, message: &str) -> Error {
    let position = source.position(span.start);
    Error::new(format!("{}:{}:{}: {message}", source.name(), position.line, position.column))
}

/// What a part of the schema asks for, in words.
fn wanted(part: &Json) -> &'static str {
    match part.get("type").and_then(Json::as_str) {
        _ if wants(part, "string") && wants(part, "number") => "a quantity, such as 4 or 16Gi",
        Some("object") => "a map of keys and values",
        Some("array") => "a list, such as [a, b]",
        Some("string") => "a text",
        Some("integer" | "number") => "a number",
        Some("boolean") => "true or false",
        _ => "something else",
    }
}

/// Whether a part of the schema takes values of a type. One may take several.
fn wants(part: &Json, kind: &str) -> bool {
    match part.get("type") {
        Some(Json::Array(kinds)) => kinds.iter().any(|known| known == kind),
        known => known.is_some_and(|known| known == kind),
    }
}

/// What a value is, in words.
fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "empty",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a map",
    }
}

/// A JSON pointer as a key path. A part that is a number is a list's index: no key of a spec is one.
fn key_path(pointer: &str) -> KeyPath {
    let mut path = KeyPath::root();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        path.push(part.parse().map_or(Segment::Key(part.as_str().into()), Segment::Index));
    }
    path
}

fn find<'n>(root: &'n Node, path: &[Segment]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, segment| match (&node.value, segment) {
        (Value::Map(entries), Segment::Key(key)) => entries.get(key.as_str()),
        (Value::Map(entries), Segment::Index(index)) => entries.get(&index.to_string()),
        (Value::List(items), Segment::Index(index)) => items.get(*index),
        _ => None,
    })
}

/// The first key that its map has already.
fn repeated_key(tree: &Tree) -> Option<(Span, String)> {
    tree.nodes().find_map(|(_, node)| {
        let Kind::Map { pairs, .. } = &node.kind else { return None };
        let mut seen: Vec<&str> = Vec::new();
        pairs.iter().find_map(|pair| {
            let name = tree.text(pair.key)?;
            match seen.contains(&name) {
                true => Some((tree.node(pair.key).span, name.to_owned())),
                false => {
                    seen.push(name);
                    None
                }
            }
        })
    })
}
