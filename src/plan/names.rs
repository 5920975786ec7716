//! Names that Kubernetes takes.

use crate::error::quoted;
use crate::spec::problem::Problem;

/// Longest name of an object or a host, and of a label in either: RFC 1123.
pub const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// The shortest run of letters and digits of all kinds that counts as random.
const RANDOM: usize = 20;

/// What to do with a value that looks like a secret.
const REFERENCE: &str = "write the secret itself into a Kubernetes Secret, and only its name and key here";

const HELP: &str = "write lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit";

/// What is wrong with the name of an object such as a storage class at `path`.
pub fn object(path: &str, name: &str) -> Option<Problem> {
    let wrong = || Problem::at(path, format!("{} is no name that Kubernetes takes", quoted(name))).help(HELP);
    (!is_subdomain(name)).then(wrong)
}

/// Whether `text` is what a Kubernetes Secret may be called: an RFC 1123 subdomain.
pub fn is_subdomain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= LONGEST_LABEL
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    text.len() <= LONGEST_NAME && text.split('.').all(label)
}

/// Fails where `text` cannot be the name of a Kubernetes Secret, or of another object.
pub fn secret(path: &str, text: &str) -> Result<(), Problem> {
    if is_subdomain(text) {
        return Ok(());
    }
    let what = match text.is_empty() {
        true => "is empty",
        false => "is no name in Kubernetes (not shown: it may be a secret): small letters, digits, `-` and `.`",
    };
    Err(Problem::at(path, what).help(REFERENCE))
}

/// Fails where `text` cannot be a key in a Kubernetes Secret, or is longer than people call one.
pub fn key(path: &str, text: &str) -> Result<(), Problem> {
    let legal = |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
    let what = if text.is_empty() {
        "is empty"
    } else if !text.chars().all(legal) {
        "is no key of a Secret (not shown: it may be the secret itself): letters, digits, `-`, `_` and `.`"
    } else if text.len() > LONGEST_LABEL || text.chars().all(|character| character == '.') {
        "is no key of a Secret (not shown: it may be the secret itself): at most 63 characters, and not dots alone"
    } else if is_random(text) {
        "looks like the secret itself (not shown), not like the name of a key"
    } else {
        return Ok(());
    };
    Err(Problem::at(path, what).help(REFERENCE))
}

/// Whether `text` has what no one calls a key: a long run of digits, capitals and small letters, or the form of an
/// access key of AWS.
fn is_random(text: &str) -> bool {
    let aws = text.len() == 20 && ["AKIA", "ASIA"].iter().any(|begin| text.starts_with(begin));
    let run = |run: &str| {
        let has = |test: fn(&u8) -> bool| run.as_bytes().iter().any(test);
        run.len() >= RANDOM && has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
    };
    aws || text.split(['-', '_', '.']).any(run)
}

/// A problem where a text that must say something is empty.
pub fn given(path: &str, text: &str) -> Option<Problem> {
    text.trim().is_empty().then(|| Problem::at(path, "is empty").help("write what it is, or leave it out"))
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
    }

    #[test]
    fn references_to_secrets_show_nothing() {
        for good in ["mongo-secret", "a.b", "0"] {
            assert!(secret("p", good).is_ok(), "{good}");
        }
        for bad in ["", "REDIS_SECRET", "a_b", "-a", "a.", "hunter2!"] {
            assert!(secret("p", bad).is_err(), "{bad}");
        }
        for good in ["user", "ROOT_USERNAME", "MONGODB_DATABASE_ADMIN_PASSWORD", "tls.crt", "-", "dbPasswordForSmp1"] {
            assert!(key("p", good).is_ok(), "{good}");
        }
        for bad in
            ["", "keytwo hunter2", "p@ss", "..", &"a".repeat(64), "AKIAIOSFODNN7EXAMPLE", "x9Yx9Yx9Yx9Yx9Yx9Yx9Y"]
        {
            assert!(key("p", bad).is_err(), "{bad}");
        }
        for bad in ["Hunter2", "p@ss"] {
            let problem = secret("x", bad).and(key("x", bad)).expect_err(bad);
            assert!(!format!("{problem:?}").contains(bad));
        }
    }
}
