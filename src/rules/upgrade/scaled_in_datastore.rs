//! A store with fewer members than before.

use crate::catalog::upgrades::Store;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::jump::Jump;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "scaled-in-datastore",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("scaled_in_datastore.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    for store in &upgrades.stores {
        let Store { switch, versions, off, .. } = store;
        let runs = versions.contains(&jump.from)
            && versions.contains(&jump.to)
            && cx.ran_before(switch, *off) == Some(true)
            && cx.runs_after(switch, *off);
        let Some(members) = store.members.as_ref().filter(|_| runs) else { continue };
        let path = members.segments().iter().fold(store.service.clone(), |mut path, segment| {
            path.push(segment.clone());
            path
        });
        let before = jump.installed(cx, &before_nine(&path, jump)).and_then(|value| value.as_u64());
        let after = cx.effective(&path).and_then(|found| found.value.as_u64());
        let (Some(before), Some(after)) = (before, after) else { continue };
        if after >= before {
            continue;
        }
        let quorum = match after * 2 > before {
            true => "",
            false => ", and those left are no majority",
        };
        out.push(
            RULE.at(
                cx.at_path_or_jump(&path, jump),
                format!(
                    "`{}` goes from {before} members to {after}: nobody takes the others out of the set{quorum}",
                    store.store
                ),
            )
            .path(&path)
            .help("keep the number, or take the members out of the set by hand before the upgrade"),
        );
    }
}

/// Where the installed chart had the key: before 0.9.0 the stores stood directly below `platform`.
fn before_nine(path: &KeyPath, jump: &Jump) -> KeyPath {
    let old = jump.from.minor_line() < (0, 9);
    let below = path.to_string().strip_prefix("platform.bootstrap.database.").map(|below| format!("platform.{below}"));
    below.filter(|_| old).and_then(|below| below.parse().ok()).unwrap_or_else(|| path.clone())
}
