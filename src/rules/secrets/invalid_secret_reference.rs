//! A name that no Secret, or a key that no Secret can have.

use std::collections::HashMap;

use crate::catalog::pattern::Pattern;
use crate::catalog::rows::Rows;
use crate::lint::context::Context;
use crate::lint::credentials::references;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::scalars::text;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "invalid-secret-reference",
    family: "secrets",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("invalid_secret_reference.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.secrets() else { return };
    let services = &cx.service_paths;
    let is_in = |table: &Rows<Pattern>, path: &KeyPath| table.matching(path, services).next().is_some();
    for (path, node) in cx.scalars() {
        // What a template fills in cannot be judged.
        let Some(text) = text(&node.value).filter(|text| !text.is_empty() && !text.contains("{{")) else { continue };
        if !is_key(&text) && is_in(&tables.keys, path) {
            // The value is not shown: people write the password itself here.
            let message = format!("what `{path}` holds cannot be a key in a Secret");
            let help = "write the name of a key: letters, digits, `-`, `_` and `.`, 253 at most; the password belongs in the Secret";
            out.push(RULE.at(cx.at_value(node), message).path(path).help(help));
        } else if !is_name(&text) && is_in(&tables.names, path) {
            let shown = if is_key(&text) { format!("`{text}`") } else { format!("what `{path}` holds") };
            let help = "write its name: small letters, digits, `-` and `.`, with a letter or digit at both ends";
            out.push(
                RULE.at(cx.at_value(node), format!("{shown} cannot be the name of a Secret")).path(path).help(help),
            );
        }
    }
    if cx.declared.secrets.is_empty() {
        return;
    }
    let secrets: HashMap<&str, _> = cx.declared.secrets.iter().map(|secret| (secret.name.as_str(), secret)).collect();
    for reference in references(cx) {
        let Some(secret) = secrets.get(reference.secret.as_str()) else { continue };
        if secret.value(&reference.key).is_some() || !is_key(&reference.key) {
            continue;
        }
        let keys: Vec<String> = secret.keys().take(MOST_KEYS).map(|key| format!("`{key}`")).collect();
        let has = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
        out.push(
            RULE.at(
                cx.at_value(reference.node),
                format!("the Secret `{}` has no key `{}`", secret.name, reference.key),
            )
            .path(&reference.path)
            .help(format!("its keys: {has}")),
        );
    }
}

/// So many keys of a Secret are named at most.
const MOST_KEYS: usize = 10;

/// A key in a Secret, by the rules of Kubernetes.
fn is_key(text: &str) -> bool {
    let legal = |char: char| char.is_ascii_alphanumeric() || "-._".contains(char);
    text.len() <= 253 && text.chars().all(legal) && text != "." && !text.starts_with("..")
}

/// The name of a Secret: a subdomain of RFC 1123.
fn is_name(text: &str) -> bool {
    let part = |part: &str| {
        let end = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
        part.starts_with(end) && part.ends_with(end) && part.chars().all(|char| end(char) || char == '-')
    };
    text.len() <= 253 && text.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_are_held_to_what_kubernetes_takes() {
        for name in ["a", "my-mongo", "a.b-c.d1", "1a"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["REDIS_SECRET", "-a", "a-", "a..b", ".a", "a b", &"a".repeat(254)] {
            assert!(!is_name(name), "{name}");
        }
        for key in ["user", "MONGODB_DATABASE_ADMIN_USER", "ca.crt", "-x", "1"] {
            assert!(is_key(key), "{key}");
        }
        for key in ["p@ss", "a b", "..", "..a", ".", "a/b", "é", &"a".repeat(254)] {
            assert!(!is_key(key), "{key}");
        }
    }
}
