//! Which reference architecture fits what somebody needs, and why each of the others does not.

use serde::Serialize;

use crate::catalog::architecture::{Architecture, Class};
use crate::catalog::profile::Profile;

/// What somebody needs, and has at hand. False is "no".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// What is in the platform must not be lost.
    pub production: bool,
    /// The platform stays up when a pod or node is lost.
    pub ha: bool,
    /// Databases can be run outside the cluster.
    pub can_run_databases: bool,
    /// Databases can be cloud services.
    pub cloud_databases: bool,
    /// The platform goes on when a whole site is lost.
    pub dr: bool,
}

/// An architecture that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FellOut<'a> {
    pub architecture: &'a str,
    pub reason: String,
}

/// The architecture that fits, if there is one, and the others in their order.
#[derive(Clone, Debug)]
pub struct Advice<'a> {
    pub architecture: Option<&'a Architecture>,
    pub fell_out: Vec<FellOut<'a>>,
}

/// Holds each architecture to what is needed. `profile` is the one that the load asks for.
pub fn advise<'a>(architectures: &'a [Architecture], needs: Needs, profile: &Profile) -> Advice<'a> {
    let mut advice = Advice { architecture: None, fell_out: Vec::new() };
    for architecture in architectures {
        match against(architecture, needs, profile) {
            None if advice.architecture.is_none() => advice.architecture = Some(architecture),
            None => {}
            Some(reason) => advice.fell_out.push(FellOut { architecture: &architecture.id, reason }),
        }
    }
    advice
}

/// The weightiest reason against an architecture.
fn against(architecture: &Architecture, needs: Needs, profile: &Profile) -> Option<String> {
    let Needs { production, ha, can_run_databases, cloud_databases, dr } = needs;
    let outside = can_run_databases || cloud_databases;
    let serious = production || ha || dr;
    let reason = match architecture {
        one if dr && one.sites == 1 => "it has one site, and disaster recovery is needed",
        one if one.sites > 1 && !dr => "it takes a second site, and disaster recovery is not asked for (--need-dr)",
        one if one.sites > 1 && !outside => {
            "it needs databases outside the cluster, replicated to the second site (--can-run-databases or --cloud-databases)"
        }
        one if !one.production && serious => "it has no backup and one copy of everything: not for production",
        one if !one.production && !one.profiles.contains(&profile.name) => {
            return Some(format!("the load needs the profile `{}`: {}", profile.name, one.profiles_reason));
        }
        one if one.production && !serious && is_trial(profile) => {
            "it is for production, and the load is that of a trial (--production)"
        }
        one if ha && !one.ha => "the loss of one pod or node stops it, and high availability is needed",
        // Two sites were settled above.
        one if one.sites > 1 => return None,
        one if one.ha && !ha => "it runs three of everything, and high availability is not asked for (--need-ha)",
        one => match one.databases {
            Class::InCluster if one.ha && outside => "it is for those who cannot have databases outside the cluster",
            Class::SelfManaged if cloud_databases => {
                "cloud services can run the databases, so there are none to run yourself"
            }
            Class::SelfManaged if !can_run_databases => {
                "it needs databases that you run yourself (--can-run-databases)"
            }
            Class::Cloud if !cloud_databases => "it needs databases as cloud services (--cloud-databases)",
            _ => return None,
        },
    };
    Some(reason.to_owned())
}

/// Whether the load is one that needs no licence: that of a trial.
fn is_trial(profile: &Profile) -> bool {
    !profile.licence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    /// One letter for each need: production, ha, own databases, cloud databases, dr.
    fn needs(letters: &str) -> Needs {
        let has = |letter| letters.contains(letter);
        Needs {
            production: has('p'),
            ha: has('h'),
            can_run_databases: has('o'),
            cloud_databases: has('c'),
            dr: has('d'),
        }
    }

    #[test]
    fn exactly_one_architecture_fits_but_where_dr_has_no_databases() {
        let catalog = Catalog::load(None).expect("the catalog");
        let all = catalog.architectures().expect("architectures");
        for profile in &catalog.profiles {
            for bits in 0..32u32 {
                let letters: String = "phocd"
                    .chars()
                    .enumerate()
                    .filter(|(at, _)| bits & (1 << at) != 0)
                    .map(|(_, letter)| letter)
                    .collect();
                let needs = needs(&letters);
                let fitting = all.iter().filter(|one| against(one, needs, profile).is_none()).count();
                let expected = usize::from(!(needs.dr && !needs.can_run_databases && !needs.cloud_databases));
                assert_eq!(fitting, expected, "{letters} {}", profile.name);
                assert_eq!(advise(all, needs, profile).fell_out.len(), 6 - expected);
            }
        }
    }

    #[test]
    fn the_documented_cases() {
        let catalog = Catalog::load(None).expect("the catalog");
        let all = catalog.architectures().expect("architectures");
        let cases = [
            ("", "demo", "demo"),
            ("", "small", "prod-1-replica"),
            ("p", "demo", "prod-1-replica"),
            ("pc", "medium", "prod-1-replica"),
            ("ph", "medium", "prod-3-replica"),
            ("h", "demo", "prod-3-replica"),
            ("pho", "medium", "prod-3-replica-external"),
            ("phc", "large", "prod-3-replica-cloud"),
            ("phoc", "large", "prod-3-replica-cloud"),
            ("pod", "large", "dr-warm-standby"),
            ("phcd", "large", "dr-warm-standby"),
        ];
        for (letters, profile, expected) in cases {
            let advice = advise(all, needs(letters), catalog.profile(profile).expect("a profile"));
            assert_eq!(advice.architecture.map(|one| one.id.as_str()), Some(expected), "{letters} {profile}");
        }
    }
}
