//! The way of an upgrade: every pair of releases, every gate.

mod support;

use std::collections::{BTreeMap, VecDeque};

use smpgen::catalog::key_places::Level;
use smpgen::catalog::upgrades::{Confidence, Gate};
use smpgen::catalog::version::ChartVersion;
use smpgen::upgrade::path::{NoPath, Path, plan};
use support::CATALOG;

fn version(text: &str) -> ChartVersion {
    text.parse().unwrap()
}

fn releases() -> Vec<ChartVersion> {
    CATALOG.all_releases().cloned().collect()
}

fn path(from: &str, to: &str) -> Path<'static> {
    plan(CATALOG.upgrades().unwrap(), &releases(), &version(from), &version(to))
        .unwrap_or_else(|why| panic!("{from} to {to}: {why:?}"))
}

/// The stops and their gates in one line.
fn shown(path: &Path) -> String {
    let stop = |stop: &smpgen::upgrade::path::Stop| {
        let gates: Vec<&str> = stop.gates.iter().map(|gate| gate.id.as_str()).collect();
        match gates.is_empty() {
            true => format!("{} ({})", stop.version, stop.range),
            false => format!("{} ({}: {})", stop.version, stop.range, gates.join(", ")),
        }
    };
    path.stops.iter().map(stop).collect::<Vec<_>>().join(" > ")
}

/// The rule of the chart and of MongoDB, written down a second time from the release notes and engine tables, without
/// a look at the gates: whether one `helm upgrade` from `from` to `to` is legal.
fn one_step_is_legal(from: (u64, u64, u64), to: (u64, u64, u64)) -> bool {
    // MongoDB by chart, in major versions counted from 4.2.
    let mongo = |version: (u64, u64, u64)| match version {
        (0, 30, 0) => 4,
        version if version >= (0, 44, 0) => 5,
        version if version >= (0, 33, 0) => 4,
        version if version >= (0, 22, 0) => 3,
        version if version >= (0, 17, 0) => 2,
        version if version >= (0, 4, 1) => 1,
        _ => 0,
    };
    let (before, after) = (mongo(from), mongo(to));
    let is_036 = ((0, 36, 0)..(0, 37, 0)).contains(&to);
    before <= after && after - before <= 1 && !(is_036 && from < (0, 35, 0)) && !(to >= (0, 37, 0) && from < (0, 36, 0))
}

fn numbers(version: &ChartVersion) -> (u64, u64, u64) {
    let text = version.to_string();
    let parts: Vec<u64> = text.split('.').map(|part| part.parse().unwrap()).collect();
    (parts[0], parts[1], parts[2])
}

/// Fewest stops from `from` to every later release, by breadth-first search; the last step may end anywhere, all
/// others not at 0.30.0.
fn fewest(all: &[ChartVersion], from: usize) -> Vec<Option<usize>> {
    let mut stops: Vec<Option<usize>> = vec![None; all.len()];
    let mut open = VecDeque::from([(from, 0)]);
    while let Some((here, count)) = open.pop_front() {
        for next in here + 1..all.len() {
            if stops[next].is_none() && one_step_is_legal(numbers(&all[here]), numbers(&all[next])) {
                stops[next] = Some(count + 1);
                if numbers(&all[next]) != (0, 30, 0) {
                    open.push_back((next, count + 1));
                }
            }
        }
    }
    stops
}

#[test]
fn every_pair_of_releases_has_the_shortest_legal_path() {
    let (all, upgrades) = (releases(), CATALOG.upgrades().unwrap());
    assert_eq!(all.len(), 99 + 61, "0.2.88 to 0.45.0");
    let mut distinct: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (index, from) in all.iter().enumerate() {
        let fewest = fewest(&all, index);
        for (to, fewest) in all.iter().zip(&fewest).skip(index + 1) {
            let path = match plan(upgrades, &all, from, to) {
                Ok(path) => path,
                Err(NoPath::Never(gates)) => {
                    assert_eq!(*fewest, None, "{from} to {to}: there is a way, and {gates:?} hide it");
                    assert_eq!(gates[0].id, "withdrawn", "{from} to {to}");
                    continue;
                }
                Err(NoPath::Downgrade) => panic!("{from} to {to} is no downgrade"),
            };
            let mut here = from;
            for (number, stop) in path.stops.iter().enumerate() {
                assert!(one_step_is_legal(numbers(here), numbers(&stop.version)), "{from} to {to}: {}", shown(&path));
                assert_eq!(upgrades.forbidding(here, &stop.version).count(), 0, "{from} to {to}: {}", shown(&path));
                assert!(here < &stop.version && all.contains(&stop.version));
                let last = number + 1 == path.stops.len();
                assert!(last || stop.version != version("0.30.0"), "{from} to {to} stops at 0.30.0");
                assert_eq!(stop.gates.is_empty(), last, "{from} to {to}: every stop has its reason: {}", shown(&path));
                here = &stop.version;
            }
            assert_eq!(here, to);
            assert_eq!(Some(path.stops.len()), *fewest, "{from} to {to}: {}", shown(&path));
            let target = path.stops.last().unwrap().version.clone();
            let way = shown(&path).replace(&format!("{target} ({target})"), "target");
            let example = distinct.entry(way).or_insert_with(|| (0, format!("{from} to {to}")));
            example.0 += 1;
        }
    }
    let table: Vec<String> =
        distinct.iter().map(|(way, (count, example))| format!("{way}\n    {count} pairs, such as {example}")).collect();
    insta::assert_snapshot!("all_distinct_paths", table.join("\n"));
}

