//! Findings as SARIF 2.1.0, for code scanning.

use serde_json::{Map, Value, json};

use std::collections::HashMap;

use super::fingerprint::fingerprints;
use super::fix_lines::fix_lines;
use super::page::{first_sentence, section};
use super::place::{Region, region, uri};
use super::shown::{Shown, shown_layers};
use super::text::{json_text, printable};
use crate::helm::chain::LayerKind;
use crate::helm::value::LayerId;
use crate::lint::finding::{Finding, Location, Severity};
use crate::lint::fix::{Fix, Safety};
use crate::lint::outcome::Outcome;
use crate::lint::rule::Rule;
use crate::mask::masked_line;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// The address of the schema is the name of the format; nothing is read from it.
const SCHEMA: &str = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json";

/// One run as one document. Its rules are those that found something, with their pages from `rules`.
pub fn report(outcome: &Outcome, rules: &[Rule], directory: &str) -> String {
    let mut ids: Vec<&str> = outcome.findings.iter().map(|finding| finding.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    let descriptors: Vec<Value> = ids.iter().map(|id| descriptor(id, rules)).collect();
    let shown = shown_layers(outcome);
    let results: Vec<Value> = outcome
        .findings
        .iter()
        .zip(fingerprints(outcome, directory))
        .map(|(finding, fingerprint)| {
            let index = ids.binary_search(&finding.rule).unwrap_or_default();
            let mut result = result(outcome, finding, index, &fingerprint, directory);
            let fix = finding.fix.as_ref().and_then(|fix| self::fix(outcome, &shown, fix, directory));
            if let (Some(map), Some(fix)) = (result.as_object_mut(), fix) {
                map.insert("fixes".to_owned(), json!([fix]));
            }
            result
        })
        .collect();
    let artifacts: Vec<Value> =
        outcome.files().iter().map(|file| json!({"location": {"uri": uri(file, directory)}})).collect();
    let mut document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "smpgen",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": descriptors,
            }},
            "automationDetails": {"id": "smpgen/lint/"},
            "invocations": [{"executionSuccessful": true}],
            "columnKind": "utf16CodeUnits",
            "artifacts": artifacts,
            "results": null,
            "properties": {
                "chart_version": outcome.chart_version,
                "profile": outcome.profile,
                "architecture": outcome.architecture,
                "waived": outcome.waived,
            },
        }],
    });
    // To name them above would copy them all.
    document["runs"][0]["results"] = Value::Array(results);
    json_text(&document)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(id: &str, rules: &[Rule]) -> Value {
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else { return json!({"id": id}) };
    let what = section(rule.page, "What it finds");
    let part = |name: &str| Some(section(rule.page, name)).filter(|text| !text.is_empty());
    let text: Vec<&str> = ["What it finds", "Why it matters", "Fix"].into_iter().filter_map(part).collect();
    let mut out = json!({
        "id": id,
        "name": pascal(id),
        "help": {"text": text.join("\n\n"), "markdown": rule.page},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.family], "fixable": rule.fixable, "chart_versions": rule.versions},
    });
    if let Some(map) = out.as_object_mut().filter(|_| !what.is_empty()) {
        map.insert("shortDescription".to_owned(), json!({"text": first_sentence(what)}));
        map.insert("fullDescription".to_owned(), json!({"text": what}));
    }
    out
}

/// `duplicate-key` as `DuplicateKey`, which is how SARIF wants names.
fn pascal(id: &str) -> String {
    let word = |word: &str| {
        let mut characters = word.chars();
        characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
    };
    id.split('-').map(word).collect()
}

fn result(outcome: &Outcome, finding: &Finding, index: usize, fingerprint: &str, directory: &str) -> Value {
    let mut text = message(&finding.message);
    if let Some(help) = &finding.help {
        text.push_str(&format!("\n\nhelp: {}", message(help)));
    }
    let mut here = place(outcome, finding.location, directory);
    if let Some(path) = &finding.path {
        here.insert(
            "logicalLocations".to_owned(),
            json!([{"fullyQualifiedName": path.to_string(), "kind": "property"}]),
        );
    }
    let mut out = json!({
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [here],
        "partialFingerprints": {"smpgen/v1": fingerprint},
    });
    let Some(map) = out.as_object_mut() else { return out };
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, related)| {
            let mut there = place(outcome, related.location, directory);
            there.insert("id".to_owned(), json!(index + 1));
            let mut text = message(&related.message);
            if let Some(flag) = flag(outcome, related.location) {
                text = format!("{flag}: {text}");
            }
            there.insert("message".to_owned(), json!({"text": text}));
            Value::Object(there)
        });
        map.insert("relatedLocations".to_owned(), related.collect());
    }
    out
}

/// A text in which `[a](b)` is no link.
fn message(text: &str) -> String {
    printable(text).replace("](", "] (")
}

/// A location without message. A flag is no file: its text stands in the message.
fn place(outcome: &Outcome, location: Location, directory: &str) -> Map<String, Value> {
    let mut out = Map::new();
    if let Some(flag) = flag(outcome, location) {
        out.insert("message".to_owned(), json!({"text": flag}));
    } else if let Some(layer) = outcome.layer(location) {
        let region = json_region(&layer.source, location.span);
        let place = json!({"artifactLocation": {"uri": uri(layer.source.name(), directory)}, "region": region});
        out.insert("physicalLocation".to_owned(), place);
    }
    out
}

/// `--set a=b` for a location in a flag, masked.
fn flag(outcome: &Outcome, location: Location) -> Option<String> {
    let layer = outcome.layer(location).filter(|layer| layer.kind != LayerKind::File)?;
    let text: String = masked_line(layer.source.line_text(1)).chars().take(200).collect();
    Some(printable(&format!("{} {text}", layer.source.name())))
}

fn json_region(source: &Source, span: Span) -> Value {
    let Region { start, end } = region(source, span);
    json!({"startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1})
}

/// The fix as replacements. None for one that puts a secret in (it must not be shown, and a mask must not be applied)
/// and for one that is not in a file.
fn fix(outcome: &Outcome, shown: &HashMap<LayerId, Shown>, fix: &Fix, directory: &str) -> Option<Value> {
    let layer = outcome.layers.iter().find(|layer| layer.id == fix.layer && layer.kind == LayerKind::File)?;
    if fix_lines(&layer.source, shown.get(&fix.layer)?, fix)?.secret {
        return None;
    }
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            let mut out = json!({"deletedRegion": json_region(&layer.source, edit.span)});
            if let Some(map) = out.as_object_mut().filter(|_| !edit.text.is_empty()) {
                map.insert("insertedContent".to_owned(), json!({"text": edit.text}));
            }
            out
        })
        .collect();
    let review = match fix.safety {
        Safety::Safe => "",
        Safety::Unsafe => " (review it: it may change what you meant)",
    };
    Some(json!({
        "description": {"text": format!("{}{review}", printable(&fix.title))},
        "artifactChanges": [{
            "artifactLocation": {"uri": uri(layer.source.name(), directory)},
            "replacements": replacements,
        }],
    }))
}
