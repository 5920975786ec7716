//! Outcomes made by hand, and readers of reports that share no code with their writers.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use smpgen::helm::chain::{Layer, LayerKind};
use smpgen::helm::strvals::SetKind;
use smpgen::helm::value::LayerId;
use smpgen::lint::finding::{Finding, Location, Related, Severity};
use smpgen::lint::fix::Fix;
use smpgen::lint::outcome::Outcome;
use smpgen::report::format::{Format, Settings};
use smpgen::rules;
use smpgen::yaml::source::Source;
use smpgen::yaml::span::Span;

pub const SETTINGS: Settings<'static> =
    Settings { color: false, width: 100, directory: "/work", fail_on: Severity::Error, rules: rules::ALL };

/// An outcome over texts by name; a name that begins with `--` is a flag.
pub fn outcome(texts: &[(&str, &str)]) -> Outcome {
    let layer = |(index, (name, text)): (usize, &(&str, &str))| Layer {
        id: LayerId(index as u32),
        kind: if name.starts_with("--") { LayerKind::Set(SetKind::Set) } else { LayerKind::File },
        source: Source::from_text(*name, *text),
    };
    Outcome {
        chart_version: "0.45.0".to_owned(),
        profile: None,
        architecture: None,
        layers: texts.iter().enumerate().map(layer).collect(),
        findings: Vec::new(),
        waived: 0,
        way: None,
    }
}

/// The first place of `words` in a layer.
pub fn at(outcome: &Outcome, layer: usize, words: &str) -> Location {
    let source = &outcome.layers[layer].source;
    let start = source.text().find(words).unwrap_or_else(|| panic!("`{words}` is in layer {layer}"));
    Location { layer: outcome.layers[layer].id, span: Span::new(start, start + words.len()) }
}

/// A finding with nothing but a place.
pub fn finding(rule: &'static str, severity: Severity, message: &str, location: Location) -> Finding {
    Finding {
        rule,
        severity,
        message: message.to_owned(),
        path: None,
        location,
        related: Vec::new(),
        help: None,
        fix: None,
    }
}

/// A finding with every optional part.
pub fn full(finding: Finding, path: &str, related: Vec<Related>, help: &str, fix: Fix) -> Finding {
    let finding = Finding { path: Some(path.parse().unwrap()), related, ..finding };
    finding.help(help).fix(fix)
}

pub fn related(location: Location, message: &str) -> Related {
    Related { location, message: message.to_owned() }
}

/// Runs smpgen in `directory`.
pub fn smpgen(directory: &Path, args: &[&str]) -> Output {
    // Reports are tested with three rules, so that a rule that is added later changes nothing here.
    let select: &[&str] = match args.first() {
        Some(&"lint") => &["--select", "duplicate-key,invalid-yaml,replica-floor-below-count"],
        _ => &[],
    };
    let args: Vec<&str> = args.iter().take(1).chain(select).chain(args.iter().skip(1)).copied().collect();
    Command::new(env!("CARGO_BIN_EXE_smpgen"))
        .args(args)
        .current_dir(directory)
        .env_remove("SMPGEN_CATALOG")
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Reads a report as its consumer does, and gives the number of findings in it. Panics on one that is not valid.
pub fn read(format: Format, text: &str) -> usize {
    let json = || serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    match format {
        Format::Human => {
            let last = text.lines().last().expect("there is a summary");
            let words: Vec<&str> = last.split([' ', ',']).collect();
            let count = |word: &str| {
                let at = words.iter().position(|other| other.trim_end_matches('s') == word);
                at.map_or(0, |at| words[at - 1].parse::<usize>().unwrap())
            };
            assert!(last.starts_with("no findings in ") || last.contains(" in "), "{last}");
            count("error") + count("warning") + count("info")
        }
        Format::Concise => text.lines().count(),
        Format::Github => {
            for line in text.lines() {
                let (command, message) = line.trim_start_matches("::").split_once("::").expect(line);
                let (word, properties) = command.split_once(' ').expect(line);
                assert!(["error", "warning", "notice"].contains(&word) && !message.is_empty(), "{line}");
                assert!(properties.split(',').all(|property| property.split_once('=').is_some()), "{line}");
            }
            text.lines().count()
        }
        Format::Json => {
            let json = json();
            assert_eq!(json["version"], 1);
            json["findings"].as_array().unwrap().len()
        }
        Format::Sarif => {
            let json = json();
            valid_sarif(&json);
            let run = &json["runs"][0];
            for result in run["results"].as_array().unwrap() {
                let index = result["ruleIndex"].as_u64().unwrap() as usize;
                assert_eq!(result["ruleId"], run["tool"]["driver"]["rules"][index]["id"]);
            }
            run["results"].as_array().unwrap().len()
        }
        Format::Gitlab => {
            let json = json();
            let entries = json.as_array().unwrap();
            let mut prints: Vec<&str> = entries.iter().map(|entry| entry["fingerprint"].as_str().unwrap()).collect();
            prints.sort_unstable();
            prints.dedup();
            assert_eq!(prints.len(), entries.len(), "GitLab drops entries whose fingerprint it has seen");
            for entry in entries {
                assert!(["info", "minor", "major"].contains(&entry["severity"].as_str().unwrap()));
                assert!(entry["location"]["path"].is_string() && entry["location"]["lines"]["begin"].is_u64());
                assert!(entry["description"].is_string() && entry["check_name"].is_string());
            }
            entries.len()
        }
        Format::Junit => junit(text),
        Format::Markdown => {
            assert!(text.starts_with("<!-- smpgen lint -->\n### smpgen lint: "), "{text}");
            assert!(text.chars().count() < 65_536, "a comment on GitHub has no more");
            let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
            assert!(rows.iter().all(|row| row.matches('|').count() == 5), "four cells: {rows:?}");
            let left = text.lines().filter_map(|line| line.split_once(" more finding")?.0.parse::<usize>().ok());
            rows.iter().filter(|row| !row.starts_with("| line") && !row.starts_with("| --:")).count()
                + left.sum::<usize>()
        }
    }
}

/// Number of findings in a JUnit document, whose own counts must be right.
fn junit(text: &str) -> usize {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let root = document.root_element();
    let number = |node: roxmltree::Node, name: &str| node.attribute(name).unwrap().parse::<usize>().unwrap();
    let all = |node: roxmltree::Node, tag: &str| node.descendants().filter(|inner| inner.has_tag_name(tag)).count();
    assert!(root.has_tag_name("testsuites"));
    for suite in root.children().filter(|node| node.is_element()).chain([root]) {
        assert_eq!(number(suite, "tests"), all(suite, "testcase"), "{text}");
        assert_eq!(number(suite, "failures"), all(suite, "failure"), "{text}");
        assert!(number(suite, "tests") > 0, "no tests count as a broken report");
    }
    all(root, "failure") + all(root, "system-out")
}

/// Checks against the schema of OASIS (`Schemata/sarif-schema-2.1.0.json` of its `sarif-spec`, unchanged).
pub fn valid_sarif(report: &Value) {
    static SCHEMA: std::sync::LazyLock<jsonschema::Validator> = std::sync::LazyLock::new(|| {
        // As published, the pattern of a language is no regular expression: it closes a bracket that it never opened.
        let text = include_str!("../data/sarif-schema-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
        let schema = serde_json::from_str(&text).unwrap();
        jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
    });
    let errors: Vec<String> =
        SCHEMA.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