#[test]
fn no_pair_backwards_has_a_path() {
    let (all, upgrades) = (releases(), CATALOG.upgrades().unwrap());
    for (index, from) in all.iter().enumerate() {
        for to in &all[..index] {
            assert!(matches!(plan(upgrades, &all, from, to), Err(NoPath::Downgrade)), "{from} to {to}");
        }
        let same = plan(upgrades, &all, from, from).unwrap();
        assert_eq!(same.stops.len(), 1, "{from} to itself is a change of values");
    }
}

fn gate(id: &str) -> &'static Gate {
    CATALOG.upgrades().unwrap().gates.iter().find(|gate| gate.id == id).unwrap()
}

/// Whether `gate` forbids the step, and that nothing near it is forbidden by it.
fn edges(id: &str, forbidden: &[(&str, &str)], allowed: &[(&str, &str)]) {
    let gate = gate(id);
    for (from, to) in forbidden {
        assert!(gate.forbids(&version(from), &version(to)), "{id}: {from} to {to}");
    }
    for (from, to) in allowed {
        assert!(!gate.forbids(&version(from), &version(to)), "{id}: {from} to {to}");
    }
}

#[test]
fn gate_mongo_five_entry() {
    edges(
        "mongo-five-entry",
        &[("0.3.0", "0.17.0"), ("0.2.88", "0.45.0")],
        &[("0.4.1", "0.17.0"), ("0.3.0", "0.16.2")],
    );
    assert_eq!(shown(&path("0.3.0", "0.17.0")), "0.16.2 (0.4.1-0.16.2: mongo-five-entry) > 0.17.0 (0.17.0)");
}

#[test]
fn gate_mongo_six_entry() {
    edges(
        "mongo-six-entry",
        &[("0.16.2", "0.22.0"), ("0.11.2", "0.22.0")],
        &[("0.17.0", "0.22.0"), ("0.16.2", "0.21.0")],
    );
    assert_eq!(shown(&path("0.16.2", "0.22.0")), "0.21.0 (0.17.0-0.21.0: mongo-six-entry) > 0.22.0 (0.22.0)");
}

#[test]
fn gate_mongo_seven_entry() {
    edges("mongo-seven-entry", &[("0.21.0", "0.33.0")], &[("0.22.0", "0.33.0"), ("0.21.0", "0.32.3")]);
    assert_eq!(
        shown(&path("0.21.0", "0.33.0")),
        "0.32.3 (0.22.0-0.29.1, 0.30.1-0.32.3: mongo-seven-entry) > 0.33.0 (0.33.0)"
    );
}

#[test]
fn gate_mongo_seven_withdrawn() {
    edges("mongo-seven-withdrawn", &[("0.21.0", "0.30.0")], &[("0.22.0", "0.30.0"), ("0.21.0", "0.30.1")]);
    assert_eq!(shown(&path("0.21.0", "0.30.0")), "0.29.1 (0.22.0-0.29.1: mongo-seven-withdrawn) > 0.30.0 (0.30.0)");
}

#[test]
fn gate_mongo_eight_entry() {
    edges("mongo-eight-entry", &[("0.32.3", "0.44.0")], &[("0.33.0", "0.44.0"), ("0.32.3", "0.43.1")]);
    let path = path("0.32.3", "0.44.0");
    assert!(path.stops[0].gates.iter().any(|gate| gate.id == "mongo-eight-entry"), "{}", shown(&path));
}

#[test]
fn gate_withdrawn() {
    edges("withdrawn", &[("0.30.0", "0.30.1"), ("0.30.0", "0.32.3")], &[("0.30.0", "0.33.0"), ("0.29.1", "0.30.1")]);
    let (all, upgrades) = (releases(), CATALOG.upgrades().unwrap());
    assert!(matches!(plan(upgrades, &all, &version("0.30.0"), &version("0.31.0")), Err(NoPath::Never(_))));
    assert_eq!(path("0.30.0", "0.33.0").stops.len(), 1);
    assert!(upgrades.withdrawn(&version("0.30.0")).is_some() && upgrades.withdrawn(&version("0.30.1")).is_none());
}

#[test]
fn gate_timescale_entry() {
    edges(
        "timescale-entry",
        &[("0.34.2", "0.36.0"), ("0.22.0", "0.36.6")],
        &[("0.35.0", "0.36.0"), ("0.34.2", "0.35.17")],
    );
    assert_eq!(shown(&path("0.34.2", "0.36.6")), "0.35.17 (0.35.x: timescale-entry) > 0.36.6 (0.36.6)");
}

