//! Versions of database engines, as far as they matter: major and minor number.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// Major and minor version of an engine, such as `14.9`; what follows does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct EngineVersion(pub u32, pub u32);

impl FromStr for EngineVersion {
    type Err = String;

    /// Reads `14`, `v6.2`, `7.0.28` and `16.14-bookworm`. The minor version is 0 where none is given.
    fn from_str(text: &str) -> Result<EngineVersion, String> {
        let wrong = || format!("`{text}` is not a version of a database: write it like 14.9");
        let mut parts = text.strip_prefix('v').unwrap_or(text).split(['.', '-', '+']);
        let major = parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
        match parts.next() {
            None => Ok(EngineVersion(major, 0)),
            Some(part) => Ok(EngineVersion(major, part.parse().map_err(|_| wrong())?)),
        }
    }
}

impl TryFrom<String> for EngineVersion {
    type Error = String;

    fn try_from(text: String) -> Result<EngineVersion, String> {
        text.parse()
    }
}

impl fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        let version = |text: &str| text.parse::<EngineVersion>();
        assert_eq!(version("16.14-bookworm"), Ok(EngineVersion(16, 14)));
        assert_eq!(version("v7"), Ok(EngineVersion(7, 0)));
        assert!(version("6.10") > version("6.2") && version("14") < version("14.1"));
        for wrong in ["", "x", "14.", "14.x", "-1"] {
            assert!(version(wrong).is_err(), "{wrong}");
        }
    }
}
