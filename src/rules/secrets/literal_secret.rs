//! A credential in plain text among the values.

use crate::catalog::pattern::Pattern;
use crate::catalog::rows::Rows;
use crate::catalog::secrets::{Literals, Password};
use crate::catalog::service_paths::ServicePaths;
use crate::lint::context::Context;
use crate::lint::endpoint::{arguments, holds_credentials};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::scalars::text;
use crate::yaml::path::KeyPath;

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
    for (path, node) in cx.scalars() {
        // Few values stand where a secret might.
        let Some(place) = Place::of(&tables.literals, &cx.service_paths, path) else { continue };
        let Some(text) = text(&node.value).filter(|text| !text.is_empty() && !text.contains("{{")) else { continue };
        let Some((fault, help)) = place.fault(cx, &tables.literals, &text) else { continue };
        // The value is never shown.
        out.push(RULE.at(cx.at_key(node), format!("`{path}` {fault}")).path(path).help(help));
    }
}

/// What the tables say of one path.
struct Place<'t> {
    is_address: bool,
    is_key: bool,
    passwords: Vec<&'t Password>,
}

impl<'t> Place<'t> {
    /// None where they say nothing.
    fn of(literals: &'t Literals, services: &ServicePaths, path: &KeyPath) -> Option<Place<'t>> {
        let any = |patterns: &Rows<Pattern>| patterns.matching(path, services).next().is_some();
        let place = Place {
            is_address: any(&literals.addresses),
            is_key: any(&literals.keys),
            passwords: literals.passwords.matching(path, services).collect(),
        };
        (place.is_address || place.is_key || !place.passwords.is_empty()).then_some(place)
    }

    /// What is wrong with `text` there, and what to do.
    fn fault(&self, cx: &Context, literals: &Literals, text: &str) -> Option<(String, &'static str)> {
        if self.is_address && (holds_credentials(text) || has_password_argument(text)) {
            return Some((
                "holds a password in plain text".to_owned(),
                "write user and password in a Secret, and name it in `secretName`, `userKey` and `passwordKey`",
            ));
        }
        if self.is_key && !may_be_key(text, literals.longest_key) {
            return Some((
                "holds what cannot be a key, perhaps the password itself".to_owned(),
                "write the name of a key in the Secret; if this is a password, change it: it stands in plain text",
            ));
        }
        let mut rows = self.passwords.iter();
        let row = rows.find(|row| row.sample.as_deref() != Some(text) && is_active(cx, row))?;
        Some((
            format!("holds a secret: {}", row.lands),
            "keep it out of values files; with Vault use the method `kubernetes`, which needs none",
        ))
    }
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
