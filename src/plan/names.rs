//! Names that Kubernetes takes.

use crate::error::quoted;
use crate::spec::problem::Problem;

/// The longest name of an object.
const LONGEST: usize = 253;

/// Longer than any name that people give a Secret or a key: very likely what it holds, in the wrong place.
const LONGEST_BY_HAND: usize = 63;

const HELP: &str = "write lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit";

/// What is wrong with the name of an object such as a storage class at `path`.
pub fn object(path: &str, name: &str) -> Option<Problem> {
    let wrong = || Problem::at(path, format!("{} is no name that Kubernetes takes", quoted(name))).help(HELP);
    (!is_object(name)).then(wrong)
}

/// What is wrong with the name of a Secret at `path`. The name is not shown: it may be the secret itself.
pub fn secret(path: &str, name: &str) -> Option<Problem> {
    let wrong = || Problem::at(path, "is no name of a Secret").help(format!("{HELP}; not what the Secret holds"));
    (!is_object(name) || name.len() > LONGEST_BY_HAND).then(wrong)
}

fn is_object(name: &str) -> bool {
    let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-' || char == '.';
    let edge = |char: Option<char>| char.is_some_and(|char| char.is_ascii_lowercase() || char.is_ascii_digit());
    name.len() <= LONGEST && name.chars().all(fits) && edge(name.chars().next()) && edge(name.chars().last())
}

/// What is wrong with the name of a key in a Secret at `path`. The name is not shown: it may be the secret itself,
/// written in the wrong place.
pub fn key(path: &str, name: &str) -> Option<Problem> {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let good = !name.is_empty() && name.len() <= LONGEST_BY_HAND && name.chars().all(fits);
    (!good).then(|| {
        Problem::at(path, "is no key of a Secret")
            .help("write the name of the key (letters, digits, `-`, `_` and `.`), not what the Secret holds")
    })
}

/// A problem where a text that must say something is empty.
pub fn given(path: &str, text: &str) -> Option<Problem> {
    text.trim().is_empty().then(|| Problem::at(path, "is empty"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_kubernetes_takes_them() {
        for good in ["a", "harness-cert", "gp3.example", "0a"] {
            assert_eq!(object("x", good), None, "{good}");
        }
        for bad in ["", "A", "a_b", "-a", "a.", "a b", "ä", &"a".repeat(254)] {
            assert!(object("x", bad).is_some(), "{bad}");
        }
        for bad in ["", "Hunter2", &"a".repeat(64)] {
            let problem = secret("x", bad).expect(bad);
            assert!(bad.is_empty() || !format!("{problem:?}").contains(bad));
        }
        assert_eq!(secret("x", "smp-license"), None);
        assert_eq!(key("x", "NG_LICENSE"), None);
        assert!(key("x", &"a".repeat(64)).is_some());
        for bad in ["", "a b", "a=", "p@ss"] {
            let problem = key("x", bad).expect(bad);
            assert!(bad.is_empty() || !problem.message.contains(bad));
        }
    }
}
