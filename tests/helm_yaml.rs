//! We read values as Helm does: 175 inputs, each with what Helm 3 and Helm 4 made of it.

use serde::Deserialize;
use serde_json::{Value as Json, json};
use smpgen::helm::json::to_json;
use smpgen::helm::read::read;
use smpgen::helm::value::LayerId;
use smpgen::helm::version::HelmVersion;
use smpgen::yaml::source::Source;

#[derive(Deserialize)]
struct Fixtures {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    input: String,
    helm3: Outcome,
    helm4: Outcome,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Value(Json),
    Error(String),
}

/// What Helm takes and we refuse, each with a reason.
const REFUSED: [(&str, &str); 3] = [
    ("tab_flow", "a tab indents a line inside brackets: legal, and the next editor breaks it; only JSON may do it"),
    ("bom_mid", "an invisible U+FEFF becomes part of a key that looks right"),
    ("nel", "an invisible U+0085 is a line break for Helm and not for editors"),
];

fn ours(text: &str, helm: HelmVersion) -> Result<Json, String> {
    let source = Source::from_text("case", text);
    read(&source, LayerId(0), helm).map(|reading| to_json(&reading.root.value)).map_err(|error| error.message)
}

/// What the fixture says of a values file: the Helm 3 column was measured for any root, but `-f` wants a map,
/// and takes null for an empty one.
fn expected(outcome: &Outcome) -> Result<Json, String> {
    match outcome {
        Outcome::Value(Json::Null) => Ok(json!({})),
        Outcome::Value(value @ Json::Object(_)) => Ok(value.clone()),
        Outcome::Value(_) => Err("root is no map".to_string()),
        Outcome::Error(error) => Err(error.clone()),
    }
}

/// Numbers compare as the floats they are.
fn same(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => left.as_f64() == right.as_f64(),
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

#[test]
fn every_fixture_reads_as_in_helm() {
    let text = include_str!("data/helm-yaml-cases.json");
    let fixtures: Fixtures = serde_json::from_str(text).expect("the fixture file is JSON");
    assert_eq!(fixtures.cases.len(), 175);
    let mut wrong = Vec::new();
    for case in &fixtures.cases {
        for (helm, outcome) in [(HelmVersion::V3, &case.helm3), (HelmVersion::V4, &case.helm4)] {
            let ours = ours(&case.input, helm);
            let theirs = expected(outcome);
            let agree = match (&ours, &theirs) {
                (Ok(ours), Ok(theirs)) => same(ours, theirs),
                (Err(_), Err(_)) => true,
                (Err(_), Ok(_)) => REFUSED.iter().any(|(name, _)| *name == case.name),
                (Ok(_), Err(_)) => false,
            };
            if !agree {
                wrong.push(format!("{} in {helm:?}: ours {ours:?}, Helm {theirs:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
