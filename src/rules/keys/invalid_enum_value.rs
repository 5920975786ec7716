//! A value outside a closed set.

use super::{kind, severity};
use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::written::written;
use crate::mask::masked;
use crate::suggest;

pub const RULE: Rule = Rule {
    id: "invalid-enum-value",
    family: "keys",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("invalid_enum_value.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(kinds) = cx.catalog.key_kinds() else { return };
    let services = &cx.service_paths;
    for written in written(cx) {
        for (path, node) in written.nodes() {
            let Some(row) = kinds.enums.matching(path, services).next() else { continue };
            let given = match &node.value {
                Value::Null => continue,
                Value::String(text) if text.is_empty() || row.allowed.contains(text) => continue,
                Value::String(text) => format!("`{}`", masked(path, text)),
                other => kind(other).to_owned(),
            };
            let list = row.allowed.join(", ");
            let likely =
                suggest::nearest(&given, row.allowed.iter().map(String::as_str)).filter(|_| row.allowed.len() > 1);
            let help = match likely {
                Some(name) => format!("did you mean `{name}`? it takes one of: {list}"),
                None => format!("it takes one of: {list}"),
            };
            let message = format!("`{path}` is {given}, which is none of {list}");
            out.push(
                RULE.at(written.at_key(node), message)
                    .path(path)
                    .severity(severity(Some(row.severity), RULE.severity))
                    .help(help),
            );
        }
    }
}
