//! How several environments are upgraded, one after the other.

use crate::catalog::version::ChartVersion;

/// Days that the first environments wait after the one before, as the vendor waits with its own three clusters. Every
/// further one waits as long as the last.
const WAITS: [u32; 3] = [0, 1, 7];

/// What is known of an environment before its turn.
#[derive(Clone, Debug)]
pub struct Turn {
    pub name: String,
    pub from: ChartVersion,
    /// Days after the environment before.
    pub wait: u32,
    /// Days after the first one.
    pub day: u32,
}

/// The turns of the environments, by name, chart version and `waitDays`, in the order of the spec.
pub fn turns(environments: &[(String, ChartVersion, Option<u32>)]) -> Vec<Turn> {
    let mut day: u32 = 0;
    let turns = environments.iter().enumerate().map(|(index, (name, from, wait))| {
        let usual = WAITS.get(index).or(WAITS.last()).copied().unwrap_or_default();
        let wait = wait.unwrap_or(usual);
        day = day.saturating_add(wait);
        Turn { name: name.clone(), from: from.clone(), wait, day }
    });
    turns.collect()
}

/// Environments that run a newer chart than one whose turn is before theirs: the order has been broken already.
pub fn ahead(turns: &[Turn]) -> Vec<(&Turn, &Turn)> {
    let mut out = Vec::new();
    for (index, later) in turns.iter().enumerate() {
        if let Some(earlier) = turns.iter().take(index).find(|earlier| earlier.from < later.from) {
            out.push((earlier, later));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_add_up_and_further_ones_are_as_the_last() {
        let version: ChartVersion = "0.44.0".parse().unwrap();
        let given = [("a", None), ("b", None), ("c", None), ("d", None), ("e", Some(2))];
        let given: Vec<_> = given.iter().map(|(name, wait)| ((*name).to_owned(), version.clone(), *wait)).collect();
        let days: Vec<(u32, u32)> = turns(&given).iter().map(|turn| (turn.wait, turn.day)).collect();
        assert_eq!(days, [(0, 0), (1, 1), (7, 8), (7, 15), (2, 17)]);
    }

    #[test]
    fn an_environment_ahead_of_its_turn_is_told() {
        let turn = |name: &str, from: &str| (name.to_owned(), from.parse().unwrap(), None);
        let turns = turns(&[turn("a", "0.44.0"), turn("b", "0.45.0"), turn("c", "0.44.0")]);
        let found: Vec<_> = ahead(&turns).iter().map(|(a, b)| (a.name.clone(), b.name.clone())).collect();
        assert_eq!(found, [("a".to_owned(), "b".to_owned())]);
    }
}
