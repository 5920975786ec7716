//! A plain key that Helm stores under another name: `on` becomes `true`, `0777` becomes `511`.

use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::walk::entries;
use crate::yaml::edit::Edit;
use crate::yaml::style::double_quoted;
use crate::yaml::tree::{Kind, Style};

pub const RULE: Rule = Rule {
    id: "coerced-key",
    family: "yaml",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("coerced_key.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for file in cx.files() {
        for entry in entries(&file) {
            let node = file.reading.tree.node(entry.pair.key);
            let Kind::Scalar { text, style: Style::Plain } = &node.kind else { continue };
            let Some(stored) = entry.path.last_key() else { continue };
            if node.tag().is_some() || stored == text {
                continue;
            }
            let quoted = double_quoted(text);
            let quote = Fix::unsafe_("quote the key", file.layer.id, vec![Edit::replace(node.span, quoted.as_str())]);
            out.push(
                RULE.at(file.at(node.span), format!("Helm reads the key `{text}` as `{stored}`"))
                    .path(&entry.path)
                    .help(format!("write `{quoted}:` if the key is meant as it stands"))
                    .fix(quote),
            );
        }
    }
}
