//! Rules of the yaml family, row by row of their tables.

#[path = "support/lint.rs"]
mod lint;
mod support;

use lint::{Case, fixed, lint};
use smpgen::helm::version::HelmVersion;
use smpgen::lint::context::Declared;
use smpgen::lint::finding::{Finding, Severity};
use smpgen::lint::fix::Safety;
use support::CATALOG;

fn case(text: &str) -> Case {
    Case { files: vec![("values.yaml".to_owned(), text.to_owned())], ..Case::default() }
}

/// What one rule finds in a file by itself.
fn found(rule: &str, text: &str) -> Vec<Finding> {
    lint(&CATALOG, &case(text)).into_iter().filter(|finding| finding.rule == rule).collect()
}

fn with_helm(text: &str, helm: HelmVersion) -> Case {
    Case { declared: Declared { helm: Some(helm), ..Declared::default() }, ..case(text) }
}

#[test]
fn coerced_scalars_by_place_and_text() {
    let text = "platform.gateway.config.X";
    let safe = Some((Severity::Warning, Safety::Safe));
    let check = Some((Severity::Warning, Safety::Unsafe));
    let info = Some((Severity::Info, Safety::Unsafe));
    let words = "y Y yes Yes YES on On ON n N no No NO off Off OFF".split(' ');
    let mut rows: Vec<(&str, &str, _)> = words.map(|word| (text, word, safe)).collect();
    rows.extend([
        (text, "0755", safe),
        (text, "-010", safe),
        (text, "0_7", safe),
        (text, "08", safe),
        (text, "09.5", safe),
        (text, "0x1F", safe),
        (text, "0b101", safe),
        (text, "1_000", safe),
        (text, "1.10", safe),
        (text, "0e12345", safe),
        (text, "9007199254740993", safe),
        (text, "1000000", safe),
        (text, "999999", None),
        (text, "true", None),
        (text, "2.5", None),
        (text, "\"2592000000\"", None),
        (text, "'yes'", None),
        (text, "26.06.89501", None),
        (text, "1.12.0", None),
        (text, "14.20-debian", None),
        (text, "12:30", None),
        (text, "2024-01-01", None),
        (text, "!!str 0755", None),
        ("platform.gateway.replicaCount", "1000000", info),
        ("platform.gateway.replicaCount", "010", check),
        ("platform.gateway.replicaCount", "08", None),
        ("platform.gateway.replicaCount", "2", None),
        ("platform.gateway.autoscaling.enabled", "yes", None),
        ("platform.gateway.resources.limits.cpu", "0.50", None),
        ("platform.gateway.resources.limits.memory", "1_000_000", None),
        ("platform.gateway.resources.limits.memory", "2147483648", None),
        ("platform.gateway.image.tag", "1.10", safe),
        ("platform.gateway.unknown", "yes", None),
        ("platform.gateway.unknown", "1.10", None),
        ("platform.gateway.unknown", "0755", check),
        ("platform.gateway.unknown", "0x1F", check),
        ("platform.gateway.unknown", "9007199254740993", check),
        ("platform.gateway.configMap.defaultMode", "0755", None),
        ("global.airgap", "no", safe),
        ("global.proxy.port", "2000000", info),
    ]);
    for (path, written, expected) in rows {
        let keys: Vec<&str> = path.split('.').collect();
        let mut text = String::new();
        for (depth, key) in keys.iter().enumerate() {
            let value = if depth + 1 == keys.len() { format!(" {written}") } else { String::new() };
            text += &format!("{}{key}:{value}\n", "  ".repeat(depth));
        }
        let found = found("coerced-scalar", &text);
        let got = found.first().map(|finding| (finding.severity, finding.fix.as_ref().unwrap().safety));
        assert_eq!(got, expected, "{path}: {written}");
        if expected.is_some() {
            let fixed = fixed(&text, &found[0]);
            assert!(fixed.ends_with(&format!(" \"{written}\"\n")), "{fixed}");
        }
    }
    assert_eq!(found("coerced-scalar", "platform: {gateway: {extraEnvVars: [{name: A, value: on}]}}\n").len(), 1);
}

