//! The nearest match for a misspelt name.

use crate::error::{Error, quoted};

/// Names further from the input than this (0 nothing in common, 1 equal) are no help to anyone.
const CLOSE_ENOUGH: f64 = 0.7;

/// Longer input is no slip of the pen, and comparing takes time with the square of the length.
const LONGEST: usize = 200;

/// A name this close is very likely meant, even among many candidates.
const LIKELY: f64 = 0.87;

/// The candidate most like `input`, if one is close: letter case does not count, ties go to the first.
pub fn nearest<'a>(input: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    closest(input, candidates, CLOSE_ENOUGH)
}

/// The candidate that `input` is very likely a slip for.
pub fn likely<'a>(input: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    closest(input, candidates, LIKELY)
}

fn closest<'a>(input: &str, candidates: impl IntoIterator<Item = &'a str>, at_least: f64) -> Option<&'a str> {
    if input.len() > LONGEST {
        return None;
    }
    let input = input.to_lowercase();
    let mut best: Option<(&str, f64)> = None;
    for candidate in candidates {
        let likeness = strsim::jaro_winkler(&input, &candidate.to_lowercase());
        if likeness >= at_least && best.is_none_or(|(_, most)| likeness > most) {
            best = Some((candidate, likeness));
        }
    }
    best.map(|(candidate, _)| candidate)
}

/// ``unknown <kind> `input` (did you mean `x`?); valid: a, b, c`` on one line; of an empty text, that it is empty.
pub fn unknown<'a>(kind: &str, input: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Error {
    let list = candidates.clone().into_iter().collect::<Vec<_>>().join(", ");
    if input.is_empty() {
        return Error::new(format!("the {kind} is empty; valid: {list}"));
    }
    let guess = match nearest(input, candidates) {
        Some(name) => format!(" (did you mean `{name}`?)"),
        None => String::new(),
    };
    Error::new(format!("unknown {kind} {}{guess}; valid: {list}", quoted(input)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_likely_name_and_nothing_for_noise() {
        let profiles = ["demo", "small", "medium", "large"];
        assert_eq!(nearest("Medum", profiles), Some("medium"));
        assert_eq!(nearest("smal", profiles), Some("small"));
        assert_eq!(nearest("xyz", profiles), None);
    }
}
