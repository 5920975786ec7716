//! What of the values or declared facts a step outside Helm depends on.

use serde_json::Value as Json;

use super::{POSTGRES_TAG, in_cluster, is_sixteen, postgres_16};
use crate::catalog::upgrades::{Upgrades, When};
use crate::lint::context::Context;
use crate::lint::jump::{Deployer, Jump};
use crate::yaml::path::KeyPath;

/// Whether the step applies; with the key path that makes it so, if one does.
pub fn applies(cx: &Context, jump: &Jump, upgrades: &Upgrades, when: Option<When>) -> Option<Option<KeyPath>> {
    let Some(when) = when else { return Some(None) };
    let at = |path: &str| Some(path.parse().ok());
    let cluster = jump.facts.deployer == Deployer::Helm;
    match when {
        When::NginxIngress if cx.flag("global.ingress.enabled") == Some(true) => at("global.ingress.enabled"),
        When::Postgres14 if in_cluster(cx, upgrades, "postgres") && !sixteen(cx, jump) => Some(None),
        When::GatewayAtOnce if gateway_at_once(cx, jump) => at("global.gatewayAPI.enabled"),
        When::FcvWithoutHelm if jump.facts.deployer == Deployer::Argocd && in_cluster(cx, upgrades, "mongo") => {
            let line = |version| upgrades.engine_line("mongo", version);
            (line(&jump.from) != line(&jump.to)).then_some(None)
        }
        When::NoCluster if !cluster => Some(None),
        When::Argocd if jump.facts.deployer == Deployer::Argocd => Some(None),
        When::PrivateRegistry if says(cx, "global.imageRegistry") => at("global.imageRegistry"),
        _ => None,
    }
}

/// Whether Postgres runs on 16, or will with the new values.
fn sixteen(cx: &Context, jump: &Jump) -> bool {
    let new = cx.effective(&KeyPath::of(POSTGRES_TAG)).and_then(|found| found.value.as_str().map(is_sixteen));
    postgres_16(cx, jump) || new == Some(true)
}

/// Whether the upgrade switches the Gateway API on together with the Job that installs its definitions.
fn gateway_at_once(cx: &Context, jump: &Jump) -> bool {
    let controller = KeyPath::of(["platform", "envoy-gateway", "enabled"]);
    // Charts before 0.44.0 have no gateway. Of later ones only the installed values can tell.
    let before = match jump.from.minor_line() < (0, 44) {
        true => Some(false),
        false => cx.ran_before(&controller, true),
    };
    let on = |path: &str| cx.flag(path) == Some(true);
    before == Some(false)
        && on("global.gatewayAPI.enabled")
        && (on("platform.envoy-gateway.enabled") || on("platform.envoy-gateway.deployCRDsJob.enabled"))
}

/// Whether something is at `path`: not null, no empty text, list or map.
fn says(cx: &Context, path: &str) -> bool {
    let Ok(path) = path.parse::<KeyPath>() else { return false };
    match cx.effective(&path).map(|found| found.value) {
        None | Some(Json::Null) => false,
        Some(Json::String(text)) => !text.trim().is_empty(),
        Some(Json::Array(items)) => !items.is_empty(),
        Some(Json::Object(entries)) => !entries.is_empty(),
        Some(_) => true,
    }
}
