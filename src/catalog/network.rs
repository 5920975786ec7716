//! What the rules of the family `network` compare with: `profiles/rules/network.yaml`.

use serde::Deserialize;

use super::version::Windows;

/// Names of the chart's own controller and gateway, and images that are easily forgotten.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Network {
    /// The ingress class that the chart's own controller serves.
    pub own_class: String,
    /// Names of listeners that the chart's own Gateway has already.
    pub taken_listeners: Vec<String>,
    pub airgap_images: Vec<AirgapImage>,
}

/// An image that no list of the services' images holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AirgapImage {
    /// Name and tag, without registry and organisation.
    pub image: String,
    pub versions: Windows,
    /// The value that has to be true for the image to be used.
    pub flag: Option<String>,
    /// Whether only a release that is installed already uses it.
    #[serde(default)]
    pub on_upgrade: bool,
    /// What it is for.
    #[serde(rename = "use")]
    pub purpose: String,
}
