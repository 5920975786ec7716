//! A text that Helm's reader refuses.

use crate::helm::read::read;
use crate::helm::version::HelmVersion;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "invalid-yaml",
    family: "yaml",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("invalid_yaml.md"),
    check,
};

/// The unit was read, so one version of Helm takes its files: what is left to find is what only Helm 4 refuses.
/// What the unit's own version refuses is reported by `rules::refused`, because there is no unit then.
fn check(cx: &Context, out: &mut Findings) {
    if cx.declared.helm == Some(HelmVersion::V3) {
        return;
    }
    for file in cx.files() {
        if let Err(error) = read(&file.layer.source, file.layer.id, HelmVersion::V4) {
            out.push(
                RULE.at(file.at(error.span), format!("Helm 4 refuses this, Helm 3 reads it: {}", error.message))
                    .severity(Severity::Warning)
                    .help(error.help),
            );
        }
    }
}
