//! A list in the place of a default one: Helm replaces lists whole, so elements of the default may be missing.

use serde_json::Value as Json;

use crate::catalog::value_types::Lists;
use crate::helm::json::to_json;
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "list-replaces-default",
    family: "layering",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("list_replaces_default.md"),
    check,
};

/// A default element that the user's list leaves out.
struct Missing {
    /// `name: ti-service`
    label: String,
    /// The element itself, where the chart's values hold it.
    element: Option<Json>,
}

fn check(cx: &Context, out: &mut Findings) {
    let Ok(types) = cx.catalog.value_types() else { return };
    for (path, node) in cx.leaves() {
        let Value::List(items) = &node.value else { continue };
        let meant = path.last_key().is_some_and(|key| types.lists.replaced.iter().any(|name| name == key));
        if meant {
            continue;
        }
        let given: Vec<Json> = items.iter().map(|item| to_json(&item.value)).collect();
        let mut missing = missing_elements(cx, &types.lists, path, &given);
        missing.extend(unmapped(&types.lists, path, &given));
        if missing.is_empty() {
            continue;
        }
        let labels: Vec<String> = missing.iter().map(|missing| format!("`{}`", missing.label)).collect();
        let mut finding = RULE
            .at(
                cx.at_key(node),
                format!("the list `{path}` replaces the chart's own, and {} is missing", labels.join(", ")),
            )
            .path(path)
            .help("Helm does not merge lists: repeat the elements of the default that should stay");
        if let Some(edit) = addition(cx, node, items, &missing) {
            finding = finding.fix(Fix::unsafe_("add the missing elements", node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}

/// The elements of the chart's default whose identity no element of `given` has.
fn missing_elements(cx: &Context, lists: &Lists, path: &KeyPath, given: &[Json]) -> Vec<Missing> {
    let Some(Json::Array(defaults)) = cx.defaults.at(path, &cx.chart_version) else { return Vec::new() };
    let missing = defaults.into_iter().filter_map(|element| {
        let (key, identity) = lists.identity.iter().find_map(|key| Some((key, inner(&element, key)?.clone())))?;
        let kept = given.iter().any(|other| inner(other, key) == Some(&identity));
        let shown = identity.as_str().map_or_else(|| identity.to_string(), str::to_owned);
        (!kept).then(|| Missing { label: format!("{key}: {shown}"), element: Some(element) })
    });
    missing.collect()
}

/// The names that a list of a sub-chart maps by default, and no element of `given` does.
fn unmapped(lists: &Lists, path: &KeyPath, given: &[Json]) -> Vec<Missing> {
    let Some(names) = lists.mapped.get(&path.to_string()) else { return Vec::new() };
    let mapped =
        |name: &String| given.iter().any(|element| element.get("keys").is_some_and(|keys| keys.get(name).is_some()));
    let missing = names.iter().filter(|name| !mapped(name));
    missing.map(|name| Missing { label: name.clone(), element: None }).collect()
}

fn inner<'j>(element: &'j Json, path: &str) -> Option<&'j Json> {
    path.split('.').try_fold(element, |value, key| value.get(key))
}

/// Puts the missing elements before the first one. JSON is YAML, so an element is written as it is.
fn addition(cx: &Context, node: &Node, items: &[Node], missing: &[Missing]) -> Option<Edit> {
    let (source, layer) = (cx.source(node.origin.layer)?, node.origin.layer);
    cx.files().find(|file| file.layer.id == layer)?;
    let elements: Vec<String> =
        missing.iter().map(|missing| missing.element.as_ref().map(Json::to_string)).collect::<Option<_>>()?;
    if source.slice(node.origin.value).starts_with('[') {
        let rest = if items.is_empty() { "" } else { ", " };
        return Some(Edit::insert(node.origin.value.start + 1, format!("{}{rest}", elements.join(", "))));
    }
    // A block list: its first element's dash gives the indentation.
    let first = items.first().filter(|first| first.origin.layer == layer)?;
    let line = source.line_span(source.position(first.origin.value.start).line);
    let before = source.slice(crate::yaml::span::Span::new(line.start, first.origin.value.start));
    let indent = before.strip_suffix(' ')?.trim_end().strip_suffix('-')?;
    if !indent.chars().all(|char| char == ' ') {
        return None;
    }
    let lines: String = elements.iter().map(|element| format!("{indent}- {element}\n")).collect();
    Some(Edit::insert(line.start, lines))
}
