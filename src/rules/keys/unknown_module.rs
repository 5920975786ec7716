//! A root key that this chart version does not have.

use super::owned::{MOST_GUESSES, Owned};
use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::written::{is_nothing, written};
use crate::suggest;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "unknown-module",
    family: "keys",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("unknown_module.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(keys) = cx.catalog.keys() else { return };
    let version = &cx.chart_version;
    let modules =
        || cx.catalog.modules.iter().filter(|module| module.exists_in(version)).map(|module| module.name.as_str());
    let roots = || keys.roots.iter().filter(|(_, window)| window.contains(version)).map(|(name, _)| name.as_str());
    for written in written(cx) {
        let Value::Map(entries) = &written.root().value else { continue };
        let mut guesses = 0;
        for (name, node) in entries {
            let path = KeyPath::root().key(name.as_str());
            let known = modules().chain(roots()).any(|other| other == name);
            if known || is_nothing(node) || Owned::of(cx, &written).speaks_for(&path) {
                continue;
            }
            guesses += 1;
            let elsewhere = cx.catalog.modules.iter().find(|module| module.name == *name);
            let (message, help) = match elsewhere {
                Some(module) => {
                    let windows: Vec<String> =
                        module.services.iter().map(|service| service.versions.to_string()).collect();
                    let window = windows.first().cloned().unwrap_or_default();
                    (
                        format!("the chart {version} has no module `{name}`: it is there {window}"),
                        "take it away".to_owned(),
                    )
                }
                None => {
                    let guess = suggest::likely(name, modules().chain(roots()).filter(|_| guesses <= MOST_GUESSES));
                    let help = match guess {
                        Some(guess) => format!("did you mean `{guess}`?"),
                        None => format!("the modules are: {}", modules().collect::<Vec<_>>().join(", ")),
                    };
                    (format!("`{name}` is no module of the chart, and Helm ignores it"), help)
                }
            };
            out.push(RULE.at(written.at_key(node), message).path(&path).help(help));
        }
    }
}
