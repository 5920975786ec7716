//! Holds a data file to its JSON Schema, and says where it breaks it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::Value;

use super::files::{DataFile, Schema};
use crate::error::{Error, Result};

/// Validators by kind of file, each built once: building costs more than using.
#[derive(Default)]
pub struct Checker {
    validators: BTreeMap<Schema, jsonschema::Validator>,
}

impl Checker {
    /// Reads `file` and holds it to its schema. The error names the file, the line and what is wrong.
    pub fn read(&mut self, file: &DataFile) -> Result<Value> {
        let value: Value = serde_yaml::from_str(&file.text).map_err(|error| {
            let place = error.location().map(|at| format!(":{}:{}", at.line(), at.column())).unwrap_or_default();
            Error::new(format!("catalog file {}{place} cannot be read: {error}", file.name))
        })?;
        let validator = self.validator(file.schema)?;
        if let Some(violation) = validator.iter_errors(&value).next() {
            let path = violation.instance_path().to_string();
            let line = super::place::line_of(&file.text, &path);
            let at = if path.is_empty() { "the file".to_owned() } else { format!("`{path}`") };
            return Err(Error::new(format!("catalog file {}:{line}: {at}: {violation}", file.name)));
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

fn build(schema: Schema) -> Result<jsonschema::Validator> {
    let text: Value = serde_json::from_str(schema.text())
        .map_err(|error| Error::new(format!("schema {schema:?} is not JSON: {error}")))?;
    jsonschema::validator_for(&text).map_err(|error| Error::new(format!("schema {schema:?} is not a schema: {error}")))
}
