//! A key below a module that is no service of it in this chart version.

use super::owned::{MOST_GUESSES, Owned};
use crate::catalog::service_paths::ServicePaths;
use crate::catalog::version::Windows;
use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::written::{is_nothing, written};
use crate::suggest;
use crate::yaml::path::{KeyPath, Segment};

pub const RULE: Rule = Rule {
    id: "unknown-service",
    family: "keys",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("unknown_service.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(keys) = cx.catalog.keys() else { return };
    let services = &cx.service_paths;
    for written in written(cx) {
        for module in cx.catalog.modules.iter().filter(|module| module.exists_in(&cx.chart_version)) {
            let above = KeyPath::root().key(module.name.as_str());
            let Some(Value::Map(entries)) = written.find(&above).map(|node| &node.value) else { continue };
            let mut guesses = 0;
            for (name, node) in entries {
                let path = above.key(name.as_str());
                let known = services.lead_through(&path) || keys.also.contains(&path);
                if known || name == "global" || is_nothing(node) || Owned::of(cx, &written).speaks_for(&path) {
                    continue;
                }
                guesses += 1;
                let (message, help) = match guesses <= MOST_GUESSES {
                    true => explain(cx, services, &path, name),
                    false => (ignored(cx, &path, name), "take it away".to_owned()),
                };
                out.push(RULE.at(written.at_key(node), message).path(&path).help(help));
            }
        }
    }
}

/// What is wrong with the name, and what to do.
fn explain(cx: &Context, services: &ServicePaths, path: &KeyPath, name: &str) -> (String, String) {
    let version = &cx.chart_version;
    let module = module_of(path);
    let plain = ignored(cx, path, name);
    let places: Vec<(KeyPath, &Windows)> = cx.catalog.services_called(name).collect();
    if let Some((place, _)) = places.iter().find(|(_, window)| window.contains(version)) {
        return (plain, format!("that service is `{place}`"));
    }
    if let Some((_, window)) = places.iter().find(|(place, _)| place == path) {
        let message = format!("`{path}` is not in chart {version}, and Helm ignores it: it is there {window}");
        return (message, "take it away, or use another chart version".to_owned());
    }
    let charts = || services.iter().filter(|service| service.segments().len() == 2);
    let siblings = charts().filter(|service| path.parent().is_some_and(|above| service.starts_with(&above)));
    if let Some(guess) = suggest::likely(name, siblings.filter_map(KeyPath::last_key)) {
        return (plain, format!("did you mean `{module}.{guess}`?"));
    }
    let guess = suggest::likely(name, charts().filter_map(KeyPath::last_key));
    if let Some(place) = guess.and_then(|guess| charts().find(|service| service.last_key() == Some(guess))) {
        return (plain, format!("did you mean `{place}`?"));
    }
    let keys = cx.catalog.keys();
    if keys.is_ok_and(|keys| keys.is_common(name)) {
        return (plain, format!("it is a key of a service: write it as `{module}.<service>.{name}`"));
    }
    let list: Vec<&str> = charts()
        .filter(|service| path.parent().is_some_and(|above| service.starts_with(&above)))
        .filter_map(KeyPath::last_key)
        .collect();
    (plain, format!("the services of `{module}` are: {}", list.join(", ")))
}

fn ignored(cx: &Context, path: &KeyPath, name: &str) -> String {
    format!("`{name}` is no service of `{}` in chart {}, and Helm ignores it", module_of(path), cx.chart_version)
}

/// The first step of a path.
fn module_of(path: &KeyPath) -> &str {
    match path.segments().first() {
        Some(Segment::Key(key)) => key,
        _ => "",
    }
}
