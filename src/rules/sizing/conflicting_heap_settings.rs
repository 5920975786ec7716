//! Two heaps for one service: the ConfigMap takes the second.

use super::heap_setting::{KEYS, setting};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "conflicting-heap-settings",
    family: "sizing",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("conflicting_heap_settings.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let [java_keys, config_keys] = KEYS;
    for (_, _, service) in cx.services() {
        let (Some(java), Some(config)) = (setting(cx, &service, java_keys), setting(cx, &service, config_keys)) else {
            continue;
        };
        if cx.is_off(&service) {
            continue;
        }
        let equal = java.text == config.text || (java.heap.is_some() && java.heap == config.heap);
        let (severity, message) = match equal {
            true => (Severity::Info, format!("the heap of `{service}` is set twice, both times to the same size")),
            false => {
                let message = format!(
                    "the heap of `{service}` is set twice: `additionalConfigs.MEMORY: {}` wins over `java.memory: {}`",
                    config.text, java.text
                );
                (Severity::Warning, message)
            }
        };
        let mut finding = RULE
            .at(cx.at_key(config.node), message)
            .severity(severity)
            .path(&config.path)
            .related(cx.at_key(java.node), "the other heap")
            .help("keep `java.memory` with the size that is meant, and drop `additionalConfigs.MEMORY`");
        if let Some(edit) = cx.removal(&config.path, config.node) {
            let title = "drop `additionalConfigs.MEMORY`";
            finding = finding.fix(Fix::unsafe_(title, config.node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}
