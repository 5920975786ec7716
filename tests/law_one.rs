//! Law 1: what we render, we lint clean. And what we render without errata has the findings of the shipped file.

mod support;

#[path = "support/lint.rs"]
mod lint;

use std::collections::BTreeSet;
use std::fs;

use lint::{Case, lint};
use smpgen::catalog::version::ChartVersion;
use smpgen::lint::finding::Severity;
use smpgen::plan::ErrataChoice;
use smpgen::render;
use support::{CATALOG, PROFILES};

/// The one exception of the law: only the operator can decide on the size of a volume.
const EXCEPTION: &str = "undersized-volume";

/// Rules about text, not meaning: what we render has no twin keys and no stray blanks.
const ABOUT_TEXT: [&str; 3] = ["duplicate-key", "trailing-whitespace", "missing-final-newline"];

fn errors_and_warnings(name: &str, text: String, version: &ChartVersion) -> BTreeSet<(String, String)> {
    let case = Case { files: vec![(name.to_owned(), text)], chart: Some(version.to_string()), ..Case::default() };
    let bad = lint(&CATALOG, &case).into_iter().filter(|finding| finding.severity != Severity::Info);
    bad.map(|finding| (finding.rule.to_owned(), finding.path.map(|path| path.to_string()).unwrap_or_default()))
        .collect()
}

fn rendered(profile: &str, version: &ChartVersion, errata: ErrataChoice) -> (String, String) {
    let plan = support::plan(profile, version, errata);
    (render::override_name(&plan), render::override_text(&plan).unwrap())
}

#[test]
fn what_we_render_lints_clean() {
    let mut wrong = Vec::new();
    for version in support::versions() {
        for profile in PROFILES {
            let (name, text) = rendered(profile, version, ErrataChoice::Default);
            for (rule, path) in errors_and_warnings(&name, text, version) {
                if rule != EXCEPTION {
                    wrong.push(format!("{version} {profile}: {rule} at {path}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} findings, such as\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

#[test]
fn without_errata_the_findings_are_those_of_the_shipped_file() {
    let Some(upstream) = support::upstream() else { return };
    for version in ["0.17.0", "0.22.0", "0.36.0", "0.44.0", "0.45.0"] {
        let version: ChartVersion = version.parse().unwrap();
        for profile in PROFILES {
            let (name, text) = rendered(profile, &version, ErrataChoice::None);
            let shipped = fs::read_to_string(upstream.join(version.to_string()).join(&name)).unwrap();
            let meaning = |text: String| {
                let mut found = errors_and_warnings(&name, text, &version);
                found.retain(|(rule, _)| !ABOUT_TEXT.contains(&rule.as_str()));
                found
            };
            assert_eq!(meaning(text), meaning(shipped), "{version} {profile}");
        }
    }
}
