//! Two flags that only make sense together, and differ.

use crate::catalog::switches::Pair;
use crate::lint::absent;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "disagreeing-module-flags",
    family: "modules",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("disagreeing_module_flags.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(switches) = cx.catalog.switches() else { return };
    if !cx.unit.complete {
        return;
    }
    for pair in switches.pairs.iter().filter(|pair| pair.versions.contains(&cx.chart_version)) {
        let (Ok(first), Ok(second)) = (pair.first.parse::<KeyPath>(), pair.second.parse::<KeyPath>()) else { continue };
        let (Some(one), Some(other)) = (cx.flag(&pair.first), cx.flag(&pair.second)) else { continue };
        if !disagree(cx, pair, one, other) {
            continue;
        }
        // The first is the path of the finding also where only the second is set: it decides.
        let nodes = [cx.set(&first), cx.set(&second)];
        let place =
            nodes.into_iter().flatten().next().map(|node| cx.at_key(node)).or_else(|| absent::place(cx, &first));
        let Some(location) = place else { continue };
        let mut finding = RULE
            .at(location, format!("`{first}` is {one} and `{second}` is {other}: {}", pair.effect))
            .path(&first)
            .help(match pair.platform.is_some() {
                true => format!("set `{second}: true`"),
                false => "set both to the same value".to_owned(),
            });
        if let [Some(_), Some(node)] = nodes {
            finding = finding.related(cx.at_key(node), "the other flag");
        }
        out.push(finding);
    }
}

fn disagree(cx: &Context, pair: &Pair, first: bool, second: bool) -> bool {
    match &pair.platform {
        None => first != second,
        Some(platform) => cx.declared.cloud.as_ref() == Some(platform) && first && !second,
    }
}
