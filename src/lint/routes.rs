//! How requests come into the cluster: Ingress, Istio, Gateway API, and the hosts that each serves.

use serde_json::Value as Json;

use super::context::Context;
use crate::yaml::path::KeyPath;

/// Chart versions that know the Gateway API.
const WITH_GATEWAY_API: &str = "0.44.0..";

/// What is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Routes {
    pub ingress: bool,
    pub istio: bool,
    /// Routes of the Gateway API, which take the hosts of the Ingress.
    pub gateway: bool,
}

/// The switches of the unit.
pub fn routes(cx: &Context) -> Routes {
    let on = |key| cx.flag(&format!("global.{key}.enabled")) == Some(true);
    Routes { ingress: on("ingress"), istio: on("istio"), gateway: on("gatewayAPI") && cx.in_window(WITH_GATEWAY_API) }
}

/// `global.ingress.hosts`.
pub fn ingress_hosts() -> KeyPath {
    KeyPath::of(["global", "ingress", "hosts"])
}

/// `global.istio.virtualService.hosts`.
pub fn istio_hosts() -> KeyPath {
    KeyPath::of(["global", "istio", "virtualService", "hosts"])
}

/// The texts of a list, set or default, in lower case; none where there is no list of texts.
pub fn list(cx: &Context, path: &KeyPath) -> Option<Vec<String>> {
    let Json::Array(items) = cx.effective(path)?.value else { return None };
    items.iter().map(|item| item.as_str().map(str::to_lowercase)).collect()
}

/// Whether the entry `served` of a list of hosts serves `host`. `*` and the empty text serve all, except with
/// Gateway API, from whose routes the library (1.7.1 and later) drops a bare `*`.
pub fn serves(served: &str, host: &str, routes: Routes) -> bool {
    if served.is_empty() || served == "*" {
        return !routes.gateway;
    }
    match served.strip_prefix('*') {
        // An Ingress takes exactly one label for the `*`; Istio and Gateway API take any number.
        Some(end) => host.strip_suffix(end).is_some_and(|label| {
            !label.is_empty() && end.starts_with('.') && (routes.istio || routes.gateway || !label.contains('.'))
        }),
        None => served == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_serve_what_their_router_takes() {
        let nginx = Routes { ingress: true, istio: false, gateway: false };
        let gateway = Routes { gateway: true, ..nginx };
        assert!(serves("a.b.c", "a.b.c", nginx) && !serves("a.b.c", "x.b.c", nginx));
        assert!(serves("*.b.c", "a.b.c", nginx) && !serves("*.b.c", "b.c", nginx));
        assert!(!serves("*.b.c", "x.a.b.c", nginx) && serves("*.b.c", "x.a.b.c", gateway));
        assert!(serves("*", "a", nginx) && serves("", "a", nginx));
        assert!(!serves("*", "a", gateway) && !serves("", "a", gateway));
    }
}
