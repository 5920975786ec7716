//! Holds a data file to its JSON Schema, and says where it breaks it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::Value;

use super::files::{DataFile, DataFormat, Schema};
use super::place;
use crate::error::{Error, Result};

/// Validators by kind of file, each built once: building costs more than using.
#[derive(Default)]
pub struct Checker {
    validators: BTreeMap<Schema, jsonschema::Validator>,
}

impl Checker {
    /// Reads `file` and holds it to its schema. The error names the file, the line and what is wrong.
    pub fn read(&mut self, file: &DataFile) -> Result<Value> {
        let value = parse(file)?;
        if let Some(violation) = self.validator(file.schema)?.iter_errors(&value).next() {
            let pointer = violation.instance_path().to_string();
            let at = if pointer.is_empty() { "the file".to_owned() } else { format!("`{pointer}`") };
            return Err(Error::new(format!("catalog file {}{}: {at}: {violation}", file.name, line(file, &pointer))));
        }
        Ok(value)
    }

    fn validator(&mut self, schema: Schema) -> Result<&jsonschema::Validator> {
        match self.validators.entry(schema) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => Ok(entry.insert(build(schema)?)),
        }
    }
}

fn parse(file: &DataFile) -> Result<Value> {
    let unreadable = |place: String, error: &dyn std::fmt::Display| {
        Error::new(format!("catalog file {}{place} cannot be read: {error}", file.name))
    };
    match file.format {
        DataFormat::Json => serde_json::from_str(&file.text).map_err(|error| unreadable(String::new(), &error)),
        DataFormat::Yaml => serde_yaml::from_str(&file.text).map_err(|error| {
            let place = error.location().map(|at| format!(":{}:{}", at.line(), at.column())).unwrap_or_default();
            unreadable(place, &error)
        }),
    }
}

/// `:LINE` of the node at a JSON pointer. The embedded copy is not the text that people wrote, so it has no lines.
fn line(file: &DataFile, pointer: &str) -> String {
    match file.format {
        DataFormat::Yaml => format!(":{}", place::line_of(&file.text, pointer)),
        DataFormat::Json => String::new(),
    }
}

fn build(schema: Schema) -> Result<jsonschema::Validator> {
    let text: Value = serde_json::from_str(schema.text())
        .map_err(|error| Error::new(format!("schema {schema:?} is not JSON: {error}")))?;
    jsonschema::validator_for(&text).map_err(|error| Error::new(format!("schema {schema:?} is not a schema: {error}")))
}
