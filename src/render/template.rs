//! The template engine, set up so that every value it prints is one that Helm reads back the same.

use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};

use crate::error::{Error, Result};

/// The template of a rendered override.
pub const OVERRIDE: &str = include_str!("../../templates/override.yaml.j2");

/// The template of a runbook.
pub const RUNBOOK: &str = include_str!("../../templates/runbook.md.j2");

/// The template of what must exist before helm runs.
pub const PREREQUISITES: &str = include_str!("../../templates/prerequisites.md.j2");

/// Fills `template` with `context`.
///
/// `{{ value }}` goes through the one quoting function, and fails on a map or list with something in it.
/// Filters for what is no value: `indent` (number of levels), `comment` (a line of text), `syntax` (as it stands).
pub fn fill(template: &str, context: impl serde::Serialize) -> Result<String> {
    let mut environment = environment()?;
    environment.set_formatter(print);
    environment.add_filter("indent", |levels: usize| Value::from_safe_string("  ".repeat(levels)));
    environment.add_filter("syntax", |text: String| Value::from_safe_string(text));
    environment.add_filter("comment", comment);
    environment.render_str(template, Serde(context)).map_err(in_template)
}

/// Fills `template`, which is no YAML, with `context`: what it prints is printed as it stands.
pub fn fill_text(template: &str, context: impl serde::Serialize) -> Result<String> {
    environment()?.render_str(template, Serde(context)).map_err(in_template)
}

/// What both have in common: blocks leave no blank lines, and a name that is not there is a mistake.
fn environment() -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    let syntax = minijinja::syntax::SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    environment.set_syntax(syntax.map_err(in_template)?);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    Ok(environment)
}

fn in_template(error: minijinja::Error) -> Error {
    Error::new(format!("a template of smpgen failed: {error:#}")).help("this is a defect of smpgen: please report it")
}

fn comment(line: String) -> std::result::Result<Value, minijinja::Error> {
    if line.chars().any(char::is_control) {
        return Err(minijinja::Error::new(ErrorKind::InvalidOperation, "a comment holds a line break"));
    }
    Ok(Value::from_safe_string(if line.is_empty() { "#".to_owned() } else { format!("# {line}") }))
}

fn print(out: &mut Output, _state: &mut State, value: &Value) -> std::result::Result<(), minijinja::Error> {
    if let (Some(text), true) = (value.as_str(), value.is_safe()) {
        return Ok(out.write_str(text)?);
    }
    let text = match value.kind() {
        ValueKind::None => "null".to_owned(),
        ValueKind::Bool => value.is_true().to_string(),
        ValueKind::Number => number(value),
        ValueKind::String => crate::helm::quote::quote(value.as_str().unwrap_or_default()).into_owned(),
        ValueKind::Seq if value.len() == Some(0) => "[]".to_owned(),
        ValueKind::Map if value.len() == Some(0) => "{}".to_owned(),
        kind => return Err(minijinja::Error::new(ErrorKind::BadSerialization, format!("{kind} is no scalar"))),
    };
    Ok(out.write_str(&text)?)
}

/// Large and small floats in exponent form, as Go writes them; `Display` would spell out 300 digits.
fn number(value: &Value) -> String {
    match f64::try_from(value.clone()) {
        Ok(float) if !value.is_integer() && float != 0.0 && !(1e-6..1e16).contains(&float.abs()) => {
            format!("{float:e}")
        }
        _ => value.to_string(),
    }
}
