//! Profiles, the load each carries, and which one a load needs.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What a platform has to carry at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    pub users: u64,
    /// Parallel CI executions.
    pub ci: u64,
    /// Parallel CD executions.
    pub cd: u64,
}

/// One of the three numbers of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Dimension {
    Users,
    Ci,
    Cd,
}

impl Dimension {
    /// All three, in the order people name them.
    pub const ALL: [Dimension; 3] = [Dimension::Users, Dimension::Ci, Dimension::Cd];

    /// The words for this number.
    pub fn words(self) -> &'static str {
        match self {
            Dimension::Users => "users",
            Dimension::Ci => "parallel CI executions",
            Dimension::Cd => "parallel CD executions",
        }
    }
}

impl Load {
    /// One of the three numbers.
    pub fn get(&self, dimension: Dimension) -> u64 {
        match dimension {
            Dimension::Users => self.users,
            Dimension::Ci => self.ci,
            Dimension::Cd => self.cd,
        }
    }
}

/// The head of a sizing table: its name, the load it carries, and what it is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Profile {
    #[serde(rename = "profile")]
    pub name: String,
    pub load: Load,
    /// Whether the platform needs a licence at this size.
    pub licence: bool,
    pub purpose: String,
}

/// Fails where one of `profiles` (fewest users first) carries less of something else than the one before it: then
/// nothing says which of the two is the larger.
pub fn ascending(profiles: &[Profile]) -> Result<()> {
    for pair in profiles.windows(2) {
        let [smaller, larger] = pair else { continue };
        let shrinks = |dimension: &&Dimension| smaller.load.get(**dimension) > larger.load.get(**dimension);
        if let Some(dimension) = Dimension::ALL.iter().find(shrinks) {
            return Err(Error::new(format!(
                "the profiles of the catalog have no order: `{}` comes after `{}` by its users but carries fewer {}",
                larger.name,
                smaller.name,
                dimension.words()
            ))
            .help("a larger profile carries at least as much of all three"));
        }
    }
    Ok(())
}

/// Which profile a load needs, and why.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// The smallest profile that carries all three numbers.
    pub profile: &'a Profile,
    /// The numbers for which a smaller profile would not do; empty where the smallest profile carries the load,
    /// because then none of them decided.
    pub decided_by: Vec<Dimension>,
    /// The next profile up, if there is one.
    pub next: Option<&'a Profile>,
}

/// The smallest of `profiles` ([`ascending`]) that carries `load`, or the dimensions that are above
/// the largest one.
pub fn choose<'a>(profiles: &'a [Profile], load: &Load) -> std::result::Result<Choice<'a>, Vec<Dimension>> {
    let needed = |dimension| profiles.iter().position(|profile| load.get(dimension) <= profile.load.get(dimension));
    let needs = Dimension::ALL.map(|dimension| (dimension, needed(dimension)));
    let above: Vec<_> = needs.iter().filter(|(_, need)| need.is_none()).map(|(dimension, _)| *dimension).collect();
    if !above.is_empty() {
        return Err(above);
    }
    let index = needs.iter().filter_map(|(_, need)| *need).max().unwrap_or(0);
    let decides = |need: &Option<usize>| index > 0 && *need == Some(index);
    let decided_by = needs.iter().filter(|(_, need)| decides(need)).map(|(dimension, _)| *dimension).collect();
    match profiles.get(index) {
        Some(profile) => Ok(Choice { profile, decided_by, next: profiles.get(index + 1) }),
        None => Err(Dimension::ALL.to_vec()),
    }
}
