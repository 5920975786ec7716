//! A file whose last line is not ended.

use crate::helm::json::to_json;
use crate::helm::read::{ends_plainly, read};
use crate::helm::version::HelmVersion;
use crate::lint::context::{Context, File};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::written_scalars::scalars;
use crate::yaml::edit::{Edit, apply};
use crate::yaml::source::Source;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "missing-final-newline",
    family: "yaml",
    severity: Severity::Info,
    fixable: true,
    versions: "",
    page: include_str!("missing_final_newline.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for file in cx.files() {
        let text = file.layer.source.text();
        if text.is_empty() || text.ends_with('\n') {
            continue;
        }
        let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let edit = Edit::insert(text.len(), line_break);
        let title = "end the last line";
        let plainly = ends_plainly(text, file.reading);
        debug_assert!(!plainly || changes_nothing(&file, &edit), "{text:?}");
        let fix = match plainly || changes_nothing(&file, &edit) {
            true => Fix::safe(title, file.layer.id, vec![edit]),
            false => {
                let fix = Fix::unsafe_(title, file.layer.id, vec![edit]);
                match scalars(&file).last() {
                    Some(block) => fix.touching(&block.path),
                    None => fix,
                }
            }
        };
        let end = Span::new(text.len(), text.len());
        out.push(RULE.at(file.at(end), "the last line has no line break").help("add one").fix(fix));
    }
}

/// A block text at the end of the file gets the line break too: in Helm 3, which does not read one that is missing.
fn changes_nothing(file: &File, edit: &Edit) -> bool {
    let layer = file.layer.id;
    let before = file.layer.source.text();
    let Ok(after) = apply(before, std::slice::from_ref(edit)) else { return false };
    let value = |text: &str| {
        let reading = read(&Source::from_text("", text), layer, HelmVersion::V3).ok()?;
        Some(to_json(&reading.root.value))
    };
    value(&after).is_some_and(|after| value(before) == Some(after))
}
