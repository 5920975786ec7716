//! Work outside Helm that belongs to an upgrade.

use super::severity;
use super::step_when::applies;
use crate::catalog::upgrades::{Store, Upgrades};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::jump::Jump;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "manual-step-required",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("manual_step_required.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    if jump.to < jump.from {
        return;
    }
    for step in &upgrades.steps {
        let on_the_way = step.from.contains(&jump.from) && step.to.contains(&jump.to);
        if !on_the_way || jump.facts.is_done(&step.id) {
            continue;
        }
        let Some(path) = applies(cx, jump, upgrades, step.when) else { continue };
        let at = path.as_ref().map_or(jump.at, |path| cx.at_path_or_jump(path, jump));
        let mut finding = RULE
            .at(at, step.step.clone())
            .severity(severity(step.severity))
            .help(format!("once it is done: `--done {}`", step.id));
        finding.path = path;
        out.push(finding);
    }
    moved_stores(cx, jump, upgrades, out);
}

/// Stores that go out of the cluster or come in: Helm makes an empty one, or leaves the full one behind.
fn moved_stores(cx: &Context, jump: &Jump, upgrades: &Upgrades, out: &mut Findings) {
    for store in &upgrades.stores {
        let Store { switch, versions, .. } = store;
        let known = versions.contains(&jump.from) && versions.contains(&jump.to);
        let id = format!("move-{}", store.store);
        // A store that is off by default is new where it is switched on.
        if !known || store.off || jump.facts.is_done(&id) {
            continue;
        }
        let (before, after) = (cx.ran_before(switch, store.off), cx.runs_after(switch, store.off));
        let way = match before {
            Some(true) if !after => "leaves the cluster",
            Some(false) if after => "comes into the cluster",
            _ => continue,
        };
        out.push(
            RULE.at(
                cx.at_path_or_jump(switch, jump),
                format!("`{}` {way}, and its data stays where it is", store.store),
            )
            .path(switch)
            .help(format!(
                "stop the platform, dump the old store and restore the dump into the new one, then upgrade; once it is done: `--done {id}`"
            )),
        );
    }
}
