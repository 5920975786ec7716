//! An installation without a licence.

use crate::lint::absent;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::secret_source::{is_given, is_mapped, is_vault};
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "missing-license",
    family: "modules",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("missing_license.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(switches) = cx.catalog.switches() else { return };
    let block = KeyPath::of(["global", "license"]);
    let path = block.key("ng");
    let elsewhere = || is_mapped(cx, &block.key("secrets"), &switches.licenses.platform) || is_vault(cx);
    if !cx.unit.complete || is_given(cx, &path) || elsewhere() {
        return;
    }
    let place = cx.set(&path).map(|node| cx.at_key(node)).or_else(|| absent::place(cx, &path));
    let Some(location) = place else { return };
    let mut finding = RULE.at(location, "no licence is given: `global.license.ng` is empty").path(&path).help(
        "set `global.license.ng`, or name a Kubernetes Secret with `NG_LICENSE` in `global.license.secrets.kubernetesSecrets`",
    );
    if is_demo(cx) {
        finding = finding.severity(Severity::Info);
    }
    out.push(finding);
}

/// A declared architecture says it; else the profile.
fn is_demo(cx: &Context) -> bool {
    cx.declared.architecture.as_deref().or_else(|| cx.profile()) == Some("demo")
}
