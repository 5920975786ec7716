//! Connections that go to a TimescaleDB that is gone.

use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::edits::removal;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "onprem-disabled",
    family: "datastores",
    severity: Severity::Error,
    fixable: true,
    versions: "0.37.0..",
    page: include_str!("onprem_disabled.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let path = KeyPath::of(["global", "onprem"]);
    let Some(node) = cx.set(&path) else { return };
    // A text counts as true, and `quoted-boolean` speaks of it.
    let off = match &node.value {
        Value::Bool(on) => !on,
        Value::String(text) => text.is_empty(),
        _ => true,
    };
    if !off {
        return;
    }
    let mut finding = RULE
        .at(cx.at_key(node), format!("`{path}` is not true: connections go to a TimescaleDB that chart 0.37.0 removed"))
        .path(&path)
        .help("delete it: the default is true");
    if node.losers.is_empty()
        && let Some(file) = cx.files().find(|file| file.layer.id == node.origin.layer)
        && let Some(edit) = removal(&file, &path)
    {
        finding = finding.fix(Fix::safe("delete it", file.layer.id, vec![edit]));
    }
    out.push(finding);
}
