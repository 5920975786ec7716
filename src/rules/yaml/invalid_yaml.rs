//! A text that Helm's reader refuses.

use crate::helm::json::to_json;
use crate::helm::read::{read, versions_agree};
use crate::helm::version::HelmVersion;
use crate::lint::context::{Context, File};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::edit::{Edit, apply};
use crate::yaml::source::Source;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "invalid-yaml",
    family: "yaml",
    severity: Severity::Error,
    fixable: true,
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
        if versions_agree(file.layer.source.text(), file.reading) {
            debug_assert!(read(&file.layer.source, file.layer.id, HelmVersion::V4).is_ok());
            continue;
        }
        if let Err(error) = read(&file.layer.source, file.layer.id, HelmVersion::V4) {
            let mut finding = RULE
                .at(file.at(error.span), format!("Helm 4 refuses this, Helm 3 reads it: {}", error.message))
                .severity(Severity::Warning)
                .help(error.help);
            if let Some(edit) = separated(&file, error.span) {
                finding = finding.fix(Fix::safe("put the content on the next line", file.layer.id, vec![edit]));
            }
            out.push(finding);
        }
    }
}

/// `--- {a: 1}` in two lines, where Helm 4 then reads what Helm 3 reads.
fn separated(file: &File, line: Span) -> Option<Edit> {
    let source = &file.layer.source;
    let content = source.slice(line).strip_prefix("---")?;
    let blanks = content.len() - content.trim_start().len();
    if blanks == 0 {
        return None;
    }
    let start = line.start + "---".len();
    let edit = Edit::replace(Span::new(start, start + blanks), "\n");
    let text = apply(source.text(), std::slice::from_ref(&edit)).ok()?;
    let reading = read(&Source::from_text("", text), file.layer.id, HelmVersion::V4).ok()?;
    (to_json(&reading.root.value) == to_json(&file.reading.root.value)).then_some(edit)
}
