//! A password that breaks the URI it is put into.

use std::collections::HashMap;

use crate::lint::context::Context;
use crate::lint::credentials::{Reference, references};
use crate::lint::datastore::datastores;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "url-unsafe-password",
    family: "secrets",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("url_unsafe_password.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.secrets() else { return };
    if cx.declared.secrets.is_empty() {
        return;
    }
    let secrets: HashMap<&str, _> = cx.declared.secrets.iter().map(|secret| (secret.name.as_str(), secret)).collect();
    let stores = datastores(cx);
    let is_password = |reference: &&Reference| {
        stores.iter().any(|db| {
            let mapped = reference.path.starts_with(&db.path("secrets"))
                && reference.path.last_key() == Some(db.store.variables.password.as_str());
            mapped || reference.path == db.path("passwordKey")
        })
    };
    for reference in references(cx).iter().filter(is_password) {
        let secret = secrets.get(reference.secret.as_str());
        let Some(password) = secret.and_then(|secret| secret.value(&reference.key)) else { continue };
        let breaks = |char: char| char.is_whitespace() || tables.unsafe_characters.contains(char);
        if !password.contains(breaks) {
            continue;
        }
        // Neither the password nor which of the characters it holds is shown.
        out.push(
            RULE.at(
                cx.at_value(reference.node),
                format!(
                    "the password in `{}` of the Secret `{}` breaks the URI that it is put into",
                    reference.key, reference.secret
                ),
            )
            .path(&reference.path)
            .help(format!("choose one without blanks and without any of `{}`", tables.unsafe_characters)),
        );
    }
}
