//! A mode of TLS for Postgres that not every connection uses.

use crate::catalog::datastores::StoreName;
use crate::lint::context::Context;
use crate::lint::datastore::{Datastore, external_store};
use crate::lint::edits;
use crate::lint::endpoint::{argument, arguments};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::edit::Edit;

pub const RULE: Rule = Rule {
    id: "ineffective-sslmode",
    family: "datastores",
    severity: Severity::Warning,
    fixable: true,
    versions: "0.37.0..",
    page: include_str!("ineffective_sslmode.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let (Some(db), Ok(tables)) = (external_store(cx, StoreName::Postgres), cx.catalog.datastores()) else { return };
    let modes = &tables.ssl_modes;
    let (text, mode) = (db.text("extraArgs"), db.text("sslMode"));
    let path = db.path("sslMode");
    let asked = argument(&text, "sslmode").filter(|asked| !asked.is_empty() && *asked != modes.plain);
    if let (Some(asked), Some(node)) = (asked, cx.set(&db.path("extraArgs")))
        && mode == modes.plain
    {
        let message = format!(
            "`sslmode={asked}` in `extraArgs` does not reach the connections that were TimescaleDB's: they follow `sslMode`, which is `{mode}`"
        );
        let mut finding = RULE
            .at(cx.at_value(node), message)
            .path(&path)
            .help(format!("write `sslMode: {asked}`, and take it out of `extraArgs`"));
        if let Some(fix) = to_ssl_mode(&db, &text, asked) {
            finding = finding.fix(fix);
        }
        out.push(finding);
    } else if modes.flattened.contains(&mode)
        && let Some(node) = cx.set(&path)
    {
        out.push(
            RULE.at(cx.at_value(node), format!("`sslMode: {mode}` counts as `require` for part of the connections"))
                .path(&path)
                .severity(Severity::Info)
                .help("write `require`, or accept that only part of the services use the mode"),
        );
    }
}

/// Moves the mode from the arguments to its own key. None unless both can stand in the same file.
fn to_ssl_mode(db: &Datastore, text: &str, asked: &str) -> Option<Fix> {
    let cx = db.cx;
    let from = db.path("extraArgs");
    let node = cx.set(&from)?;
    if !asked.chars().all(|char| char.is_ascii_lowercase() || char == '-') {
        return None;
    }
    let file = cx.files().find(|file| file.layer.id == node.origin.layer)?;
    if cx.set(&db.path("sslMode")).is_some_and(|node| node.origin.layer != file.layer.id) {
        return None;
    }
    let rest: Vec<String> = arguments(text)
        .filter(|(name, _)| !name.trim().eq_ignore_ascii_case("sslmode"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let plain = |part: &String| part.chars().all(|char| char.is_ascii_alphanumeric() || "=._+-".contains(char));
    if !rest.iter().all(plain) {
        return None;
    }
    let mut edits: Vec<Edit> = edits::set_in_file(&file, &db.path("sslMode"), asked)?;
    edits.push(match rest.is_empty() {
        true => cx.removal(&from, node)?,
        false => cx.rewrite(node, &rest.join("&"))?,
    });
    Some(Fix::unsafe_("move it to `sslMode`", file.layer.id, edits).touching(&from))
}
