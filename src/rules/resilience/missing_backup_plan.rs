//! Production data in the cluster without a backup.

use super::production;
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::stores::STORES;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "missing-backup-plan",
    family: "resilience",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("missing_backup_plan.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some((_, architecture)) = production(cx) else { return };
    let stores: Vec<&str> =
        STORES.into_iter().filter(|store| store.is_surely_in_cluster(cx)).map(|store| store.words()).collect();
    let path = KeyPath::of(["global", "database"]);
    let Some(at) = place(cx, &path, &path).filter(|_| !stores.is_empty()) else { return };
    if cx.declared.surroundings.is_backed_up() {
        return;
    }
    let (name, stores) = (&architecture.name, stores.join(", "));
    out.push(
        RULE.at(at, format!("`{name}` keeps data in the cluster ({stores}), and no backup is declared"))
            .path(&path)
            .help("back up the whole namespace with its Secrets, such as with Velero, at least weekly and better every 24 hours, and declare it"),
    );
}
