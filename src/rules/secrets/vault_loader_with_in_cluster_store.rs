//! Secrets from Vault while a database runs in the cluster.

use crate::lint::context::Context;
use crate::lint::datastore::{datastores, place};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::secret_source::is_vault;

pub const RULE: Rule = Rule {
    id: "vault-loader-with-in-cluster-store",
    family: "secrets",
    severity: Severity::Error,
    fixable: false,
    versions: "0.36.0..",
    page: include_str!("vault_loader_with_in_cluster_store.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(vault) = cx.catalog.secrets().map(|tables| &tables.vault) else { return };
    if !is_vault(cx) {
        return;
    }
    let inside: Vec<_> = datastores(cx)
        .into_iter()
        .filter(|db| {
            vault.stores.contains(&db.store.name)
                && cx.effective(&db.path("installed")).is_some_and(|found| found.value == true)
        })
        .collect();
    let path = vault.path.key("enabled");
    let Some(at) = place(cx, &path).filter(|_| !inside.is_empty()) else { return };
    let names: Vec<&str> = inside.iter().map(|db| db.store.title.as_str()).collect();
    let mut finding = RULE
        .at(
            at,
            format!(
                "secrets come from Vault, and {} in the cluster can only read Kubernetes Secrets",
                names.join(", ")
            ),
        )
        .path(&path)
        .help("run the databases outside (`installed: false`), or switch the loader off");
    for db in &inside {
        if let Some(node) = cx.set(&db.path("installed")) {
            finding = finding.related(cx.at_key(node), format!("{} runs in the cluster", db.store.title));
        }
    }
    out.push(finding);
}
