//! Profiles that do not carry the declared load.

use crate::catalog::profile::{Dimension, Load, Profile, choose};
use crate::lint::context::{Context, File};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::lint::unit::Role;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "profile-below-workload",
    family: "sizing",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("profile_below_workload.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    let Some(profile) = cx.catalog.profiles.iter().find(|profile| Some(profile.name.as_str()) == cx.profile()) else {
        return;
    };
    let Some(file) = profile_file(cx) else { return };
    let first_line = file.layer.source.text().lines().next().unwrap_or_default().len();
    let at = file.at(Span::new(0, first_line));
    let name = &profile.name;
    let load = Load {
        users: cx.declared.users.unwrap_or(0),
        ci: cx.declared.ci.unwrap_or(0),
        cd: cx.declared.cd.unwrap_or(0),
    };
    let above = above(profile, &load);
    if !above.is_empty() {
        let list = above.iter().map(|dimension| {
            format!("{} {} against {}", load.get(*dimension), dimension.words(), profile.load.get(*dimension))
        });
        out.push(
            RULE.at(
                at,
                format!("profile `{name}` does not carry the declared load: {}", list.collect::<Vec<_>>().join(", ")),
            )
            .help(match choose(&cx.catalog.profiles, &load) {
                Ok(choice) => format!("use profile `{}`", choice.profile.name),
                Err(_) => "no profile carries this load: start from the largest, and size by measurement".to_owned(),
            }),
        );
        return;
    }
    let Some(band) = limits.bands.iter().find(|band| band.profile == *name) else { return };
    let pipelines = load.ci.saturating_add(load.cd);
    if load.users > band.users || pipelines > band.pipelines {
        out.push(
            RULE.at(
                at,
                format!(
                    "the documentation disagrees about profile `{name}`: the page on reference architectures lets it carry {} users and {} CI and {} CD executions, the page on basic configuration {} users and {} pipelines",
                    profile.load.users, profile.load.ci, profile.load.cd, band.users, band.pipelines
                ),
            )
            .severity(Severity::Info)
            .help("watch the platform under load; the next larger profile is on the safe side"),
        );
    }
}

/// The file that the finding is about: the profile itself, else the first file of a whole chain.
fn profile_file<'a>(cx: &'a Context) -> Option<File<'a>> {
    let is_profile = |file: &File| matches!(file.role, Role::Profile(name) if Some(name.as_str()) == cx.profile());
    cx.files().find(is_profile).or_else(|| cx.files().next().filter(|_| cx.unit.complete))
}

/// The numbers of `load` that are above what `profile` carries.
fn above(profile: &Profile, load: &Load) -> Vec<Dimension> {
    Dimension::ALL.into_iter().filter(|dimension| load.get(*dimension) > profile.load.get(*dimension)).collect()
}
