//! A profile after the user's own file, or a release dump after a profile: the later one wins, value by value.

use std::collections::BTreeMap;

use super::shown;
use crate::helm::value::{LayerId, Node};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::replaced::{replaced, same};
use crate::lint::rule::Rule;
use crate::lint::unit::Role;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "wrong-layer-order",
    family: "layering",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("wrong_layer_order.md"),
    check,
};

/// What one file took from an earlier one: path, the value that Helm uses, the value that is lost.
type Lost<'a> = Vec<(KeyPath, &'a Node, &'a Node)>;

fn check(cx: &Context, out: &mut Findings) {
    let mut pairs: BTreeMap<(LayerId, LayerId), Lost> = BTreeMap::new();
    for (path, winner) in replaced(cx) {
        for loser in winner.losers.iter().filter(|loser| !same(loser, winner)) {
            let layers = (loser.origin.layer, winner.origin.layer);
            if is_wrong(cx, layers) {
                pairs.entry(layers).or_default().push((path.clone(), winner, loser));
            }
        }
    }
    for ((earlier, later), mut lost) in pairs {
        lost.sort_by_key(|(_, winner, _)| winner.origin.value);
        let name = |layer| cx.source(layer).map_or("", |source| source.name());
        let (earlier_name, later_name) = (name(earlier), name(later));
        let Some((_, first, _)) = lost.first() else { continue };
        let values = if lost.len() == 1 { "1 value".to_owned() } else { format!("{} values", lost.len()) };
        let message = match cx.role(later) {
            Some(Role::Dump) => format!(
                "the release dump `{later_name}` comes after the profile `{earlier_name}`, so {values} of the profile have no effect"
            ),
            _ => format!("the profile `{later_name}` comes after `{earlier_name}` and replaces {values} of it"),
        };
        let mut finding = RULE.at(cx.at_key(first), message).help(format!(
            "give `{later_name}` before `{earlier_name}`; the order is profile, then your own files, then secrets"
        ));
        if let Some(Role::Dump) = cx.role(later) {
            finding = finding.help(format!(
                "leave `{later_name}` out, or give it before `{earlier_name}` and delete from it what the profile should decide"
            ));
        }
        for (path, winner, loser) in &lost {
            finding = finding
                .related(cx.at_key(loser), format!("`{path}`: {} is lost", shown(path, loser)))
                .related(cx.at_key(winner), format!("`{path}`: {} is what Helm uses", shown(path, winner)));
        }
        out.push(finding);
    }
}

fn is_wrong(cx: &Context, (earlier, later): (LayerId, LayerId)) -> bool {
    matches!(
        (cx.role(earlier), cx.role(later)),
        (Some(Role::User), Some(Role::Profile(_))) | (Some(Role::Profile(_)), Some(Role::Dump))
    )
}