#[test]
fn coerced_keys_and_what_they_become() {
    for (key, stored) in [
        ("y", "true"),
        ("No", "false"),
        ("off", "false"),
        ("0777", "511"),
        ("0x1F", "31"),
        ("0b1", "1"),
        ("1_0", "10"),
        ("1e3", "1000"),
        ("1.50", "1.5"),
    ] {
        let found = found("coerced-key", &format!("global:\n  commonLabels:\n    {key}: a\n"));
        assert_eq!(found.len(), 1, "{key}");
        assert!(found[0].message.contains(&format!("`{key}` as `{stored}`")), "{}", found[0].message);
        assert_eq!(
            found[0].path.as_ref().unwrap().to_string(),
            format!("global.commonLabels.{}", stored.replace('.', "\\."))
        );
    }
    for key in ["1", "true", "'on'", "\"0777\"", "1.5", "name"] {
        assert!(found("coerced-key", &format!("global:\n  commonLabels:\n    {key}: a\n")).is_empty(), "{key}");
    }
}

#[test]
fn every_cause_of_invalid_yaml_is_named() {
    let key = "k".repeat(1025);
    let bomb: String = std::iter::once("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned())
        .chain((1..7).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", "))))
        .collect();
    let both = [
        "a:\n\tb: 1\n",
        "a: \"\u{1}\"\n",
        "a: \u{85}b\n",
        "a: *nothing\n",
        "a: &a {b: *a}\n",
        "a: .inf\n",
        "a: .nan\n",
        "%YAML 1.2\n---\na: 1\n",
        "a: \"http:\\/\\/x\"\n",
        "a: \"\\ud83d\\ude00\"\n",
        "a: @b\n",
        "a: %b\n",
        "a: `b`\n",
        "a: {{ b }}\n",
        "- a\n",
        "text\n",
        &format!("{key}: 1\n"),
        &bomb,
    ];
    for text in both {
        for helm in [HelmVersion::V3, HelmVersion::V4] {
            let found = lint(&CATALOG, &with_helm(text, helm));
            let ids: Vec<_> = found.iter().map(|finding| (finding.rule, finding.severity)).collect();
            assert_eq!(ids, [("invalid-yaml", Severity::Error)], "{:?}", text.get(..40));
            assert!(found[0].help.as_ref().is_some_and(|help| !help.is_empty()));
        }
    }
    for text in ["a: \tb # c\n", "a: 1 # c\t\n", "a: {b: 1,\tc: 2}\n", "\u{feff}a: 1\n", "a: 1\r\nb: 2\r\n"] {
        assert!(found("invalid-yaml", text).is_empty(), "{text:?}");
        assert!(found("invisible-character", text).is_empty(), "{text:?}");
    }
}

#[test]
fn what_only_helm_4_refuses_is_a_warning_until_the_version_is_known() {
    for text in ["--- {a: 1}\n", "%YAML 1.1\n---\na: 1\n"] {
        let severity = |found: Vec<Finding>| {
            found.iter().find(|finding| finding.rule == "invalid-yaml").map(|finding| finding.severity)
        };
        assert_eq!(severity(lint(&CATALOG, &case(text))), Some(Severity::Warning), "{text}");
        assert_eq!(severity(lint(&CATALOG, &with_helm(text, HelmVersion::V3))), None, "{text}");
        assert_eq!(severity(lint(&CATALOG, &with_helm(text, HelmVersion::V4))), Some(Severity::Error), "{text}");
    }
    let found = found("invalid-yaml", "--- {global: {ha: true}}\n");
    assert_eq!(fixed("--- {global: {ha: true}}\n", &found[0]), "---\n{global: {ha: true}}\n");
    assert_eq!(found[0].fix.as_ref().unwrap().safety, Safety::Safe);
}

