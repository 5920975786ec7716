//! The shortest legal way from one chart version to another.

use crate::catalog::upgrades::{Gate, Upgrades};
use crate::catalog::version::ChartVersion;

/// The way of an upgrade. The last stop is where it ends.
#[derive(Clone, Debug)]
pub struct Path<'a> {
    pub from: ChartVersion,
    pub stops: Vec<Stop<'a>>,
}

/// A version to upgrade to, and why not farther.
#[derive(Clone, Debug)]
pub struct Stop<'a> {
    /// The newest release that will do.
    pub version: ChartVersion,
    /// All that will do: `0.35.x`, `0.17.0-0.21.0`, `0.22.0-0.29.1, 0.30.1-0.32.3`; the version itself at the end.
    pub range: String,
    /// The gates that ask for this stop. Each says what must be finished here. None at the end of the way.
    pub gates: Vec<&'a Gate>,
}

/// Why there is no way.
#[derive(Clone, Debug)]
pub enum NoPath<'a> {
    /// The way leads back. Helm would do it, and no database would.
    Downgrade,
    /// These gates leave no way.
    Never(Vec<&'a Gate>),
}

/// The way from `from` to `to` with the fewest stops, each the newest release that serves. `releases` are all
/// there are, oldest first; withdrawn ones are never stopped at. From a version to itself the way is one stop: a
/// change of values.
///
/// It goes as far as the gates let it, each time: a gate's `from` reaches down to the first release, so that being
/// farther never closes a way. The one exception, leaving a withdrawn release, can only come first.
pub fn plan<'a>(
    upgrades: &'a Upgrades,
    releases: &[ChartVersion],
    from: &ChartVersion,
    to: &ChartVersion,
) -> Result<Path<'a>, NoPath<'a>> {
    if to < from {
        return Err(NoPath::Downgrade);
    }
    let legal = |from: &ChartVersion, to: &ChartVersion| upgrades.forbidding(from, to).next().is_none();
    let may_stop = |version: &ChartVersion| upgrades.withdrawn(version).is_none();
    let mut way: Vec<ChartVersion> = Vec::new();
    let mut here = from.clone();
    while !legal(&here, to) {
        let between = releases.iter().rev().filter(|version| **version > here && *version < to && may_stop(version));
        let next = between.into_iter().find(|version| legal(&here, version)).cloned();
        // A version from which nothing leads on would be passed again and again.
        let Some(next) = next.filter(|next| way.last() != Some(next)) else {
            return Err(NoPath::Never(upgrades.forbidding(&here, to).collect()));
        };
        here = next.clone();
        way.push(next);
    }
    way.push(to.clone());
    let stops = way.iter().enumerate().map(|(index, version)| {
        let before = index.checked_sub(1).and_then(|index| way.get(index)).unwrap_or(from);
        let after = way.get(index + 1..).unwrap_or_default();
        match after.first() {
            None => Stop { version: version.clone(), range: version.to_string(), gates: Vec::new() },
            Some(next) => {
                let serves = |other: &ChartVersion| {
                    other > before && other < next && may_stop(other) && legal(before, other) && legal(other, next)
                };
                let asks = |gate: &&Gate| {
                    gate.stop.as_ref().is_some_and(|stop| stop.contains(version))
                        && gate.from.contains(before)
                        && after.iter().any(|later| gate.to.contains(later))
                };
                Stop {
                    version: version.clone(),
                    range: range(releases, version, serves),
                    gates: upgrades.gates.iter().filter(asks).collect(),
                }
            }
        }
    });
    Ok(Path { from: from.clone(), stops: stops.collect() })
}

/// The releases up to `version` that serve as well, in words: runs of them, for one between may not serve.
fn range(releases: &[ChartVersion], version: &ChartVersion, serves: impl Fn(&ChartVersion) -> bool) -> String {
    let line = || releases.iter().filter(|other| other.minor_line() == version.minor_line());
    let (major, minor) = version.minor_line();
    let up_to: Vec<&ChartVersion> = releases.iter().filter(|other| *other <= version).collect();
    let runs: Vec<(&ChartVersion, &ChartVersion)> = up_to
        .chunk_by(|left, right| serves(left) == serves(right))
        .filter_map(|run| Some((*run.first()?, *run.last()?)))
        .filter(|(first, _)| serves(first))
        .collect();
    let words = |(first, last): &(&ChartVersion, &ChartVersion)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    match runs.as_slice() {
        [] => version.to_string(),
        [(first, _)] if line().next() == Some(*first) && line().all(&serves) => format!("{major}.{minor}.x"),
        runs => runs.iter().map(words).collect::<Vec<_>>().join(", "),
    }
}
