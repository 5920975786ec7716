//! The comment at the head of a rendered file: what it is, where it comes from, what was corrected.

use crate::plan::installation::{Installation, PlannedFile};
use crate::plan::{ErrataChoice, Plan};

/// The lines of the header, without their `#`. One line, `digest:`, is a place that is filled later.
pub fn lines(plan: &Plan) -> Vec<String> {
    let (name, load) = (&plan.profile.name, plan.profile.load);
    let mut lines = vec![
        format!("{}: sizes for the Harness Self-Managed Platform, profile {name}", super::override_name(plan)),
        "Do not edit: put your own values in your-override.yaml, and render this file again.".to_owned(),
        String::new(),
        format!("rendered by: smpgen {} ({})", env!("CARGO_PKG_VERSION"), command(plan)),
        format!("chart version: {}", plan.chart_version),
        format!(
            "profile: {name} (up to {} users, {} parallel CI and {} parallel CD executions)",
            load.users, load.ci, load.cd
        ),
    ];
    if !plan.modules.is_empty() {
        lines.push(format!("modules: {}", plan.modules.join(", ")));
    }
    for volume in &plan.storage {
        lines.push(format!("volume size set on purpose: {} {}", volume.store, volume.size));
    }
    lines.push(super::digest::PLACE.to_owned());
    lines.push(String::new());
    if plan.errata.is_empty() {
        lines.push("Errata applied: none. These are the values as the chart shipped them.".to_owned());
    } else {
        lines.push(format!("Errata applied to the shipped {}:", super::override_name(plan)));
        for erratum in &plan.errata {
            let chosen = erratum.chosen.as_ref().map(|how| format!(" (we chose {how})")).unwrap_or_default();
            lines.push(format!("  {}: {}{chosen}", erratum.id, erratum.reason));
        }
    }
    lines
}

/// The same for a file beside the override.
pub fn of_layer(installation: &Installation, file: &PlannedFile) -> Vec<String> {
    vec![
        format!("{}: {}", file.name, file.title),
        "Do not edit: change smp.yaml, or put your own values in your-override.yaml, and render this file again."
            .to_owned(),
        String::new(),
        format!("rendered by: smpgen {}", env!("CARGO_PKG_VERSION")),
        format!("chart version: {}", installation.chart_version),
        super::digest::PLACE.to_owned(),
    ]
}

/// The command that renders this plan again.
fn command(plan: &Plan) -> String {
    let mut words = vec![
        "smpgen render --profile".to_owned(),
        plan.profile.name.clone(),
        "--chart-version".to_owned(),
        plan.chart_version.to_string(),
    ];
    for module in &plan.modules {
        words.push(format!("--module {module}"));
    }
    match &plan.errata_choice {
        ErrataChoice::Default => {}
        ErrataChoice::All => words.push("--errata all".to_owned()),
        ErrataChoice::None => words.push("--errata none".to_owned()),
        ErrataChoice::Only(ids) => words.push(format!("--errata {}", ids.join(","))),
    }
    for volume in &plan.storage {
        words.push(format!("--storage {}={}", volume.store, volume.size));
    }
    words.join(" ")
}
