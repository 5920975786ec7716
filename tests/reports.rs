//! Reports of the linter: each format with its exit status, read by an independent reader, and what it must not do.

#[path = "support/reports.rs"]
mod support;

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;
use smpgen::lint::finding::Severity;
use smpgen::lint::fix::Fix;
use smpgen::lint::outcome::Outcome;
use smpgen::report::format::{Format, Settings};
use smpgen::yaml::edit::{Edit, apply};
use smpgen::yaml::span::Span;
use support::{SETTINGS, at, finding, full, outcome, read, related, smpgen, valid_sarif};

const GOOD: &str = "platform:\n  ng-manager:\n    replicaCount: 2\n";
const TWICE: &str = "platform:\n  ng-manager:\n    replicaCount: 2\n  ng-manager:\n    replicaCount: 2\n";
const BROKEN: &str = "platform:\n\tng-manager: 1\n";

/// Arguments of a lint, its exit status, and the number of findings in its report; none where there is no report.
const CASES: [(&[&str], i32, Option<usize>); 7] = [
    (&["good.yaml"], 0, Some(0)),
    (&["twice.yaml"], 1, Some(1)),
    (&["broken.yaml"], 1, Some(1)),
    (&["good.yaml", "broken.yaml", "twice.yaml"], 1, Some(2)),
    (&["-f", "good.yaml", "--set", "a.b=1"], 0, Some(0)),
    (&["-f", "good.yaml", "--set", "a[x=1"], 1, Some(1)),
    (&["good.yaml", "missing.yaml"], 2, None),
];

fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in [("good.yaml", GOOD), ("twice.yaml", TWICE), ("broken.yaml", BROKEN)] {
        fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

#[test]
fn every_format_has_the_same_exit_status_and_the_same_findings() {
    let directory = directory();
    for (args, status, count) in CASES {
        for format in Format::ALL {
            let run = smpgen(directory.path(), &[&["lint", "--format", format.name()], args].concat());
            let text = String::from_utf8(run.stdout).unwrap();
            assert_eq!(run.status.code(), Some(status), "{args:?} {format:?}");
            match count {
                Some(count) => assert_eq!(read(format, &text), count, "{args:?} {format:?}\n{text}"),
                None => assert!(text.is_empty() && !run.stderr.is_empty(), "{args:?} {format:?}"),
            }
        }
    }
}

#[test]
fn all_reports_of_one_run_are_those_of_their_own_runs() {
    let directory = directory();
    for (args, status, count) in CASES {
        let targets: Vec<String> = Format::ALL.iter().map(|format| format!("{0}=out.{0}", format.name())).collect();
        let outputs: Vec<&str> = targets.iter().flat_map(|target| ["--output", target.as_str()]).collect();
        let run = smpgen(directory.path(), &[&["lint"], &outputs[..], args].concat());
        assert_eq!(run.status.code(), Some(status), "{args:?}");
        for format in Format::ALL {
            let path = directory.path().join(format!("out.{}", format.name()));
            let own = smpgen(directory.path(), &[&["lint", "--format", format.name()], args].concat());
            match count {
                Some(_) => assert_eq!(fs::read(&path).unwrap(), own.stdout, "{args:?} {format:?}"),
                None => assert!(!path.exists(), "no half report of a run that could not be done"),
            }
            if format == Format::Human {
                assert_eq!(run.stdout, own.stdout, "human is the default");
            }
            let _ = fs::remove_file(path);
        }
    }
}

#[test]
fn a_report_goes_nowhere_where_it_destroys() {
    let directory = directory();
    symlink("twice.yaml", directory.path().join("link.json")).unwrap();
    for (outputs, says) in [
        (&["json=twice.yaml"][..], "this file is read in the same run"),
        (&["json=link.json"], "this file is read in the same run"),
        (&["json=out", "sarif=./out"], "another report"),
        (&["json=out", "sarif=out"], "another report"),
        (&["json=."], "is a directory"),
        (&["json=none/out"], "cannot write none/out: no directory none"),
        (&["jsn=out"], "did you mean `json`?"),
        (&["out.json"], "write FORMAT=PATH"),
        (&["json=-"], "for standard output use --format json"),
    ] {
        let outputs: Vec<&str> = outputs.iter().flat_map(|target| ["--output", target]).collect();
        let run = smpgen(directory.path(), &[&["lint", "twice.yaml"], &outputs[..]].concat());
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{outputs:?}: {said}");
        assert!(said.contains(says), "{outputs:?}: {said}");
        assert_eq!(fs::read_to_string(directory.path().join("twice.yaml")).unwrap(), TWICE);
        let _ = fs::remove_file(directory.path().join("out"));
    }
    let run = smpgen(directory.path(), &["lint", "good.yaml", "--output", "json=/dev/null"]);
    assert_eq!((run.status.code(), fs::read("/dev/null").unwrap()), (Some(0), Vec::new()), "a device stays one");
}

#[test]
fn junit_fails_what_the_run_fails() {
    let directory = directory();
    fs::write(directory.path().join("floor.yaml"), FLOOR).unwrap();
    for (fail_on, status, failures) in [("error", 0, "failures=\"0\""), ("warning", 1, "failures=\"1\"")] {
        let args = ["lint", "floor.yaml", "--format", "junit", "--fail-on", fail_on];
        let run = smpgen(directory.path(), &args);
        assert_eq!(run.status.code(), Some(status));
        let text = String::from_utf8(run.stdout).unwrap();
        assert!(text.contains(failures), "{text}");
    }
}

const FLOOR: &str =
    "platform:\n  ng-manager:\n    replicaCount: 2\n    autoscaling:\n      enabled: true\n      minReplicas: 1\n";

/// Two files and a flag, a finding of each severity, every optional part.
fn everything() -> Outcome {
    let first = "\u{FEFF}# 𝄞\r\nglobal:\r\n  'é𝄞': {a: 1, token: hunter2, b: 2, a: 3}\r\n  password: |\r\n    hunter2\r\n  url: redis://me:hunter2@h:1\r\n  wide: 日本語 値\r\n";
    let second = "global:\n  wide: x\n  tab:\t[1]\n  password: 'hunter2'\n";
    let mut outcome =
        outcome(&[("./a,b:c.yaml", first), ("dir/é x.yaml", second), ("--set", "global.token=hunter2,x=1")]);
    outcome.profile = Some("small".to_owned());
    outcome.waived = 2;
    let flow = full(
        finding("duplicate-key", Severity::Error, "`global.é𝄞.a` is set twice", at(&outcome, 0, "a: 3")),
        "global.\"é𝄞\".a",
        vec![related(at(&outcome, 0, "a: 1"), "dropped"), related(at(&outcome, 0, "token"), "a secret")],
        "merge the two\ninto one",
        Fix::safe("remove it", outcome.layers[0].id, vec![Edit::remove(at(&outcome, 0, "a: 1, ").span)]),
    );
    let wide = full(
        finding("layer-wins", Severity::Warning, "`global.wide` loses | 100% <b>", at(&outcome, 0, "日本語 値")),
        "global.wide",
        vec![related(at(&outcome, 1, "x"), "set here"), related(at(&outcome, 2, "x=1"), "and here")],
        "keep one",
        Fix::unsafe_(
            "drop both",
            outcome.layers[1].id,
            vec![Edit::remove(at(&outcome, 1, "  wide: x\n").span), Edit::replace(at(&outcome, 1, "[1]").span, "[2]")],
        ),
    );
    let secret = full(
        finding("plain-secret", Severity::Info, "a secret in plain text", at(&outcome, 1, "'hunter2'")),
        "global.password",
        vec![related(at(&outcome, 0, "  password: |\r\n    hunter2\r\n"), "here too")],
        "move it",
        Fix::unsafe_(
            "use double quotes",
            outcome.layers[1].id,
            vec![Edit::replace(at(&outcome, 1, "'hunter2'").span, "\"hunter2\"")],
        ),
    );
    let flag = finding("plain-secret", Severity::Info, "a secret in a flag", at(&outcome, 2, "hunter2"));
    let url = finding("plain-secret", Severity::Info, "a secret in an address", at(&outcome, 0, "h:1"));
    outcome.findings = vec![flow, wide, secret, flag, url];
    outcome
}

#[test]
fn every_part_of_a_finding_survives_every_format() {
    let outcome = everything();
    for format in Format::ALL {
        let text = format.report(&outcome, &SETTINGS);
        assert_eq!(read(format, &text), 5, "{format:?}\n{text}");
        assert!(!text.contains("hunter2"), "{format:?} shows a secret\n{text}");
    }
    let color = Settings { color: true, width: 60, ..SETTINGS };
    let text = Format::Human.report(&outcome, &color);
    assert!(text.contains("\u{1B}[") && !text.contains("hunter2"), "{text}");
    assert!(!Format::Human.report(&outcome, &SETTINGS).contains('\u{1B}'));
}

#[test]
fn human_report_of_every_part() {
    insta::assert_snapshot!(Format::Human.report(&everything(), &SETTINGS));
}

#[test]
fn human_report_of_real_files() {
    let directory = directory();
    fs::write(directory.path().join("floor.yaml"), FLOOR).unwrap();
    let crlf = TWICE.replace('\n', "\r\n");
    fs::write(directory.path().join("crlf.yaml"), format!("\u{FEFF}{crlf}  Ünïcødé: {{a: 1, a: '値'}}\r\n")).unwrap();
    fs::write(directory.path().join("low.yaml"), "platform:\n  ng-manager:\n    autoscaling:\n      minReplicas: 1\n")
        .unwrap();
    let secret = "platform:\n  password: hunter2\n  password:\n    hunter2\n  x: {token: hunter2, a: 1, a: 1}\n";
    fs::write(directory.path().join("secret.yaml"), secret).unwrap();
    let args = ["lint", "crlf.yaml", "secret.yaml", "broken.yaml", "-f", "floor.yaml", "-f", "low.yaml"];
    let run = smpgen(directory.path(), &args);
    assert_eq!(run.status.code(), Some(1));
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn sarif_places_and_fixes_mean_what_ours_mean() {
    let outcome = everything();
    let report: Value = serde_json::from_str(&Format::Sarif.report(&outcome, &SETTINGS)).unwrap();
    let results = report["runs"][0]["results"].as_array().unwrap();
    for (result, finding) in results.iter().zip(&outcome.findings).filter(|(_, finding)| finding.location.layer.0 < 2) {
        let source = &outcome.layer(finding.location).unwrap().source;
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(utf16_span(source.text(), region), finding.location.span);
    }
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%2Cb%3Ac.yaml");
    assert_eq!(results[1]["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "dir/%C3%A9%20x.yaml");
    assert_eq!(results[1]["relatedLocations"][1]["message"]["text"], "--set global.token=***,x=1: and here");
    assert!(results[2].get("fixes").is_none(), "a fix that holds a secret is not told");
    for index in [0, 1] {
        let fix = outcome.findings[index].fix.as_ref().unwrap();
        let text = outcome.layers[index].source.text();
        let edit = |replacement: &Value| {
            let inserted = replacement["insertedContent"]["text"].as_str().unwrap_or_default();
            Edit::replace(utf16_span(text, &replacement["deletedRegion"]), inserted)
        };
        let changes = results[index]["fixes"][0]["artifactChanges"][0]["replacements"].as_array().unwrap();
        let edits: Vec<Edit> = changes.iter().map(edit).collect();
        assert_eq!(apply(text, &edits), apply(text, &fix.edits));
    }
}

/// Reads a region as another program does: lines at CRLF or LF, columns in UTF-16 units, no byte order mark.
fn utf16_span(text: &str, region: &Value) -> Span {
    let offset = |line: &str, column: &str| {
        let (line, column) = (region[line].as_u64().unwrap() as usize, region[column].as_u64().unwrap() as usize);
        let mark = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
        let start: usize = text[mark..].split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>() + mark;
        let units: Vec<u16> = text[start..].encode_utf16().take(column - 1).collect();
        start + String::from_utf16(&units).unwrap().len()
    };
    Span::new(offset("startLine", "startColumn"), offset("endLine", "endColumn"))
}

#[test]
fn fingerprints_stay_while_lines_move() {
    let prints = |before: &str, directory: &str| {
        let text = format!("{before}a: 1\nb: 2\n");
        let mut outcome = outcome(&[("/work/x.yaml", &text)]);
        let on = |words: &str| finding("some-rule", Severity::Error, "wrong", at(&outcome, 0, words));
        outcome.findings = vec![on("a"), on("b"), on("b"), on("b").path(&"b".parse().unwrap())];
        let settings = Settings { directory, ..SETTINGS };
        let report: Value = serde_json::from_str(&Format::Sarif.report(&outcome, &settings)).unwrap();
        valid_sarif(&report);
        let results = report["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|result| result["partialFingerprints"]["smpgen/v1"].to_string()).collect::<Vec<_>>()
    };
    let first = prints("", "/work");
    assert_eq!(first, prints("# one\n# two\n", "/work"));
    let mut unique = first.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), 4);
    assert_ne!(first, prints("", "/elsewhere"), "another path, another finding");
}

#[test]
fn many_findings_stay_readable() {
    let text: String = (0..3000).map(|index| format!("key{index}: value\n")).collect();
    let mut outcome = outcome(&[("values.yaml", &text)]);
    outcome.findings = (0..3000)
        .map(|index| finding("some-rule", Severity::Warning, "wrong", at(&outcome, 0, &format!("key{index}:"))))
        .collect();
    for format in Format::ALL {
        assert_eq!(read(format, &format.report(&outcome, &SETTINGS)), 3000, "{format:?}");
    }
    let text = Format::Human.report(&outcome, &SETTINGS);
    assert_eq!(text.matches(" --> ").count(), 10, "ten in full, the others on a line each");
    assert!(text.ends_with("3000 warnings in 1 file\n"), "{}", &text[text.len() - 200..]);
}
