//! Switches subcharts on and off by tags and conditions, and gives them their aliases.

use super::chart::{Dependency, Prepared, path_value, table};
use super::engine::Engine;
use super::report::{CoalesceError, Report, WarningKind};
use crate::helm::value::{Node, Value};
use crate::helm::version::HelmVersion;
use crate::yaml::path::{KeyPath, Segment};

/// Removes the subcharts that are off, in `chart` and below. `path` leads to `chart`.
///
/// Helm looks below a chart only if its Chart.yaml names subcharts. To switch the subcharts of a subchart it
/// coalesces that subchart with the values of the *root*, and looks conditions up with `path` before them.
pub(super) fn process(
    chart: &mut Prepared,
    values: &Node,
    version: HelmVersion,
    path: &mut KeyPath,
    report: &mut Report,
) -> Result<(), CoalesceError> {
    if !chart.has_listed() {
        return Ok(());
    }
    // What Chart.yaml does not name comes first.
    chart.links.sort_by_key(|link| link.dependency.listed);
    for link in &mut chart.links {
        link.hidden = false;
        if let Some(alias) = &link.dependency.alias {
            link.chart.key = alias.clone();
        }
    }
    let values = Engine::new(version).coalesce_values(chart, values)?;
    let mut off: Vec<String> = Vec::new();
    for link in chart.links.iter().filter(|link| link.dependency.listed) {
        path.push(Segment::Key((&link.chart.key).into()));
        let by_tag = switch_by_tags(link.dependency, &values, path, report);
        if !switch_by_condition(link.dependency, &values, path, report).unwrap_or(by_tag) {
            off.push(link.chart.key.clone());
            report.disabled.push(path.clone());
        }
        path.pop();
    }
    chart.links.retain(|link| !off.contains(&link.chart.key));
    for link in &mut chart.links {
        path.push(Segment::Key((&link.chart.key).into()));
        process(&mut link.chart, &values, version, path, report)?;
        path.pop();
    }
    Ok(())
}

/// On unless some tag says false and none says true.
fn switch_by_tags(dependency: &Dependency, values: &Node, path: &KeyPath, report: &mut Report) -> bool {
    let Some(Node { value: Value::Map(tags), .. }) = table(values, "tags") else {
        return true;
    };
    let mut off = false;
    let mut on = false;
    for tag in &dependency.tags {
        match tags.get(tag) {
            Some(Node { value: Value::Bool(true), .. }) => on = true,
            Some(Node { value: Value::Bool(false), .. }) => off = true,
            Some(other) => {
                report.warn(WarningKind::TagNotBool { tag: tag.clone() }, path.clone(), Some(other.origin), None);
            }
            None => {}
        }
    }
    on || !off
}

/// What the first path that leads to a boolean says. Spaces within the list belong to the paths, as in Helm.
fn switch_by_condition(dependency: &Dependency, values: &Node, path: &KeyPath, report: &mut Report) -> Option<bool> {
    // As Helm, which joins with plain dots whatever is in the keys.
    let (_, above) = path.segments().split_last()?;
    let above: String = above.iter().map(|segment| format!("{}.", name(segment))).collect();
    for condition in dependency.condition.trim().split(',').filter(|condition| !condition.is_empty()) {
        match path_value(values, &format!("{above}{condition}")) {
            Some(Node { value: Value::Bool(on), .. }) => return Some(*on),
            Some(other) => {
                let kind = WarningKind::ConditionNotBool { condition: condition.to_string() };
                report.warn(kind, path.clone(), Some(other.origin), None);
            }
            None => {}
        }
    }
    None
}

fn name(segment: &Segment) -> &str {
    match segment {
        Segment::Key(key) => key,
        Segment::Index(_) => "",
    }
}
