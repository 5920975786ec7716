//! A credential in plain text among the values.

use crate::catalog::pattern::Pattern;
use crate::catalog::secrets::{Password, Secrets};
use crate::catalog::service_paths::ServicePaths;
use crate::lint::context::Context;
use crate::lint::endpoint::{arguments, holds_credentials};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::scalars::text;
use crate::yaml::path::KeyPath;
use std::collections::HashSet;

pub const RULE: Rule = Rule {
    id: "literal-secret",
    family: "secrets",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("literal_secret.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.secrets() else { return };
    let services = ServicePaths::of(cx.catalog, &cx.chart_version);
    let active: HashSet<usize> = (0..tables.literals.passwords.len())
        .filter(|index| tables.literals.passwords.get(*index).is_some_and(|row| is_active(cx, row)))
        .collect();
    for (path, node) in cx.scalars() {
        let Some(text) = text(&node.value).filter(|text| !text.is_empty() && !text.contains("{{")) else { continue };
        let Some((fault, help)) = fault(tables, &services, &active, path, &text) else { continue };
        // The value is never shown.
        out.push(RULE.at(cx.at_key(node), format!("`{path}` {fault}")).path(path).help(help));
    }
}

fn fault(
    tables: &Secrets,
    services: &ServicePaths,
    active: &HashSet<usize>,
    path: &KeyPath,
    text: &str,
) -> Option<(String, &'static str)> {
    let literals = &tables.literals;
    let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(path, services));
    if any(&literals.addresses) && (holds_credentials(text) || has_password_argument(text)) {
        return Some((
            "holds a password in plain text".to_owned(),
            "write user and password in a Secret, and name it in `secretName`, `userKey` and `passwordKey`",
        ));
    }
    if any(&literals.keys) && !may_be_key(text, literals.longest_key) {
        return Some((
            "holds what cannot be a key, perhaps the password itself".to_owned(),
            "write the name of a key in the Secret; if this is a password, change it: it stands in plain text",
        ));
    }
    let mut rows =
        literals.passwords.iter().enumerate().filter(|(index, _)| active.contains(index)).map(|(_, row)| row);
    let row = rows.find(|row| row.path.matches(path, services) && row.sample.as_deref() != Some(text))?;
    Some((
        format!("holds a secret: {}", row.lands),
        "keep it out of values files; with Vault use the method `kubernetes`, which needs none",
    ))
}

/// Whether the row counts with the values elsewhere.
fn is_active(cx: &Context, row: &Password) -> bool {
    !row.unless_set.iter().any(|(path, value)| {
        path.parse().ok().and_then(|path: KeyPath| cx.effective(&path)).is_some_and(|found| found.value == *value)
    })
}

fn has_password_argument(text: &str) -> bool {
    let is_password =
        |name: &str| ["password", "pwd", "passwd"].iter().any(|known| name.trim().eq_ignore_ascii_case(known));
    // Arguments of a URI, or `key=value` pairs parted by blanks.
    text.split_whitespace().flat_map(arguments).any(|(name, value)| is_password(name) && !value.is_empty())
}

fn may_be_key(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest && text.chars().all(|char| char.is_ascii_alphanumeric() || "-._".contains(char))
}