#[test]
fn ignored_content_by_version_of_helm() {
    let documents = "global: {}\n---\nplatform: {}\n";
    let line = "global: {}\n...\nplatform: {}\n";
    let indented = "  global: {}\nplatform: {}\n";
    let marked = "global: {}\n...\n---\nplatform: {}\n";
    let broken = "global: {}\n---\n a: b: c\n";
    let severity = |case: &Case| {
        let found = lint(&CATALOG, case);
        found.iter().find(|finding| finding.rule == "ignored-content").map(|finding| finding.severity)
    };
    for (text, undeclared, three, four) in [
        (documents, Some(Severity::Warning), Some(Severity::Error), None),
        (marked, Some(Severity::Warning), Some(Severity::Error), None),
        (broken, Some(Severity::Warning), Some(Severity::Error), None),
        (line, Some(Severity::Error), Some(Severity::Error), Some(Severity::Error)),
        (indented, Some(Severity::Error), Some(Severity::Error), Some(Severity::Error)),
        ("---\nglobal: {}\n---\n# c\n", None, None, None),
        ("global: {}\n---\n", None, None, None),
        ("global: {}\n...\n", None, None, None),
    ] {
        assert_eq!(severity(&case(text)), undeclared, "{text}");
        assert_eq!(severity(&with_helm(text, HelmVersion::V3)), three, "helm 3: {text}");
        assert_eq!(severity(&with_helm(text, HelmVersion::V4)), four, "helm 4: {text}");
    }
    assert!(found("ignored-content", indented)[0].message.contains("this line"));
}

#[test]
fn colliding_keys_are_said_to_be_chance() {
    let one = found("duplicate-key", "global:\n  commonLabels:\n    1: a\n    '1': b\n");
    assert!(one[0].message.contains("by chance"), "{}", one[0].message);
    let yes = found("duplicate-key", "global:\n  commonLabels:\n    yes: a\n    \"true\": a\n");
    assert!(yes[0].message.contains("by chance"));
    assert_eq!(yes[0].fix.as_ref().unwrap().safety, Safety::Safe, "both hold the same");
    let quoted = found("duplicate-key", "global:\n  a: 1\n  'a': 2\n");
    assert_eq!(quoted[0].message, "`global.a` is set twice");
    assert_eq!(found("duplicate-key", "global:\n  yes: 1\n  on: 2\n  true: 3\n").len(), 2);
}

#[test]
fn invisible_characters_by_place() {
    let severities = |text: &str| -> Vec<(Severity, Option<Safety>)> {
        found("invisible-character", text)
            .iter()
            .map(|finding| (finding.severity, finding.fix.as_ref().map(|fix| fix.safety)))
            .collect()
    };
    let error = |safety| vec![(Severity::Error, Some(safety))];
    for char in ['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{A0}', '\u{202E}', '\u{2066}'] {
        let text = format!("platform{char}:\n  gateway: {{}}\n");
        assert_eq!(severities(&text), error(Safety::Safe), "{char:?}");
        assert!(fixed(&text, &found("invisible-character", &text)[0]).starts_with("platform:\n"));
        let text = format!("platform:\n  gateway:\n    image: {{tag: \"1{char}\"}}\n");
        assert_eq!(severities(&text), [(Severity::Warning, Some(Safety::Unsafe))], "{char:?}");
    }
    assert_eq!(severities("\"platform\\uFEFF\": {}\n"), error(Safety::Safe));
    assert_eq!(severities("zzz\u{200B}: 1\n"), error(Safety::Unsafe));
    assert_eq!(severities("platform: {g\u{430}teway: {}}\n"), error(Safety::Safe));
    assert_eq!(severities("plätform: {}\n").len(), 1);
    for silent in [
        "# a\u{A0}b\nglobal: {}\n",
        "global: {commonAnnotations: {größe: \"a\u{A0}b\"}}\n",
        "x-größe: 1\n",
        "platform: {gateway: {affinity: {größe: 1}}}\n",
        "global: {note: \"a\u{A0}b\"}\n",
    ] {
        assert_eq!(severities(silent), [], "{silent}");
    }
}

