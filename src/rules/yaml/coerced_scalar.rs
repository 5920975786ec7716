//! A plain value that Helm reads as something other than its text: `no` is false, `0755` is 493, `1.10` is 1.1.

use serde_json::Value as Json;

use crate::catalog::value_types::{ValueType, ValueTypes};
use crate::helm::number;
use crate::helm::scalar::{Scalar, resolve};
use crate::lint::context::{Context, File};
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::fix::{Fix, Safety};
use crate::lint::rule::Rule;
use crate::lint::written_scalars::{self, scalars};
use crate::mask::masked;
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::style::double_quoted;
use crate::yaml::tree::Style;

pub const RULE: Rule = Rule {
    id: "coerced-scalar",
    family: "yaml",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("coerced_scalar.md"),
    check,
};

/// Templates print whole numbers from here on with an exponent: Go's `%v` of a float.
const EXPONENT_FROM: f64 = 1_000_000.0;

/// How a plain scalar's text and what Helm stores come apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `yes`, `off`
    Word,
    /// `0755`, and `08`, which is 8
    LeadingZero,
    /// `0x1F`, `1_000`, `0e12345`
    Notation,
    /// `1.10`
    LostZero,
    /// Above 2^53
    Rounded,
    /// Stored as it stands, printed with an exponent
    Large,
}

fn check(cx: &Context, out: &mut Findings) {
    let Ok(types) = cx.catalog.value_types() else { return };
    for file in cx.files() {
        let tree = &file.reading.tree;
        for scalar in scalars(&file) {
            if scalar.style != Style::Plain || tree.node(scalar.node).tag().is_some() {
                continue;
            }
            let Some((form, stored)) = form(scalar.text) else { continue };
            let expected = types.at(&scalar.path).or_else(|| default_type(cx, &scalar.path));
            if let Some((severity, safety)) = verdict(form, expected, types, scalar) {
                out.push(finding(&file, scalar, &stored, form, severity, safety));
            }
        }
    }
}

/// What is unusual about `text`, and what Helm stores or prints for it.
fn form(text: &str) -> Option<(Form, String)> {
    let (value, whole) = match resolve(text) {
        Scalar::Bool(value) => {
            let plain = matches!(text.to_ascii_lowercase().as_str(), "true" | "false");
            return (!plain).then(|| (Form::Word, value.to_string()));
        }
        Scalar::Int(value) => (value as f64, Some(i128::from(value))),
        Scalar::Unsigned(value) => (value as f64, Some(i128::from(value))),
        Scalar::Float(value) if value.is_finite() => (value, None),
        _ => return None,
    };
    let stored = || number::json(value);
    let digits = text.trim_start_matches(['-', '+']);
    let mut characters = digits.chars();
    let (first, second) = (characters.next(), characters.next());
    let radix = first == Some('0') && matches!(second, Some('x' | 'X' | 'b' | 'B'));
    let form = if radix || digits.contains(['_', 'e', 'E']) && !digits.starts_with("0_") {
        Form::Notation
    } else if first == Some('0') && !matches!(second, None | Some('.')) {
        Form::LeadingZero
    } else if digits.contains('.') {
        if text == stored() {
            return None;
        }
        Form::LostZero
    } else if whole.is_none_or(|whole| value as i128 != whole) {
        Form::Rounded
    } else if value.abs() >= EXPONENT_FROM {
        return Some((Form::Large, number::printed(value)));
    } else {
        return None;
    };
    Some((form, stored()))
}

/// Whether that is a finding where `expected` is expected, and whether quotes are certainly right.
fn verdict(
    form: Form,
    expected: Option<ValueType>,
    types: &ValueTypes,
    scalar: &written_scalars::Scalar,
) -> Option<(Severity, Safety)> {
    if expected.is_some_and(ValueType::is_text) {
        return Some((Severity::Warning, Safety::Safe));
    }
    let numeric = matches!(expected, Some(ValueType::Number | ValueType::Quantity));
    let is_finding = match form {
        Form::Word | Form::LostZero => false,
        // `08` is 8, and a file mode is meant in octal.
        Form::LeadingZero => !(types.is_octal(&scalar.path) || numeric && is_decimal(scalar.text)),
        Form::Notation => !numeric,
        Form::Rounded => true,
        Form::Large if expected == Some(ValueType::Number) => return Some((Severity::Info, Safety::Unsafe)),
        Form::Large => false,
    };
    is_finding.then_some((Severity::Warning, Safety::Unsafe))
}

