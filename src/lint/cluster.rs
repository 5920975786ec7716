//! What the user declared of the cluster that the values are for. Nothing of it can be read from values.

use std::str::FromStr;

use crate::quantity::Quantity;

/// The cluster; every fact is optional, and a rule that needs a missing one is silent.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    pub platform: Option<Platform>,
    pub kubernetes: Option<KubernetesVersion>,
    /// The node that has to hold the largest pod.
    pub node: Node,
    /// Whether the cluster has a default storage class.
    pub default_storage_class: bool,
    /// The provisioner of the storage class in use, such as `ebs.csi.aws.com`.
    pub provisioner: Option<String>,
    /// Whether nodes or service accounts bring a secret to pull images with.
    pub pull_secret: bool,
    /// Whether the cluster has one node only.
    pub single_node: bool,
}

/// The size of a node, and what of it is not for the platform's pods.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Node {
    pub cpu: Option<Quantity>,
    pub memory: Option<Quantity>,
    pub reserved_cpu: Quantity,
    pub reserved_memory: Quantity,
}

/// Who runs the cluster, as far as it matters to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    Eks,
    Other,
}

impl FromStr for Platform {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Platform, Self::Err> {
        Ok(if text.eq_ignore_ascii_case("eks") { Platform::Eks } else { Platform::Other })
    }
}

/// Major and minor version of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KubernetesVersion(pub u32, pub u32);

impl FromStr for KubernetesVersion {
    type Err = String;

    /// Reads `1.30`, `v1.30` and `1.30.4-eks-1`; what follows the minor version does not count.
    fn from_str(text: &str) -> Result<KubernetesVersion, String> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split(['.', '-', '+']);
        let mut number = || parts.next()?.parse().ok();
        match (number(), number()) {
            (Some(major), Some(minor)) => Ok(KubernetesVersion(major, minor)),
            _ => Err(format!("`{text}` is not a version of Kubernetes: write it like 1.30")),
        }
    }
}

/// How Kubernetes should treat pods when a node runs short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qos {
    /// Requests below limits.
    Burstable,
    /// Requests equal to limits, for cpu and memory.
    Guaranteed,
}

impl FromStr for Qos {
    type Err = String;

    fn from_str(text: &str) -> Result<Qos, String> {
        match text {
            "burstable" => Ok(Qos::Burstable),
            "guaranteed" => Ok(Qos::Guaranteed),
            _ => Err(format!("`{text}` is not a quality of service: write burstable or guaranteed")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_kubernetes_compare_by_number() {
        let version = |text: &str| text.parse::<KubernetesVersion>();
        assert_eq!(version("v1.30.4-eks-1"), Ok(KubernetesVersion(1, 30)));
        assert!(version("1.9") < version("1.30"));
        assert!(version("1").is_err() && version("x.y").is_err());
    }
}
