//! One licence from two sources.

use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::secret_source::is_given;
use crate::lint::written::is_nothing;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "duplicate-license-source",
    family: "secrets",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("duplicate_license_source.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let block = KeyPath::of(["global", "license"]);
    let (path, secrets) = (block.key("ng"), block.key("secrets"));
    let (Some(node), Some(other)) = (cx.set(&path), cx.set(&secrets).filter(|node| says_something(node))) else {
        return;
    };
    if !is_given(cx, &path) {
        return;
    }
    out.push(
        RULE.at(cx.at_key(node), format!("the licence is given twice: by `{path}` and by `{secrets}`"))
            .path(&path)
            .related(cx.at_key(other), "the other source")
            .help("keep one of them"),
    );
}

/// Whether any text stands below it.
fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::Map(entries) => entries.values().any(says_something),
        Value::List(items) => items.iter().any(says_something),
        Value::String(text) => !text.is_empty(),
        _ => !is_nothing(node),
    }
}