#[test]
fn gate_timescale_skip() {
    edges(
        "timescale-skip",
        &[("0.35.17", "0.37.0"), ("0.35.3", "0.45.0")],
        &[("0.36.0", "0.37.0"), ("0.35.17", "0.36.6")],
    );
    assert_eq!(shown(&path("0.35.3", "0.37.0")), "0.36.6 (0.36.x: timescale-skip) > 0.37.0 (0.37.0)");
}

/// Gates without a stop: conditions that a rule of ours reports. Where each holds.
#[test]
fn gates_that_are_conditions_hold_where_the_facts_say() {
    let rows = [
        ("root-wrapper", "0.2.82", "0.2.88", "0.2.88", "0.3.0"),
        ("values-layout", "0.8.4", "0.9.0", "0.9.0", "0.10.0"),
        ("timescale-ack", "0.36.0", "0.36.6", "0.35.0", "0.37.0"),
        ("timescale-done", "0.36.6", "0.37.0", "0.37.0", "0.38.0"),
        ("version-record", "0.28.1", "0.37.0", "0.29.0", "0.37.0"),
        ("deployment-present", "0.21.0", "0.43.1", "0.43.1", "0.44.0"),
        ("kubernetes-minimum", "0.21.0", "0.23.0", "0.21.0", "0.22.4"),
        ("private-images", "0.40.3", "0.41.0", "0.41.0", "0.42.0"),
        ("gateway-two-steps", "0.43.1", "0.44.0", "0.42.0", "0.43.1"),
        ("postgres-pin", "0.43.0", "0.43.1", "0.42.0", "0.42.1"),
    ];
    let holds =
        |gate: &Gate, from: &str, to: &str| gate.from.contains(&version(from)) && gate.to.contains(&version(to));
    for (id, from, to, other_from, other_to) in rows {
        let gate = gate(id);
        assert!(gate.stop.is_none() && !gate.never, "{id} is a condition");
        assert!(holds(gate, from, to), "{id} holds from {from} to {to}");
        assert!(!holds(gate, other_from, other_to), "{id} does not hold from {other_from} to {other_to}");
        let rule = gate.rule.as_deref().unwrap_or_default();
        assert!(smpgen::rules::ALL.iter().any(|known| known.id == rule), "{id}: no rule `{rule}`");
    }
    let stops = CATALOG.upgrades().unwrap().gates.iter().filter(|gate| gate.stop.is_some() || gate.never).count();
    assert_eq!(CATALOG.upgrades().unwrap().gates.len(), rows.len() + stops, "every gate has a test");
    assert_eq!(stops, 8, "each gate with a stop has a test of its own above");
}

#[test]
fn inferred_gates_are_never_errors() {
    for gate in &CATALOG.upgrades().unwrap().gates {
        let inferred = gate.confidence == Confidence::Inferred;
        assert!(!inferred || gate.severity != Level::Error, "{}", gate.id);
        assert!(!gate.forbids(&version("0.36.0"), &version("0.45.0")), "from 0.36.0 on the way is direct");
    }
}

#[test]
fn paths_of_the_facts() {
    let ranges = |from: &str, to: &str| {
        let path = path(from, to);
        path.stops.iter().map(|stop| stop.range.clone()).collect::<Vec<_>>().join(" > ")
    };
    assert_eq!(ranges("0.16.0", "0.45.0"), "0.17.0-0.21.0 > 0.22.0-0.29.1, 0.30.1-0.32.3 > 0.35.x > 0.36.x > 0.45.0");
    assert_eq!(ranges("0.22.0", "0.45.0"), "0.35.x > 0.36.x > 0.45.0");
    assert_eq!(ranges("0.35.0", "0.45.0"), "0.36.x > 0.45.0");
    assert_eq!(ranges("0.36.0", "0.45.0"), "0.45.0");
    assert_eq!(
        ranges("0.2.88", "0.45.0"),
        "0.4.1-0.16.2 > 0.17.0-0.21.0 > 0.22.0-0.29.1, 0.30.1-0.32.3 > 0.35.x > 0.36.x > 0.45.0"
    );
}

#[test]
fn no_range_of_stops_holds_the_withdrawn_release() {
    for (from, to) in [("0.16.0", "0.45.0"), ("0.21.0", "0.33.0"), ("0.17.3", "0.36.6")] {
        let path = path(from, to);
        let range = &path.stops.iter().find(|stop| stop.version == version("0.32.3")).unwrap().range;
        assert_eq!(range, "0.22.0-0.29.1, 0.30.1-0.32.3", "{from} to {to}");
    }
}

#[test]
fn versions_that_were_never_released_are_told_with_what_is_near() {
    let told = |text: &str| CATALOG.release(text).unwrap_err().to_string();
    assert!(told("0.26.1").contains("released there: 0.26.0, 0.26.2"), "{}", told("0.26.1"));
    assert!(told("0.46.0").contains("the newest that this smpgen knows is 0.45.0"), "{}", told("0.46.0"));
    assert!(told("0.2.40").contains("the oldest that can be planned is 0.2.88"), "{}", told("0.2.40"));
    assert!(told("latest").contains("unknown chart version"), "{}", told("latest"));
    assert_eq!(CATALOG.release("v0.16.2").unwrap(), version("0.16.2"));
}
