//! A host that is more than `host:port`.

use crate::helm::value::Node;
use crate::lint::context::Context;
use crate::lint::datastore::{Datastore, Host, external};
use crate::lint::endpoint::{Malformed, is_plain, malformed};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::sample::is_sample;
use crate::yaml::edit::Edit;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "malformed-host",
    family: "datastores",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("malformed_host.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for db in external(cx) {
        for host in db.hosts().iter().filter(|host| !is_sample(&host.text)) {
            let (Some(what), Some(node)) = (malformed(&host.text), host.node) else { continue };
            judge(&db, host, node, what, out);
        }
    }
}

fn judge(db: &Datastore, host: &Host, node: &Node, what: Malformed, out: &mut Findings) {
    let (cx, path) = (db.cx, &host.path);
    let (severity, message, help) = match what {
        // The value is not shown: it may hold a password.
        Malformed::Uri => (
            Severity::Error,
            format!("`{path}` holds {}, but the chart makes the URI itself", fault(&host.text)),
            "write the host and its port alone; user and password come from a Secret",
        ),
        Malformed::Several => (
            db.store.several_in_one.into(),
            format!("`{path}` holds several hosts in one text: `{}`", host.shown()),
            "write each host as an item of its own",
        ),
        Malformed::Ipv6 => (
            Severity::Warning,
            format!("`{}` is an address of IPv6, which the chart splits at its first colon", host.shown()),
            "write a name that resolves to it",
        ),
    };
    let mut finding = RULE.at(cx.at_value(node), message).path(path).severity(severity).help(help);
    let edit = match what {
        Malformed::Uri => {
            without_scheme(&host.text).and_then(|text| cx.rewrite(node, text)).map(|edit| ("strip the scheme", edit))
        }
        Malformed::Several => split(db, node, &host.text).map(|edit| ("write an item for each host", edit)),
        Malformed::Ipv6 => None,
    };
    if let Some((title, edit)) = edit {
        finding = finding.fix(Fix::unsafe_(title, node.origin.layer, vec![edit]).touching(&db.path("hosts")));
    }
    out.push(finding);
}

fn fault(text: &str) -> &'static str {
    if text.contains("://") {
        "a scheme"
    } else if text.contains('@') {
        "a user"
    } else if text.contains('/') {
        "a path"
    } else {
        "blanks"
    }
}

/// What is behind the scheme, where that is a plain `host:port`.
fn without_scheme(text: &str) -> Option<&str> {
    let (_, rest) = text.trim().split_once("://")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    (is_plain(rest) && malformed(rest).is_none()).then_some(rest)
}

/// An item for each host in place of one, in the style of the list. None where the item does not stand alone on
/// its line, in a list of lines, and for what no fix may touch.
fn split(db: &Datastore, node: &Node, text: &str) -> Option<Edit> {
    let cx = db.cx;
    let span = node.origin.value;
    // Says whether the item is one that can be rewritten at all.
    cx.rewrite(node, text)?;
    if !text.split(',').all(|host| host.is_empty() || is_plain(host)) {
        return None;
    }
    let source = cx.source(node.origin.layer)?;
    let quote = match source.slice(span).chars().next()? {
        quote @ ('"' | '\'') => quote.to_string(),
        _ => String::new(),
    };
    let hosts = text.split(',').filter(|host| !host.is_empty()).map(|host| format!("{quote}{host}{quote}"));
    let hosts: Vec<String> = hosts.collect();
    let line = source.line_span(source.position(span.start).line);
    let before = source.slice(Span::new(line.start, span.start));
    if before.trim() == "-" {
        let join = format!("\n{}", before);
        return Some(Edit::replace(span, hosts.join(&join)));
    }
    let list = cx.set(&db.path("hosts"))?;
    source.slice(list.origin.value).starts_with('[').then(|| Edit::replace(span, hosts.join(", ")))
}
