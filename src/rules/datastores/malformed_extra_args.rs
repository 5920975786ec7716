//! Arguments in a form that the place they are written to cannot take.

use crate::catalog::datastores::StoreName;
use crate::helm::value::Value;
use crate::lint::context::Context;
use crate::lint::datastore::{Datastore, external};
use crate::lint::endpoint::argument;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "malformed-extra-args",
    family: "datastores",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("malformed_extra_args.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for db in external(cx) {
        match db.store.name {
            StoreName::Mongo => mongo(&db, out),
            StoreName::Postgres => postgres(&db, out),
            StoreName::Redis | StoreName::Timescaledb | StoreName::Minio => {}
        }
    }
}

fn mongo(db: &Datastore, out: &mut Findings) {
    let text = db.text("extraArgs");
    if text.starts_with(['?', '&']) {
        report(db, Severity::Error, "begins with a mark that the chart writes itself", DROP, out);
    } else if text.contains(char::is_whitespace) {
        report(db, Severity::Error, "holds blanks, which a URI cannot", "take the blanks out", out);
    }
}

fn postgres(db: &Datastore, out: &mut Findings) {
    let text = db.text("extraArgs");
    let mode = db.text("sslMode");
    let plain = db.cx.catalog.datastores().is_ok_and(|tables| tables.ssl_modes.plain == mode);
    if text.starts_with(['?', '&']) {
        report(db, Severity::Warning, "begins with a mark that the chart writes itself", DROP, out);
    } else if text.contains('&') {
        let fault = "joins arguments with `&`, and the chart also writes them behind `key=value` pairs";
        report(db, Severity::Warning, fault, "leave `extraArgs` empty, and set `sslMode` for TLS", out);
    } else if !plain && !text.trim().is_empty() && argument(&text, "sslmode").is_none() {
        let fault = format!("gets `sslmode={mode}` and a trailing blank behind it");
        report(db, Severity::Warning, &fault, "leave `extraArgs` empty, or write `sslmode` in it too", out);
    }
}

const DROP: &str = "write the arguments alone, as `a=b&c=d`";

fn report(db: &Datastore, severity: Severity, fault: &str, help: &str, out: &mut Findings) {
    let path = db.path("extraArgs");
    let Some(node) = db.cx.set(&path) else { return };
    let mut finding =
        RULE.at(db.cx.at_value(node), format!("`{path}` {fault}")).path(&path).severity(severity).help(help);
    if let Value::String(text) = &node.value {
        let rest = text.trim_start_matches(['?', '&']);
        // Without quotes only what is sure to stay a text.
        let plain = rest.chars().all(|char| char.is_ascii_alphanumeric() || "=&._/+-".contains(char));
        if rest.len() < text.len()
            && plain
            && rest.starts_with(|char: char| char.is_ascii_alphabetic())
            && rest.contains('=')
            && let Some(edit) = db.cx.rewrite(node, rest)
        {
            finding = finding.fix(Fix::safe("drop the mark", node.origin.layer, vec![edit]));
        }
    }
    out.push(finding);
}
