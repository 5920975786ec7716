//! How requests reach the platform, from outside and between its services.

pub mod incomplete_airgap_setup;
pub mod incomplete_gateway_api;
pub mod ingress_and_istio;
pub mod ingress_tls_mismatch;
pub mod ingress_without_controller;
pub mod internal_host_not_routed;
pub mod invalid_public_url;
pub mod unreachable_installation;
pub mod unrouted_public_host;

use crate::yaml::path::KeyPath;

/// `global.loadbalancerURL`.
fn public_url() -> KeyPath {
    KeyPath::of(["global", "loadbalancerURL"])
}

/// `global.ingress.<key>`.
fn ingress(key: &str) -> KeyPath {
    KeyPath::of(["global", "ingress", key])
}

/// `global.gatewayAPI.<key>`.
fn gateway(key: &str) -> KeyPath {
    KeyPath::of(["global", "gatewayAPI", key])
}
