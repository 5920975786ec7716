//! Stores with another number of members than their connections name.

use super::{ha, write};
use crate::catalog::key_places::Level;
use crate::catalog::resilience::{Members, Needs};
use crate::lint::autoscaling::whole;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::stores::Store;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "wrong-member-count",
    family: "resilience",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("wrong_member_count.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(data) = cx.catalog.resilience() else { return };
    for row in data.members.iter().filter(|row| applies(cx, row)) {
        // Defaults of sub-charts are not public: a count that nobody sets is not known.
        let Ok(path) = row.path.parse::<KeyPath>() else { continue };
        let Some(node) = cx.set(&path) else { continue };
        let Some(count) = cx.effective(&path).and_then(|found| whole(&found.value)) else { continue };
        let Some(wanted) = wanted(row.needs, count) else { continue };
        let mut finding = RULE
            .at(cx.at_value(node), format!("`{path}` is {count}: {}", row.effect))
            .path(&path)
            .severity(severity(row.severity));
        finding = match wanted {
            Some(number) => {
                finding.fix = write(cx, &path, number);
                finding.help(format!("write {number}"))
            }
            None => finding.help("write an odd number"),
        };
        if let Some(flag) = cx.set(&ha()).filter(|_| row.ha.is_some()) {
            finding = finding.related(cx.at_value(flag), "`global.ha` is set here");
        }
        out.push(finding);
    }
}

fn applies(cx: &Context, row: &Members) -> bool {
    let in_cluster = |key: &str| Store::of_key(key).is_some_and(|store| store.is_in_cluster(cx));
    let ha = || cx.flag("global.ha");
    row.store.as_deref().is_none_or(in_cluster) && row.ha.is_none_or(|wanted| ha() == Some(wanted))
}

/// What is wrong with `count`: the number to write, where there is one. None where it is right.
fn wanted(needs: Needs, count: i64) -> Option<Option<i64>> {
    match needs {
        Needs::Exactly(number) => (count != number).then_some(Some(number)),
        Needs::AtMost(number) => (count > number).then_some(Some(number)),
        Needs::Odd => (count > 0 && count % 2 == 0).then_some(None),
    }
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info => Severity::Info,
    }
}
