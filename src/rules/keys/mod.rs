//! Known names, places and kinds of values.

pub mod ineffective_key;
mod ineffective_when;
pub mod invalid_enum_value;
pub mod misplaced_key;
pub mod moved_key;
mod owned;
pub mod placeholder_value;
pub mod premature_key;
pub mod quoted_boolean;
pub mod removed_key;
pub mod unknown_key;
pub mod unknown_module;
pub mod unknown_service;
pub mod wrong_type;

use crate::catalog::key_places::Level;
use crate::helm::value::Value;
use crate::lint::finding::Severity;

/// The severity of a row, or that of its rule.
fn severity(level: Option<Level>, otherwise: Severity) -> Severity {
    match level {
        Some(Level::Error) => Severity::Error,
        Some(Level::Warning) => Severity::Warning,
        Some(Level::Info) => Severity::Info,
        None => otherwise,
    }
}

/// What kind of value it is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
    }
}