#[test]
fn blanks_are_removed_where_they_mean_nothing() {
    let text = "a: |\n  x  \n   \nb: \"c\\ \n  d\"  \n\t\ne: 1 # f \n";
    // A tab alone on a line is an error for Helm, so it is not part of the good file.
    let text = text.replace("\t\n", " \n");
    let found = found("trailing-whitespace", &text);
    let mut fixed_text = text.clone();
    for finding in found.iter().rev() {
        fixed_text = fixed(&fixed_text, finding);
    }
    assert_eq!(fixed_text, "a: |\n  x  \n   \nb: \"c\\ \n  d\"\n\ne: 1 # f\n");
    assert!(self::found("trailing-whitespace", "a: 1\r\nb: 2\r\n").is_empty());
    assert_eq!(self::found("trailing-whitespace", "a: 1\t\r\n").len(), 1);
}

#[test]
fn a_final_line_break_is_safe_but_for_block_texts() {
    let safety = |text: &str| found("missing-final-newline", text).first().map(|one| one.fix.as_ref().unwrap().safety);
    assert_eq!(safety("a: 1"), Some(Safety::Safe));
    assert_eq!(safety("a: |-\n  x"), Some(Safety::Safe));
    assert_eq!(safety("a: |\n  x"), Some(Safety::Unsafe));
    assert_eq!(safety(""), None);
    assert_eq!(safety("a: 1\n"), None);
    let windows = "a: 1\r\nb: 2";
    assert_eq!(fixed(windows, &found("missing-final-newline", windows)[0]), "a: 1\r\nb: 2\r\n");
}

#[test]
fn headings_of_dumps_are_deleted() {
    for text in ["USER-SUPPLIED VALUES:\nglobal: {}\n", "COMPUTED VALUES:\nglobal: {}\n"] {
        let found = found("release-dump-header", text);
        assert_eq!(fixed(text, &found[0]), "global: {}\n");
    }
    let below = "# c\n\"COMPUTED VALUES\":\nglobal: {}\n";
    assert_eq!(fixed(below, &found("release-dump-header", below)[0]), "# c\nglobal: {}\n");
    assert!(found("null-override", below).is_empty(), "the junk key is one finding");
    assert!(found("release-dump-header", "global: {}\nCOMPUTED VALUES:\n").is_empty());
}

#[test]
fn a_dump_of_computed_values_is_recognised() {
    let defaults = CATALOG.defaults().unwrap();
    let all = defaults.at(&smpgen::yaml::path::KeyPath::root(), CATALOG.newest()).unwrap();
    let found = found("release-dump-header", &format!("{all}\n"));
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("defaults"), "{}", found[0].message);
}

#[test]
fn merge_keys_are_fixed_in_place() {
    let late = "x-a: &a {replicaCount: 1}\nplatform:\n  gateway:\n    replicaCount: 3\n    <<: *a\n";
    let fixed_text = fixed(late, &found("surprising-merge-key", late)[0]);
    assert_eq!(fixed_text, "x-a: &a {replicaCount: 1}\nplatform:\n  gateway:\n    <<: *a\n    replicaCount: 3\n");
    assert!(found("surprising-merge-key", &fixed_text).is_empty());

    let deep = "x-a: &a {java: {memory: 1, x: \"2\"}}\nplatform:\n  gateway:\n    <<: *a\n    java:\n      memory: 3\n";
    let fixed_text = fixed(deep, &found("surprising-merge-key", deep)[0]);
    assert!(fixed_text.ends_with("    java:\n      x: \"2\"\n      memory: 3\n"), "{fixed_text}");
    assert!(found("surprising-merge-key", &fixed_text).is_empty());
}
