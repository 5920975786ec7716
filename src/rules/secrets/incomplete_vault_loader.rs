//! A Vault loader without what it needs.

use crate::lint::context::Context;
use crate::lint::datastore::{effective_text, place};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::secret_source::is_vault;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "incomplete-vault-loader",
    family: "secrets",
    severity: Severity::Error,
    fixable: false,
    versions: "0.36.0..",
    page: include_str!("incomplete_vault_loader.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.secrets() else { return };
    if !is_vault(cx) {
        return;
    }
    let vault = &tables.vault;
    let at = |key: &str| key.split('.').fold(vault.path.clone(), |path, step| path.key(step));
    let is_empty = |path: &KeyPath| effective_text(cx, path).is_none_or(|text| text.trim().is_empty());
    let mut report = |path: KeyPath, why: String| {
        if let Some(location) = place(cx, &path) {
            out.push(
                RULE.at(location, format!("`{path}` is empty, and {why}")).path(&path).help(format!("set `{path}`")),
            );
        }
    };
    for path in vault.always.iter().map(|key| at(key)).filter(is_empty) {
        report(path, "the Vault loader cannot do without".to_owned());
    }
    let method = effective_text(cx, &at("vault.auth.method")).unwrap_or_default();
    for path in vault.methods.get(&method).into_iter().flatten().map(|key| at(key)).filter(is_empty) {
        report(path, format!("the method `{method}` cannot log in without"));
    }
    let Ok(stores) = cx.catalog.datastores() else { return };
    for store in stores.stores.iter().filter(|store| store.versions.contains(&cx.chart_version)) {
        let Some(name) = store.path.last_key() else { continue };
        let block = at("databases").key(name);
        let engine = cx.effective(&block.key("useDatabaseSecretsEngine"));
        let on = engine.is_some_and(|found| found.value == true || found.value == "true");
        let role = block.key("databaseRole");
        if on && is_empty(&role) {
            report(role, format!("the database engine of Vault makes no login for {} without", store.title));
        }
    }
}
