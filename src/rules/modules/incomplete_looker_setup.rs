//! Custom dashboards without what Looker needs to start.

use crate::lint::absent;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::secret_source::{is_given, is_mapped, is_vault};
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "incomplete-looker-setup",
    family: "modules",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("incomplete_looker_setup.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(switches) = cx.catalog.switches() else { return };
    if !cx.unit.complete || cx.flag("global.ngcustomdashboard.enabled") != Some(true) {
        return;
    }
    let secrets = KeyPath::of(["platform", "looker", "secrets"]);
    let from_elsewhere = |names: &[String]| is_vault(cx) || is_mapped(cx, &secrets, names);
    let mut missing = |path: KeyPath, what: &str, help: &str| {
        let place = cx.set(&path).map(|node| cx.at_key(node)).or_else(|| absent::place(cx, &path));
        if let Some(location) = place {
            out.push(
                RULE.at(location, format!("custom dashboards are on without {what}: `{path}` is empty"))
                    .path(&path)
                    .help(help),
            );
        }
    };
    let key = secrets.key("lookerLicenseKey");
    if !is_given(cx, &key) && !from_elsewhere(&switches.licenses.looker_key) {
        missing(
            key,
            "a licence of Looker",
            "set it, or map `LICENSE_KEY` in `platform.looker.secrets.kubernetesSecrets`",
        );
    }
    let domain = KeyPath::of(["platform", "ng-custom-dashboards", "config", "lookerPubDomain"]);
    if !is_given(cx, &domain) {
        missing(domain, "the public name of Looker", "set the host name under which browsers reach Looker");
    }
    let file = secrets.key("lookerLicenseFile");
    if is_airgapped(cx) && !is_given(cx, &file) && !from_elsewhere(&switches.licenses.looker_file) {
        missing(
            file,
            "the licence file that Looker needs when it cannot call home",
            "set it, or map `LICENSE_FILE` in `platform.looker.secrets.kubernetesSecrets`",
        );
    }
}

/// Both forms of the switch are documented: a text and a bool.
fn is_airgapped(cx: &Context) -> bool {
    let airgap = cx.effective(&KeyPath::of(["global", "airgap"]));
    airgap.is_some_and(|found| found.value == true || found.value == "true")
}
