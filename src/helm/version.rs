//! The versions of Helm whose behaviour is reproduced.

/// A major version of Helm, standing for the newest release of it that was measured: v3.21.4 and v4.2.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelmVersion {
    /// Helm v3.21.4.
    V3,
    /// Helm v4.2.4.
    V4,
}
