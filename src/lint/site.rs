//! What the user declared of the site that the values are for, and of the other one. Nothing of it can be read from
//! values.

use std::str::FromStr;

use crate::catalog::version::ChartVersion;
use crate::helm::value::Node;

/// What a site is for, where there are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteRole {
    Primary,
    /// Waits for the loss of the primary.
    Standby,
}

impl FromStr for SiteRole {
    type Err = String;

    fn from_str(text: &str) -> Result<SiteRole, String> {
        match text {
            "primary" => Ok(SiteRole::Primary),
            "standby" => Ok(SiteRole::Standby),
            _ => Err(format!("`{text}` is not the role of a site: write primary or standby")),
        }
    }
}

/// The other of two sites, to compare with. Its layers have ids of their own in the run, so that a report can show
/// places in them.
#[derive(Clone, Debug)]
pub struct OtherSite {
    /// What messages call it, such as `standby`.
    pub name: String,
    pub chart_version: ChartVersion,
    /// Its chain, merged.
    pub values: Node,
}

/// What is outside the chart: routes, certificates, backups, replication. None: not declared.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Whether something before the cluster ends TLS.
    pub external_tls: Option<bool>,
    /// Whether routes into the cluster are made by other means than the chart.
    pub external_routes: Option<bool>,
    /// How data is backed up, in the user's words; `none` where it is not.
    pub backup: Option<String>,
    /// Whether the external Redis is replicated to the other site.
    pub redis_replicated: Option<bool>,
    /// Whether nothing is installed yet.
    pub first_install: Option<bool>,
    /// Images that were copied into the registry of an air-gapped cluster, `name:tag`, with or without what is before it.
    pub copied_images: Vec<String>,
}

impl Surroundings {
    /// Whether a backup was declared.
    pub fn is_backed_up(&self) -> bool {
        self.backup.as_deref().is_some_and(|words| !["", "none"].contains(&words.trim()))
    }

    /// Whether `image` (`name:tag`) was declared as copied.
    pub fn is_copied(&self, image: &str) -> bool {
        self.copied_images.iter().any(|copied| copied.rsplit('/').next().is_some_and(|name| fits(name, image)))
    }
}

/// Whether an image is the one that is asked for, which need not name a tag.
fn fits(name: &str, image: &str) -> bool {
    name == image || (!image.contains(':') && name.split(':').next() == Some(image))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_last_part() {
        let copied = ["registry.internal:5000/library/busybox:1.37.0", "harnesssecure/looker:24.1"];
        let surroundings =
            Surroundings { copied_images: copied.map(str::to_owned).to_vec(), ..Surroundings::default() };
        assert!(surroundings.is_copied("busybox:1.37.0") && surroundings.is_copied("looker"));
        assert!(!surroundings.is_copied("busybox:1.36.0") && !surroundings.is_copied("pg-upgrader:14-to-16"));
    }

    #[test]
    fn only_a_statement_is_a_backup() {
        let with = |words: &str| Surroundings { backup: Some(words.to_owned()), ..Surroundings::default() };
        assert!(with("velero, daily").is_backed_up());
        assert!(!with("none").is_backed_up() && !with(" ").is_backed_up() && !Surroundings::default().is_backed_up());
    }

    #[test]
    fn roles_are_two_words() {
        assert_eq!("standby".parse(), Ok(SiteRole::Standby));
        assert!("Primary".parse::<SiteRole>().is_err());
    }
}