/// Whether the digits after a leading zero are read as decimal ones: no octal number has an 8 or 9.
fn is_decimal(text: &str) -> bool {
    matches!(resolve(text), Scalar::Float(_))
}

/// The type of the chart's default at `path`; of its items where it is a list.
fn default_type(cx: &Context, path: &KeyPath) -> Option<ValueType> {
    let keys = path.segments().iter().take_while(|segment| matches!(segment, Segment::Key(_)));
    let mut whole = KeyPath::root();
    keys.for_each(|segment| whole.push(segment.clone()));
    if path.segments().len() > whole.segments().len() + 1 {
        return None;
    }
    let kind = |value: &Json| match value {
        Json::Bool(_) => Some(ValueType::Bool),
        Json::Number(_) => Some(ValueType::Number),
        Json::String(_) => Some(ValueType::Text),
        _ => None,
    };
    match (cx.defaults.at(&whole, &cx.chart_version)?, path.last()) {
        (Json::Array(items), Some(Segment::Index(_))) => items.first().and_then(kind),
        (value, Some(Segment::Key(_))) => kind(&value),
        _ => None,
    }
}

fn finding(
    file: &File,
    scalar: &written_scalars::Scalar,
    stored: &str,
    form: Form,
    severity: Severity,
    safety: Safety,
) -> Finding {
    let path = &scalar.path;
    let span = file.reading.tree.node(scalar.node).span;
    let (written, stored) = (masked(path, scalar.text), masked(path, stored));
    let message = match form {
        Form::Large => format!("templates print `{path}: {written}` as `{stored}` unless they convert it"),
        _ => format!("Helm reads `{path}: {written}` as `{stored}`"),
    };
    let help = match form {
        Form::Large if severity == Severity::Info => "a quoted number keeps its digits, if the chart takes a text here",
        _ => "put it in quotes to keep the text",
    };
    let edit = Edit::replace(span, double_quoted(scalar.text));
    let fix = Fix {
        safety,
        title: "put it in quotes".to_owned(),
        layer: file.layer.id,
        edits: vec![edit],
        touches: Vec::new(),
    };
    RULE.at(file.at(span), message).path(path).severity(severity).help(help).fix(fix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_helm_stores() {
        let cases = [
            ("yes", Some((Form::Word, "true"))),
            ("Off", Some((Form::Word, "false"))),
            ("true", None),
            ("oN", None),
            ("0755", Some((Form::LeadingZero, "493"))),
            ("-010", Some((Form::LeadingZero, "-8"))),
            ("0_7", Some((Form::LeadingZero, "7"))),
            ("08", Some((Form::LeadingZero, "8"))),
            ("09.5", Some((Form::LeadingZero, "9.5"))),
            ("0x1F", Some((Form::Notation, "31"))),
            ("0b101", Some((Form::Notation, "5"))),
            ("1_000", Some((Form::Notation, "1000"))),
            ("0e12345", Some((Form::Notation, "0"))),
            ("1.10", Some((Form::LostZero, "1.1"))),
            ("0.5", None),
            ("0", None),
            ("9007199254740993", Some((Form::Rounded, "9007199254740992"))),
            ("9007199254740992", Some((Form::Large, "9.007199254740992e+15"))),
            ("1000000", Some((Form::Large, "1e+06"))),
            ("999999", None),
            ("1.12.0", None),
            ("12:30", None),
            ("2024-01-01", None),
        ];
        for (text, expected) in cases {
            let found = form(text);
            assert_eq!(found.as_ref().map(|(form, stored)| (*form, stored.as_str())), expected, "{text}");
        }
    }
}
