//! An air-gapped installation that would still fetch images from outside.

use crate::lint::cause::{place, text};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "incomplete-airgap-setup",
    family: "network",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("incomplete_airgap_setup.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(network) = cx.catalog.network() else { return };
    let airgap = KeyPath::of(["global", "airgap"]);
    // Both forms are documented, a boolean and a text.
    if !cx.effective(&airgap).is_some_and(|found| found.value == true || found.value == "true") {
        return;
    }
    let registry = KeyPath::of(["global", "imageRegistry"]);
    if text(cx, &registry).is_none_or(|registry| registry.is_empty())
        && let Some(at) = place(cx, &registry, &airgap)
    {
        out.push(
            RULE.at(
                at,
                "the cluster is air-gapped, and no registry of its own is named: images come from the internet",
            )
            .path(&registry)
            .help(format!("set `{registry}` to the registry that the images were copied to")),
        );
    }
    let surroundings = &cx.declared.surroundings;
    let needed = network.airgap_images.iter().filter(|image| {
        let used = image.flag.as_deref().is_none_or(|flag| cx.flag(flag) == Some(true));
        let happens = !image.on_upgrade || surroundings.first_install != Some(true);
        image.versions.contains(&cx.chart_version) && used && happens && !surroundings.is_copied(&image.image)
    });
    let list: Vec<String> = needed.map(|image| format!("`{}` ({})", image.image, image.purpose)).collect();
    if let (false, Some(at)) = (list.is_empty(), place(cx, &airgap, &registry)) {
        out.push(
            RULE.at(at, format!("images outside the list of the services' images are needed too: {}", list.join(", ")))
                .path(&airgap)
                .severity(Severity::Info)
                .help("copy them to the registry, and declare that they are there"),
        );
    }
}
