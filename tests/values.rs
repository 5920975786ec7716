//! `smpgen values` as a process: the cases of Helm's reader through the command line.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

fn fixtures() -> Vec<Json> {
    let text = include_str!("data/helm-yaml-cases.json");
    let fixtures: Json = serde_json::from_str(text).unwrap();
    fixtures["cases"].as_array().unwrap().clone()
}

/// What `smpgen values -f - --format json` prints for `input`, or what it says on standard error.
fn ours(input: &str, helm: &str) -> Result<Json, String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_smpgen"))
        .args(["values", "-f", "-", "--format", "json", "--helm-version", helm])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    match output.status.code() {
        Some(0) => Ok(serde_json::from_slice(&output.stdout).unwrap()),
        Some(2) => Err(String::from_utf8(output.stderr).unwrap()),
        other => panic!("exit status {other:?} for {input:?}"),
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
        (left, right) => left == right,
    }
}

#[test]
fn no_case_is_accepted_with_another_value() {
    let cases = fixtures();
    assert_eq!(cases.len(), 175);
    for (helm, column) in [("3", "helm3"), ("4", "helm4")] {
        let mut refused = Vec::new();
        for case in &cases {
            let (name, input) = (case["name"].as_str().unwrap(), case["input"].as_str().unwrap());
            let nondeterministic = case["nondeterministic"].as_bool() == Some(true);
            // `-f` takes maps only; an empty document counts as an empty map.
            let theirs = match &case[column]["value"] {
                Json::Null if case[column].get("value").is_some() => Some(json!({})),
                value @ Json::Object(_) => Some(value.clone()),
                _ => None,
            };
            match (ours(input, helm), theirs) {
                (Ok(value), Some(expected)) if !nondeterministic => {
                    assert!(same(&value, &expected), "helm {helm}, {name}: {value} is not {expected}");
                }
                (Ok(value), None) => panic!("helm {helm}, {name}: helm refuses it, we read {value}"),
                (Err(message), Some(_)) => {
                    assert!(message.starts_with("error: "), "{message}");
                    refused.push(name.to_owned());
                }
                _ => {}
            }
        }
        assert!(refused.len() <= 12, "helm {helm}: {refused:?}");
    }
}
