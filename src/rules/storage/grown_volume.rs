//! A volume that would be larger than the installed one, and that Helm cannot enlarge.

use super::volume_change::{Change, changes};
use crate::catalog::upgrades::StoredVolume;
use crate::catalog::volume::VolumeKind;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "grown-volume",
    family: "storage",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("grown_volume.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    for Change { volume, path, old, new, node, installed, .. } in changes(cx, jump, upgrades) {
        let id = format!("resize-{}", volume.name);
        let Some(new) = new.filter(|new| *new > old && !jump.facts.is_done(&id)) else { continue };
        let (had, wanted) = (old.as_memory(), new.as_memory());
        let fixed = volume.kind == VolumeKind::Statefulset;
        let effect = match fixed {
            true => "the claim template of a StatefulSet cannot change, and the upgrade fails",
            false => "it grows where the storage class has `allowVolumeExpansion`",
        };
        let whose = if node.is_some() { "" } else { ", the chart's own default" };
        let help = match fixed {
            true => procedure(volume, &path.to_string(), &wanted),
            false => format!("look at the storage class; `{path}: {had}` keeps it as it is"),
        };
        let mut finding = RULE
            .at(
                node.map_or(jump.at, |node| cx.at_key(node)),
                format!("the volume of {} has {had} and would get {wanted}{whose}: {effect}", volume.name),
            )
            .severity(if fixed { Severity::Error } else { Severity::Info })
            .path(&path)
            .help(help);
        if let Some(installed) = installed {
            finding = finding.related(cx.at_key(installed), "this is installed");
        }
        out.push(finding);
    }
}

/// How a StatefulSet gets larger volumes, and what the shipped script does wrong.
pub fn procedure(volume: &StoredVolume, path: &str, size: &str) -> String {
    let StoredVolume { name, claims, .. } = volume;
    let (whose, patch) = match (volume.claim.as_deref().unwrap_or("<claim>"), claims) {
        (claim, 1) => ("its claim".to_owned(), patch(claim, size)),
        (claim, claims) => {
            let numbers = (0..*claims).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
            let each = patch(&claim.replace('N', "$n"), size);
            (format!("each of its {claims} claims"), format!("for n in {numbers}; do {each}; done"))
        }
    };
    let statefulset = volume.statefulset.as_deref().unwrap_or("<name>");
    let script = match (&volume.script, &volume.script_fault) {
        (None, _) => format!("`update-pvc.sh` does not know {name}"),
        (Some(script), None) => {
            format!("`update-pvc.sh` does this as `{script}`, but upgrades with one values file and drops the others")
        }
        (Some(script), Some(fault)) => format!(
            "`update-pvc.sh` does this as `{script}`, but upgrades with one values file and drops the others, and {fault}"
        ),
    };
    format!(
        "to enlarge it: 1. back up; 2. see that its storage class has `allowVolumeExpansion: true`; 3. patch {whose}: `{patch}`; 4. keep `{path}: {size}` in the values; 5. `kubectl -n <namespace> delete statefulset {statefulset} --cascade=orphan`; 6. upgrade, with `--done resize-{name}` here; {script}"
    )
}

/// The command that asks for a larger volume.
fn patch(claim: &str, size: &str) -> String {
    let request = format!("{{\"spec\":{{\"resources\":{{\"requests\":{{\"storage\":\"{size}\"}}}}}}}}");
    format!("kubectl -n <namespace> patch pvc {claim} -p '{request}'")
}
