//! A volume that would be smaller than the installed one.

use super::volume_change::{Change, changes};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "shrunk-volume",
    family: "storage",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("shrunk_volume.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    for Change { volume, path, old, new, node, installed, .. } in changes(cx, jump, upgrades) {
        if new.is_some_and(|new| new >= old) {
            continue;
        }
        let (name, had) = (&volume.name, old.as_memory());
        let from = if installed.is_some() { "" } else { ", the chart's own default," };
        let message = match new {
            Some(new) => {
                let whose = if node.is_some() { "" } else { ", the chart's own default" };
                format!(
                    "the volume of {name} has {had}{from} and would get {}{whose}: a volume never shrinks",
                    new.as_memory()
                )
            }
            None => format!("a volume of {name} with {had} is not in the list any more: it cannot be taken away"),
        };
        let at = node.map_or(jump.at, |node| cx.at_key(node));
        let mut finding =
            RULE.at(at, message).path(&path).help(format!("carry the installed size over: `{path}: {had}`"));
        if let Some(installed) = installed {
            finding = finding.related(cx.at_key(installed), "this is installed");
        }
        if let Some((node, edit)) = new.and(node).and_then(|node| Some((node, cx.rewrite(node, &had)?))) {
            let title = format!("carry the installed {had} over");
            finding = finding.fix(Fix::unsafe_(title, node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}
