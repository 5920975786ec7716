//! How the platform is reached, and where its images come from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the platform is reached.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkSpec {
    /// The address that people and delegates use, such as `https://harness.example.com`, without a slash at its end.
    pub url: String,
    /// Who routes to the platform. Without it: ingress.
    #[serde(default)]
    pub route: Route,
    /// Further host names; that of `url` is always one.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Class of the ingress. Without it: harness, which the bundled controller serves.
    #[serde(default)]
    #[schemars(with = "String")]
    pub class_name: Option<String>,
    /// Whether to install the bundled NGINX controller. Without it: true where the class is harness.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub bundled_controller: Option<bool>,
    /// Address of the load balancer of the bundled controller.
    #[serde(default)]
    #[schemars(with = "String")]
    pub load_balancer_ip: Option<String>,
    /// Name of the Secret with the certificate. Without it: harness-cert, where `url` is https.
    #[serde(default)]
    #[schemars(with = "String")]
    pub tls_secret: Option<String>,
    /// Whether TLS ends in front of the cluster, so that the cluster sees http.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub tls_terminated_outside: Option<bool>,
    /// For istio: the gateway to attach to, `namespace/name`. Without it: the chart makes one.
    #[serde(default)]
    #[schemars(with = "String")]
    pub istio_gateway: Option<String>,
}

/// Who routes to the platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    #[default]
    Ingress,
    Istio,
    GatewayApi,
    External,
}

/// Where images come from.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegistrySpec {
    /// Registry in place of the public one, such as `registry.example.com`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub host: Option<String>,
    /// Whether the cluster has no way to the internet.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub air_gap: Option<bool>,
    /// Names of Secrets of type docker-registry in the namespace of the release.
    #[serde(default)]
    pub pull_secrets: Vec<String>,
    /// Whether nodes or service accounts bring the pull secret themselves.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub pull_secret_from_cluster: Option<bool>,
    /// Images that were copied into that registry besides those of the chart's list, as `name:tag`.
    #[serde(default)]
    pub copied_images: Vec<String>,
}
