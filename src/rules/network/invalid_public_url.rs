//! A public URL that services cannot use as it stands.

use serde_json::Value as Json;

use super::public_url;
use crate::helm::value::Node;
use crate::lint::absent;
use crate::lint::context::Context;
use crate::lint::endpoint::{host_of, without_credentials};
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::mask::masked;

pub const RULE: Rule = Rule {
    id: "invalid-public-url",
    family: "network",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("invalid_public_url.md"),
    check,
};

const HELP: &str = "write the scheme and the host under which browsers and delegates reach the platform, such as `https://smp.internal`";

fn check(cx: &Context, out: &mut Findings) {
    if !cx.unit.complete {
        return;
    }
    let path = public_url();
    let set = cx.set(&path);
    let url = match cx.effective(&path).map(|found| found.value) {
        Some(Json::String(url)) => url,
        None => String::new(),
        // Of another kind: the rule `wrong-type` speaks of that.
        Some(_) => return,
    };
    let Some(at) = set.map(|node| cx.at_value(node)).or_else(|| absent::place(cx, &path)) else { return };
    let shown = without_credentials(&masked(&path, &url));
    let report = |message: String| RULE.at(at, message).path(&path);
    if url.trim().is_empty() {
        out.push(report(format!("`{path}` is empty")).help(HELP));
    } else if url.contains(char::is_whitespace) {
        out.push(report(format!("`{path}` has blanks in it: `{shown}`")).help(HELP));
    } else if !has_scheme(&url) {
        out.push(report(format!("`{path}` has no `http://` or `https://`: `{shown}`")).help(HELP));
    } else if host_of(&url).is_empty() {
        out.push(report(format!("`{path}` names no host: `{shown}`")).help(HELP));
    } else if url.ends_with('/') {
        let finding = report(format!("`{path}` ends in a slash: `{shown}`"));
        out.push(without_slash(cx, finding.severity(Severity::Warning), set, &url));
    }
}

fn has_scheme(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

fn without_slash(cx: &Context, finding: Finding, node: Option<&Node>, url: &str) -> Finding {
    let finding = finding.help("drop the slash: services put their paths right behind the URL");
    // What needs no quotes after the slash is gone had none before, or keeps those that it has.
    let plain = |char: char| char.is_ascii_alphanumeric() || "-._~:/".contains(char);
    let short = url.trim_end_matches('/');
    let edit = node.filter(|_| short.chars().all(plain)).and_then(|node| cx.rewrite(node, short));
    match (edit, node) {
        (Some(edit), Some(node)) => finding.fix(Fix::safe("drop the slash", node.origin.layer, vec![edit])),
        _ => finding,
    }
}
