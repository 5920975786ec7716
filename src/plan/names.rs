//! Names that Kubernetes takes.

use crate::error::quoted;
use crate::spec::problem::Problem;

/// The longest name of an object, and of a key in a Secret.
const LONGEST: usize = 253;

/// What is wrong with the name of an object (a Secret, a storage class) at `path`.
pub fn object(path: &str, name: &str) -> Option<Problem> {
    let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-' || char == '.';
    let edge = |char: Option<char>| char.is_some_and(|char| char.is_ascii_lowercase() || char.is_ascii_digit());
    let good =
        name.len() <= LONGEST && name.chars().all(fits) && edge(name.chars().next()) && edge(name.chars().last());
    (!good).then(|| {
        Problem::at(path, format!("{} is no name that Kubernetes takes", quoted(name)))
            .help("write lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit")
    })
}

/// What is wrong with the name of a key in a Secret at `path`. The name is not shown: it may be the secret itself,
/// written in the wrong place.
pub fn key(path: &str, name: &str) -> Option<Problem> {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let good = !name.is_empty() && name.len() <= LONGEST && name.chars().all(fits);
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
        assert_eq!(key("x", "NG_LICENSE"), None);
        for bad in ["", "a b", "a=", "p@ss"] {
            let problem = key("x", bad).expect(bad);
            assert!(bad.is_empty() || !problem.message.contains(bad));
        }
    }
}
