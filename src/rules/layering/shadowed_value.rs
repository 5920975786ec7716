//! A value that another layer of the same kind replaces: nobody ever uses it.

use std::mem::discriminant;

use super::{layer_name, shown};
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::replaced::{replaced, same};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "shadowed-value",
    family: "layering",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("shadowed_value.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for (path, winner) in replaced(cx) {
        let role = |node: &Node| cx.role(node.origin.layer).map(discriminant);
        let is_shadowed = |loser: &&Node| {
            loser.origin.layer != winner.origin.layer
                && role(loser) == role(winner)
                && comparable(loser, winner)
                && !same(loser, winner)
        };
        let mut shadowed = winner.losers.iter().filter(is_shadowed);
        let Some(newest) = shadowed.next() else { continue };
        let mut finding = RULE
            .at(
                cx.at_key(newest),
                format!(
                    "{} of `{path}` is never used, because `{}` sets it again",
                    shown(&path, newest),
                    layer_name(cx, winner)
                ),
            )
            .path(&path)
            .related(cx.at_key(winner), format!("{} is what Helm uses", shown(&path, winner)))
            .help("keep the value in one place");
        for older in shadowed {
            finding = finding.related(cx.at_key(older), format!("{} is not used either", shown(&path, older)));
        }
        out.push(finding);
    }
}

/// A null on either side is `null-override`, and a map beside something else `map-scalar-conflict`.
fn comparable(one: &Node, other: &Node) -> bool {
    let special = |node: &Node| matches!(node.value, Value::Null | Value::Map(_));
    !special(one) && !special(other)
}
