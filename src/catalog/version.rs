//! Chart versions, and the windows of versions that a fact holds for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Version of the umbrella chart, such as `0.45.0`: three numbers, no pre-release, no build.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChartVersion(semver::Version);

impl ChartVersion {
    /// The major and minor number: `0.45.0` gives `(0, 45)`.
    pub fn minor_line(&self) -> (u64, u64) {
        (self.0.major, self.0.minor)
    }
}

impl FromStr for ChartVersion {
    type Err = String;

    /// Reads `0.45.0`, and `v0.45.0` as people write it. The error says what a version looks like.
    fn from_str(text: &str) -> Result<ChartVersion, String> {
        let digits = text.strip_prefix('v').unwrap_or(text);
        match semver::Version::parse(digits) {
            Ok(version) if version.pre.is_empty() && version.build.is_empty() => Ok(ChartVersion(version)),
            _ => Err(format!("`{text}` is not a chart version: write three numbers, such as 0.45.0")),
        }
    }
}

impl TryFrom<String> for ChartVersion {
    type Error = String;

    fn try_from(text: String) -> Result<ChartVersion, String> {
        text.parse()
    }
}

impl From<ChartVersion> for String {
    fn from(version: ChartVersion) -> String {
        version.to_string()
    }
}

impl fmt::Display for ChartVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The chart versions that a fact holds for: one or more ranges, both ends included.
///
/// Written `0.26.0..` (from there on), `..0.20.2` (up to there), `0.32.0..0.39.1`, and several with a comma.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Windows(Vec<(Option<ChartVersion>, Option<ChartVersion>)>);

impl Windows {
    /// Every version.
    pub fn all() -> Windows {
        Windows(vec![(None, None)])
    }

    /// The first version of all, where every range has one.
    pub fn first(&self) -> Option<&ChartVersion> {
        self.0.iter().map(|(since, _)| since.as_ref()).min().flatten()
    }

    /// Whether the fact holds for `version`.
    pub fn contains(&self, version: &ChartVersion) -> bool {
        self.0.iter().any(|(since, until)| {
            since.as_ref().is_none_or(|since| since <= version) && until.as_ref().is_none_or(|until| version <= until)
        })
    }
}

impl FromStr for Windows {
    type Err = String;

    fn from_str(text: &str) -> Result<Windows, String> {
        let end = |text: &str| match text.trim() {
            "" => Ok(None),
            version => version.parse::<ChartVersion>().map(Some),
        };
        // Nearly always one; the catalog has hundreds of windows.
        let mut ranges = Vec::with_capacity(1);
        for range in text.split(',') {
            let Some((since, until)) = range.split_once("..") else {
                return Err(format!(
                    "`{text}` is not a window of chart versions: write SINCE..UNTIL, such as 0.26.0.."
                ));
            };
            let (since, until) = (end(since)?, end(until)?);
            if let (Some(since), Some(until)) = (&since, &until)
                && since > until
            {
                return Err(format!("`{text}` is a window of no chart version: {since} comes after {until}"));
            }
            ranges.push((since, until));
        }
        Ok(Windows(ranges))
    }
}

impl TryFrom<String> for Windows {
    type Error = String;

    fn try_from(text: String) -> Result<Windows, String> {
        text.parse()
    }
}

impl fmt::Display for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (since, until)) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match (since, until) {
                (Some(since), Some(until)) => write!(f, "{since} to {until}")?,
                (Some(since), None) => write!(f, "since {since}")?,
                (None, Some(until)) => write!(f, "until {until}")?,
                (None, None) => f.write_str("all versions")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> ChartVersion {
        text.parse().unwrap()
    }

    #[test]
    fn windows_include_both_ends() {
        let windows: Windows = "0.9.0..0.24.4, 0.27.0..".parse().unwrap();
        for inside in ["0.9.0", "0.24.4", "0.27.0", "0.45.0"] {
            assert!(windows.contains(&version(inside)), "{inside}");
        }
        for outside in ["0.8.9", "0.24.5", "0.26.10"] {
            assert!(!windows.contains(&version(outside)), "{outside}");
        }
        assert_eq!(windows.to_string(), "0.9.0 to 0.24.4, since 0.27.0");
    }

    #[test]
    fn a_window_that_holds_nothing_or_is_misread_is_refused() {
        for wrong in ["0.9.0", "0.9..0.10", "0.10.0..0.9.0", "0.9.0..0.10.0,", "0.9.0...0.10.0", "00.9.0..", ""] {
            assert!(wrong.parse::<Windows>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn versions_compare_by_number_and_refuse_the_rest() {
        assert!(version("0.26.9") < version("0.26.10"));
        assert_eq!(version("v0.45.0"), version("0.45.0"));
        for wrong in ["0.45", "0.45.0-rc1", "latest", ""] {
            assert!(wrong.parse::<ChartVersion>().is_err(), "{wrong}");
        }
    }
}
