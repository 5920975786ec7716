//! What is wrong with a text that is not a quantity, and what was probably meant.

use super::{Number, Quantity, UNITS, exponent, leading_digits, unit};
use std::fmt;

/// Longer text than this gets no suggestion, and is not worth one.
const LONGEST_SUGGESTION: usize = 40;

/// Why a text is not a quantity. Neither field holds more than a few characters of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityError {
    /// What is wrong, as a clause that can follow "`512MB` is not a quantity: ".
    pub reason: String,
    /// What was probably meant, for people: `1.5Gi`, or `512M or 512Mi` where it could be either.
    pub meant: Option<String>,
}

impl QuantityError {
    /// For a text that is not a quantity, and the parts it falls into.
    pub(super) fn explain(text: &str, number: &Number) -> QuantityError {
        QuantityError { reason: reason(text, number), meant: meant(text) }
    }

    /// The one text that can take the place of the wrong one; none where more than one is likely.
    pub fn replacement(&self) -> Option<&str> {
        self.meant.as_deref().filter(|meant| !meant.contains(' '))
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.meant {
            Some(meant) => write!(out, "{}; did you mean {meant}?", self.reason),
            None => out.write_str(&self.reason),
        }
    }
}

impl std::error::Error for QuantityError {}

fn reason(text: &str, number: &Number) -> String {
    let suffix = number.suffix;
    let plain = match suffix.chars().next() {
        _ if text.is_empty() => "it is empty",
        _ if text.trim() != text => "there is white space around it",
        _ if !number.has_digits() => "it does not begin with a number",
        _ if text.contains(char::is_whitespace) => "there is white space inside it",
        Some(',') => "it has a comma; decimals take a point, thousands no separator",
        Some('_') => "it has an underscore; thousands take no separator",
        Some('.') => "it has two decimal points",
        Some('e' | 'E') if suffix.ends_with(|c: char| c.is_ascii_digit()) => {
            "its exponent is out of range or malformed"
        }
        Some('e' | 'E') if suffix.contains(|c: char| c.is_ascii_digit()) => "it has both an exponent and a suffix",
        _ if suffix.len() > 8 || !suffix.bytes().all(|byte| byte.is_ascii_graphic()) => {
            "what follows the number is not a suffix of Kubernetes"
        }
        _ if UNITS.iter().any(|(known, _)| known.eq_ignore_ascii_case(suffix)) => {
            return format!("`{suffix}` is not a suffix of Kubernetes, where upper and lower case differ");
        }
        _ => return format!("`{suffix}` is not a suffix of Kubernetes"),
    };
    plain.to_owned()
}

/// Reads the text as a person would, and gives each reading that Kubernetes would take.
fn meant(text: &str) -> Option<String> {
    if text.len() > LONGEST_SUGGESTION {
        return None;
    }
    let tidy: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '"' | '\'')).collect();
    let mut readings = vec![tidy.replace(',', "")];
    if let Some((_, decimals)) = tidy.split_once(',') {
        // `1,5` has decimals, `1,500` may have, `1,500,000` has none.
        match leading_digits(decimals) {
            (_, rest) if rest.contains(',') => {}
            (digits, _) if digits.len() == 3 => readings.push(tidy.replace(',', ".")),
            _ => readings = vec![tidy.replace(',', ".")],
        }
    }
    let mut candidates: Vec<String> = Vec::new();
    for reading in &readings {
        let suffix = Number::split(reading).suffix;
        let number = reading.strip_suffix(suffix).unwrap_or(reading);
        candidates.extend(likely(suffix).iter().map(|suffix| format!("{number}{suffix}")));
    }
    candidates.retain(|candidate| candidate != text && Quantity::parse(candidate).is_ok());
    (!candidates.is_empty()).then(|| candidates.join(" or "))
}

/// The suffixes that a person who writes this one probably means.
fn likely(suffix: &str) -> Vec<&str> {
    if unit(suffix).is_some() || exponent(suffix).is_some() {
        return vec![suffix];
    }
    match suffix.to_lowercase().as_str() {
        "k" | "kb" => vec!["k", "Ki"],
        "mb" => vec!["M", "Mi"],
        "g" | "gb" => vec!["G", "Gi"],
        "t" | "tb" => vec!["T", "Ti"],
        "p" | "pb" => vec!["P", "Pi"],
        "eb" => vec!["E", "Ei"],
        "ki" | "kib" => vec!["Ki"],
        "mi" | "mib" => vec!["Mi"],
        "gi" | "gib" => vec!["Gi"],
        "ti" | "tib" => vec!["Ti"],
        "pi" | "pib" => vec!["Pi"],
        "ei" | "eib" => vec!["Ei"],
        "mcpu" | "millicore" | "millicores" => vec!["m"],
        "\u{b5}" | "\u{3bc}" => vec!["u"], // the micro sign and the Greek letter
        "n" => vec!["n"],
        "u" => vec!["u"],
        "b" | "byte" | "bytes" | "core" | "cores" | "cpu" | "cpus" | "vcpu" | "vcpus" => vec![""],
        _ => Vec::new(),
    }
}
