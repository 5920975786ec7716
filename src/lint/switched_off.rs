//! Which modules and services a complete chain switches off. What stands below them has no effect at all.

use super::context::Context;
use crate::yaml::path::KeyPath;

/// A module or service that is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    /// `ci`, or `platform.looker`.
    pub path: KeyPath,
    /// The flag that says so, such as `global.ci.enabled`.
    pub flag: String,
}

/// Modules and services that are off, modules first; services of a module that is off are not named again.
///
/// Empty where the chain is not complete: a profile by itself switches nothing off. Only flags below `global` take a
/// chart away; a switch among a chart's own values (`platform.envoy-gateway.enabled`) takes parts of it at most, and
/// the chart still reads the rest. A flag of which neither the user nor the umbrella says anything counts as on.
pub fn switched_off<'c>(cx: &'c Context) -> &'c [Off] {
    cx.switched_off.get_or_init(|| gather(cx))
}

fn gather(cx: &Context) -> Vec<Off> {
    if !cx.unit.complete {
        return Vec::new();
    }
    let off = |flag: Option<String>| flag.filter(|flag| flag.starts_with("global.") && cx.flag(flag) == Some(false));
    let modules = cx.catalog.modules.iter().filter(|module| module.exists_in(&cx.chart_version));
    let mut out: Vec<Off> = modules
        .filter_map(|module| {
            let flag = off(module.flag(&cx.chart_version))?;
            Some(Off { path: KeyPath::of([module.name.as_str()]), flag })
        })
        .collect();
    let services: Vec<Off> = cx
        .services()
        .filter(|(_, _, path)| !out.iter().any(|module| path.starts_with(&module.path)))
        .filter_map(|(_, service, path)| Some(Off { path, flag: off(service.flag(&cx.chart_version))? }))
        .collect();
    out.extend(services);
    out
}
