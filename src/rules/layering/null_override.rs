//! An explicit null, or a key without a value: what it takes away, and where versions of Helm differ.

use super::{default_of, is_ineffective_null, layer_name, shown, shown_json};
use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "null-override",
    family: "layering",
    severity: Severity::Info,
    fixable: false,
    versions: "",
    page: include_str!("null_override.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for (path, node) in cx.leaves() {
        if node.value != Value::Null || path.is_root() || is_ineffective_null(cx, path, node) {
            continue;
        }
        let earlier = node.losers.iter().find(|loser| loser.value != Value::Null);
        let message = match (earlier, default_of(cx, path)) {
            (Some(earlier), _) => {
                let (value, name) = (shown(path, earlier), layer_name(cx, earlier));
                format!("`{path}` has no value, which takes {value} of `{name}` away")
            }
            (None, Some(default)) => {
                format!("`{path}` has no value, which takes the chart's default {} away", shown_json(path, &default))
            }
            (None, None) => format!("`{path}` has no value: some versions of Helm keep the null, others drop the key"),
        };
        let mut finding =
            RULE.at(cx.at_key(node), message).path(path).help("write the value you mean, or remove the key");
        if let Some(earlier) = earlier {
            finding = finding.related(cx.at_key(earlier), "this value is taken away");
        }
        out.push(finding);
    }
}
