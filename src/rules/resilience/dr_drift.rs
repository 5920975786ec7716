//! Primary and standby that are not the same installation.

use serde_json::Value as Json;

use crate::helm::json::to_json;
use crate::helm::value::Node;
use crate::lint::absent;
use crate::lint::context::Context;
use crate::lint::drift::{Difference, Side, differences};
use crate::lint::endpoint::without_credentials;
use crate::lint::finding::{Finding, Findings, Location, Severity};
use crate::lint::rule::Rule;
use crate::lint::site::OtherSite;
use crate::mask::masked;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "dr-drift",
    family: "resilience",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("dr_drift.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(other), Ok(data)) = (&cx.declared.other_site, cx.catalog.resilience()) else { return };
    if other.chart_version != cx.chart_version
        && let Some(file) = cx.files().next()
    {
        let location = Location { layer: file.layer.id, span: Span::new(0, 0) };
        let (here, there, name) = (&cx.chart_version, &other.chart_version, &other.name);
        out.push(
            RULE.at(location, format!("the sites run different chart versions: {here} here, {there} on the {name}"))
                .help("bring both sites to one version: a standby takes over data that the primary wrote"),
        );
    }
    let services = &cx.service_paths;
    let may_differ = |path: &KeyPath| data.site_values.iter().any(|pattern| pattern.matches(path, services));
    let here = Side { values: cx.merged(), chart_version: &cx.chart_version };
    let there = Side { values: &other.values, chart_version: &other.chart_version };
    for difference in differences(here, there, cx.defaults, &may_differ) {
        if let Some(finding) = finding(cx, other, &difference) {
            out.push(finding);
        }
    }
}

fn finding(cx: &Context, other: &OtherSite, difference: &Difference) -> Option<Finding> {
    let Difference { path, here, there } = difference;
    let at = here.map(|node| cx.at_value(node)).or_else(|| absent::place(cx, path))?;
    let (ours, theirs) = (shown(path, *here), shown(path, *there));
    let differ = match ours == theirs {
        true => "the sites differ".to_owned(),
        false => format!("{ours} here, {theirs} on the {}", other.name),
    };
    let mut finding = RULE
        .at(at, format!("`{path}` is not the same on both sites: {differ}"))
        .path(path)
        .help("write the same on both sites, or name the path in `siteValues` of `profiles/rules/resilience.yaml`");
    if let Some(node) = there {
        finding = finding.related(cx.at_value(node), format!("on the {}", other.name));
    }
    Some(finding)
}

/// A value in few words, without secrets.
fn shown(path: &KeyPath, node: Option<&Node>) -> String {
    match node.map(|node| to_json(&node.value)) {
        None => "not set".to_owned(),
        Some(Json::String(text)) if text.is_empty() => "empty".to_owned(),
        Some(Json::String(text)) => format!("`{}`", short(&without_credentials(&masked(path, &text)))),
        Some(Json::Array(items)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
            match texts {
                Some(texts) if !texts.is_empty() => {
                    format!("`{}`", short(&without_credentials(&masked(path, &texts.join(", ")))))
                }
                _ => format!("a list of {}", items.len()),
            }
        }
        Some(Json::Object(_)) => "a map".to_owned(),
        Some(value) => format!("`{}`", masked(path, &value.to_string())),
    }
}

/// The first 60 characters.
fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
