//! The services that a step of an upgrade brings into the chart, and those that it takes out.

use crate::catalog::module::{Module, Service};
use crate::catalog::version::ChartVersion;
use crate::helm::json::to_json;
use crate::lint::context::Context;

/// The first charts of which it is known which services they have.
const FIRST_KNOWN: (u64, u64) = (0, 9);

/// Services as the values write them (`platform.gateway`), in the order of the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    pub appear: Vec<String>,
    pub vanish: Vec<String>,
}

/// What comes and goes between `from` and the chart version of the context. With a complete chain only what its
/// switches let run; without values every service.
pub fn turnover(cx: &Context, from: &ChartVersion) -> Turnover {
    let to = &cx.chart_version;
    if from.minor_line() < FIRST_KNOWN || to < from {
        return Turnover::default();
    }
    let mut out = Turnover::default();
    for module in &cx.catalog.modules {
        for service in &module.services {
            let (before, after) = (service.versions.contains(from), service.versions.contains(to));
            let name = || format!("{}.{}", module.name, service.name);
            if after && !before && runs(cx, module, service, to) {
                out.appear.push(name());
            } else if before && !after && runs(cx, module, service, from) {
                out.vanish.push(name());
            }
        }
    }
    out
}

/// Whether no flag that the chart of `version` has for the service is off.
fn runs(cx: &Context, module: &Module, service: &Service, version: &ChartVersion) -> bool {
    let is_off = |flag: String| {
        let Ok(path) = flag.parse() else { return false };
        let set = cx.set(&path).map(|node| to_json(&node.value));
        set.or_else(|| cx.defaults.at(&path, version)) == Some(serde_json::Value::Bool(false))
    };
    !cx.unit.complete || ![module.flag(version), service.flag(version)].into_iter().flatten().any(is_off)
}
