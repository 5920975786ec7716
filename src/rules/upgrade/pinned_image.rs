//! An image that is not the one of the chart.

use super::{POSTGRES_TAG, is_sixteen};
use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "pinned-image",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("pinned_image.md"),
    check,
};

/// Variables of the CI manager that name images.
const CI_IMAGES: [&str; 2] = ["ADDON_IMAGE", "LE_IMAGE"];

fn check(cx: &Context, out: &mut Findings) {
    let Ok(upgrades) = cx.catalog.upgrades() else { return };
    for (path, node) in cx.leaves() {
        let Value::String(text) = &node.value else { continue };
        let Some(part) = part(path).filter(|_| !text.trim().is_empty()) else { continue };
        if cx.defaults.at(path, &cx.chart_version).is_some_and(|default| default == text.as_str()) {
            continue;
        }
        let (message, help) = match part {
            Part::Repository => {
                let organisation = text.split('/').next().unwrap_or_default();
                let row = upgrades.images.iter().find(|row| row.organisation == organisation);
                let Some(row) = row.filter(|row| !row.versions.contains(&cx.chart_version)) else { continue };
                let chart = &cx.chart_version;
                (
                    format!("chart {chart} has no image of `{organisation}/`, and `{path}` names one"),
                    row.instead.clone(),
                )
            }
            // The one pin that must stay, once Postgres runs on 16.
            Part::Tag if *path == KeyPath::of(POSTGRES_TAG) && is_sixteen(text) => continue,
            Part::Tag => (
                format!("`{path}` pins an image, whatever version the chart has"),
                "take it away: an old image under new values is not what was tested".to_owned(),
            ),
        };
        out.push(RULE.at(cx.at_key(node), message).path(path).help(help));
    }
}

/// What of an image a value says.
enum Part {
    Tag,
    Repository,
}

/// What of an image the value at `path` says: `…image.tag`, `…image.digest`, `…image.repository`, or a variable.
fn part(path: &KeyPath) -> Option<Part> {
    let name = path.last_key()?;
    if CI_IMAGES.contains(&name) {
        return Some(Part::Tag);
    }
    let block = path.parent()?;
    if !block.last_key()?.to_lowercase().ends_with("image") {
        return None;
    }
    match name {
        "tag" | "digest" => Some(Part::Tag),
        "repository" => Some(Part::Repository),
        _ => None,
    }
}
