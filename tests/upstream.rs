//! What is rendered without errata is what the chart shipped: leaf for leaf, type for type.

mod support;

use std::fs;

use serde_json::{Value, json};
use smpgen::plan::ErrataChoice;
use smpgen::render;
use support::{PROFILES, last_wins, leaves, plan, upstream, versions};

/// The releases whose files are at hand, out of the 99.
const RELEASES: [&str; 5] = ["0.17.0", "0.22.0", "0.36.0", "0.44.0", "0.45.0"];

fn object(value: &Value) -> &serde_json::Map<String, Value> {
    value.as_object().unwrap()
}

#[test]
fn without_errata_every_leaf_is_the_shipped_one() {
    let Some(directory) = upstream() else { return };
    for release in RELEASES {
        let version = versions().find(|version| version.to_string() == release).unwrap();
        for profile in PROFILES {
            let name = format!("{release}/override-{profile}.yaml");
            let text = fs::read_to_string(directory.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            let shipped = last_wins::read(&text).value;
            let rendered = render::override_text(&plan(profile, version, ErrataChoice::None)).unwrap();
            let rendered = last_wins::read(&rendered).value;
            // Leaf by leaf first: it names what differs.
            let (ours, theirs) = (leaves(object(&rendered)), leaves(object(&shipped)));
            for (path, value) in &theirs {
                assert_eq!(ours.get(path), Some(value), "{name}: {path}");
            }
            for path in ours.keys() {
                assert!(theirs.contains_key(path), "{name}: {path} is ours alone");
            }
            assert_eq!(rendered, shipped, "{name}");
        }
    }
}

#[test]
fn shipped_demo_repeats_two_keys_and_nothing_else_does() {
    let Some(directory) = upstream() else { return };
    for release in RELEASES {
        for profile in PROFILES {
            let name = format!("{release}/override-{profile}.yaml");
            let read = last_wins::read(&fs::read_to_string(directory.join(&name)).unwrap());
            assert_eq!(read.repeated, if profile == "demo" { 2 } else { 0 }, "{name}");
        }
    }
}

/// The comparison is only worth something if its reader keeps types and the last of equal keys.
#[test]
fn the_reader_keeps_types_and_the_last_of_equal_keys() {
    let read = last_wins::read("a: {x: 1, y: 2}\nb: [0.5, '768', 768, 6.0, no]\na: {x: \"1024\"}\nc:\n");
    assert_eq!(read.value, json!({"a": {"x": "1024"}, "b": [0.5, "768", 768, 6.0, "no"], "c": null}));
    assert_eq!(read.repeated, 1);
    assert_ne!(json!(6), json!(6.0), "a whole number is another value than a float");
}
