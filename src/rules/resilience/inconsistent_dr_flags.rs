//! Flags of disaster recovery that contradict each other, or what the site is for.

use super::{dr, flags_of_dr};
use crate::helm::value::{Node, Value};
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::site::SiteRole;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "inconsistent-dr-flags",
    family: "resilience",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("inconsistent_dr_flags.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some(block) = flags_of_dr(cx) else { return };
    let (create, activate, checks) = (dr("createCluster"), dr("activateCluster"), dr("runConfigChecks"));
    let is_primary = cx.declared.role == Some(SiteRole::Primary);
    if is_primary {
        for path in [&create, &activate] {
            if let Some(node) = on(cx, path) {
                out.push(
                    RULE.at(cx.at_value(node), format!("`{path}` is for the standby, and this is the primary"))
                        .path(path)
                        .help("take it away: a primary has no flags of disaster recovery"),
                );
            }
        }
    }
    if let (Some(node), None) = (on(cx, &activate), on(cx, &checks)) {
        let at = place(cx, &checks, &activate).unwrap_or_else(|| cx.at_key(node));
        let mut finding = RULE
            .at(at, format!("the standby is activated without its checks: `{checks}` is not true"))
            .path(&checks)
            .help(format!("write `{checks}: true` beside `{activate}: true`"));
        if cx.set(&checks).is_some() {
            finding = finding.related(cx.at_value(node), "it is activated here");
        }
        out.push(finding);
    }
    let first = cx.declared.surroundings.first_install == Some(true) && !is_primary;
    if let (true, Some(created), Some(activated)) = (first, on(cx, &create), on(cx, &activate)) {
        out.push(
            RULE.at(
                cx.at_value(activated),
                "a standby is created and activated with its first install: two sites may write",
            )
            .path(&activate)
            .related(cx.at_value(created), "it is created here")
            .help(format!("leave `{activate}` out until the primary is lost")),
        );
    }
    out.push(
        RULE.at(cx.at_key(block), "the flags of `global.dr` are documented, but no public chart or library reads them")
            .path(&KeyPath::of(["global", "dr"]))
            .severity(Severity::Info)
            .help("rehearse the failover: do not rely on them alone"),
    );
}

/// The flag at `path` where it is true.
fn on<'a>(cx: &'a Context, path: &KeyPath) -> Option<&'a Node> {
    cx.set(path).filter(|node| node.value == Value::Bool(true))
}
