//! A target that is no whole number of percent.

use serde_json::Value as Json;

use crate::helm::json::to_json;
use crate::helm::value::{Node, Value};
use crate::lint::autoscaling::{is_set, whole};
use crate::lint::context::{Context, File, find};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "invalid-autoscaling-target",
    family: "scaling",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("invalid_autoscaling_target.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(scaling) = cx.catalog.scaling() else { return };
    let mut blocks: Vec<KeyPath> =
        cx.services().map(|(_, _, path)| path).filter(|path| scaling.can_scale(path)).collect();
    if scaling.global_versions.contains(&cx.chart_version) {
        blocks.push(KeyPath::of(["global"]));
    }
    for file in cx.files() {
        for block in &blocks {
            let Some(Value::Map(around)) = find(&file.reading.root, block.segments()).map(|node| &node.value) else {
                continue;
            };
            let Some(Value::Map(entries)) = around.get("autoscaling").map(|node| &node.value) else { continue };
            for key in ["targetCPU", "targetMemory"] {
                if let Some(node) = entries.get(key) {
                    one(&file, &block.key("autoscaling").key(key), node, out);
                }
            }
        }
    }
}

fn one(file: &File, path: &KeyPath, node: &Node, out: &mut Findings) {
    let value = to_json(&node.value);
    let name = path.last_key().unwrap_or_default();
    let location = file.at(node.origin.key.unwrap_or(node.origin.value));
    match whole(&value) {
        Some(0..=100) => {}
        Some(percent) if percent > 100 => out.push(
            RULE.at(location, format!("`{name}` is {percent} % of the request: it scales only above what is reserved"))
                .severity(Severity::Info)
                .path(path)
                .help("percent counts from the request, not from the limit; write less than 100 if that was meant"),
        ),
        None if !is_set(&value) => {}
        _ => {
            let mut finding = RULE
                .at(location, format!("`{name}` is a whole number of percent, not {}", shown(&value)))
                .path(path)
                .help("write a bare number, such as `80`: Kubernetes refuses anything else");
            if let Some(number) = percent(&value) {
                let edit = Edit::replace(node.origin.value, number.to_string());
                finding = finding.fix(Fix::safe(format!("write `{number}`"), file.layer.id, vec![edit]));
            }
            out.push(finding);
        }
    }
}

/// The number of `80%`.
fn percent(value: &Json) -> Option<u32> {
    let number = value.as_str()?.trim().strip_suffix('%')?.trim_end();
    number.parse().ok().filter(|number| (1..=9999).contains(number))
}

fn shown(value: &Json) -> String {
    match value {
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "a map".to_owned(),
        Json::String(text) => format!("`{}`", text.chars().take(40).collect::<String>()),
        other => format!("`{other}`"),
    }
}
