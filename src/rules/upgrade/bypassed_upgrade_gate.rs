//! Switches and tools with which the chart does not check an upgrade.

use super::{fcv_switch, in_cluster};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::jump::Deployer;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "bypassed-upgrade-gate",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "0.22.1..",
    page: include_str!("bypassed_upgrade_gate.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    let fcv = fcv_switch(cx).filter(|_| in_cluster(cx, upgrades, "mongo"));
    let job = cx.in_window("0.37.0..").then_some("postmigrationCheck.enabled");
    let switches = [
        (Some("upgrades.versionLookups.enabled"), "the chart no longer looks at what is installed"),
        (fcv, "it switches off the check of the way as well as the Job"),
        (job, "no Job looks at what is installed and whether the migration is complete"),
    ];
    for (switch, effect) in switches {
        let Some(switch) = switch.filter(|switch| cx.flag(switch) == Some(false)) else { continue };
        let Ok(path) = switch.parse::<KeyPath>() else { continue };
        out.push(
            RULE.at(cx.at_path_or_jump(&path, jump), format!("`{switch}` is false: {effect}"))
                .path(&path)
                .help("leave it on, or hold every upgrade to this check"),
        );
    }
    let who = match jump.facts.deployer {
        Deployer::Helm => return,
        Deployer::Argocd => "Argo CD renders the chart without a cluster",
        Deployer::Template => "`helm template` renders the chart without a cluster",
    };
    out.push(
        RULE.at(jump.at, format!("{who}: none of the chart's own stops runs"))
            .help("hold every upgrade to this check, and sync one stop after the other"),
    );
}
