//! Every value of every shipped file has its place, and no input makes the reader panic or hang.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use smpgen::helm::json::to_json;
use smpgen::helm::quote::quote;
use smpgen::helm::read::read;
use smpgen::helm::value::{LayerId, Node, Value};
use smpgen::helm::version::HelmVersion;
use smpgen::report::snippet::syntax_error;
use smpgen::yaml::parse::parse;
use smpgen::yaml::path::KeyPath;
use smpgen::yaml::source::Source;
use smpgen::yaml::style;
use smpgen::yaml::tree::{Kind, Style};

/// The shipped files by version, or nothing where they are not on this machine.
fn upstream() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/upstream");
    let list = |directory: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(directory).into_iter().flatten();
        entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
    };
    let mut files: Vec<PathBuf> = list(&root).iter().flat_map(|version| list(version)).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    if files.is_empty() {
        assert!(std::env::var_os("SMPGEN_REQUIRE_UPSTREAM").is_none(), "no shipped files in {}", root.display());
        println!("skipped: no shipped files in {}", root.display());
    }
    files
}

/// The text of a scalar from its bytes, for the styles that the shipped files have.
fn unquoted(written: &str, style: Style) -> Option<String> {
    match style {
        Style::Plain => Some(written.to_string()),
        Style::Single => Some(written.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'")),
        Style::Double => {
            Some(written.strip_prefix('"')?.strip_suffix('"')?.replace("\\\"", "\"").replace("\\\\", "\\"))
        }
        Style::Literal | Style::Folded => None,
    }
}

#[test]
fn every_scalar_of_every_shipped_file_is_where_its_span_says() {
    let files = upstream();
    let mut scalars = 0;
    for file in &files {
        let source = Source::from_path(file).expect("a shipped file is text");
        let tree = parse(source.text()).expect("a shipped file is YAML");
        let mut last_start = 0;
        for (_, node) in tree.nodes() {
            assert!(node.span.start >= last_start, "{}: nodes are in order", file.display());
            last_start = node.span.start;
            let Kind::Scalar { text, style } = &node.kind else { continue };
            let written = source.slice(node.span);
            match unquoted(written, *style) {
                Some(unquoted) => assert_eq!(&unquoted, text, "{} at {}", file.display(), node.span.start),
                // Each line of a block text is one of its lines.
                None => assert!(
                    written.starts_with(['|', '>']) && written.lines().skip(1).all(|line| text.contains(line.trim()))
                ),
            }
            scalars += 1;
        }
        for comment in &tree.comments {
            assert!(source.slice(comment.span).starts_with('#'));
        }
    }
    assert!(files.is_empty() || scalars > 8000, "only {scalars} scalars in {} files", files.len());
}

#[test]
fn both_versions_of_helm_read_the_shipped_files_alike_and_without_a_note() {
    for file in upstream() {
        let source = Source::from_path(&file).expect("a shipped file is text");
        let [old, new] =
            [HelmVersion::V3, HelmVersion::V4].map(|helm| read(&source, LayerId(0), helm).expect("readable"));
        assert_eq!(to_json(&old.root.value), to_json(&new.root.value));
        assert!(old.notes.is_empty() && new.notes.is_empty());
    }
}

#[test]
fn places_and_duplicates_of_the_demo_profile_are_known() {
    let Some(file) = upstream().into_iter().find(|file| file.ends_with("0.45.0/override-demo.yaml")) else { return };
    let source = Source::from_path(&file).expect("a shipped file is text");
    let tree = parse(source.text()).expect("a shipped file is YAML");
    let root = tree.documents[0].root;
    let path: KeyPath = "platform.ng-manager.java.memory".parse().expect("a path");
    let found = tree.find(root, &path).expect("the key is there");
    let place = |id| source.position(tree.node(id).span.start);
    assert_eq!((place(found.value).line, place(found.value).column), (329, 15));
    assert_eq!(source.slice(tree.node(found.value).span), "\"1024m\"");
    let key = found.key.expect("it has a key");
    assert_eq!((place(key).line, place(key).column), (329, 7));
    let chaos = tree.find(root, &KeyPath::of(["chaos"])).expect("chaos is there").value;
    let lines = |name: &str| -> Vec<usize> {
        tree.pairs(chaos)
            .iter()
            .filter(|pair| tree.text(pair.key) == Some(name))
            .map(|pair| place(pair.key).line)
            .collect()
    };
    assert_eq!(lines("chaos-machine-ifc"), [49, 67]);
    assert_eq!(lines("chaos-machine-ifs"), [58, 75]);
    let reading = read(&source, LayerId(3), HelmVersion::V3).expect("readable");
    let memory = ["platform", "ng-manager", "java", "memory"].iter().fold(&reading.root, |node, key| child(node, key));
    assert_eq!(memory.origin.layer, LayerId(3));
    assert_eq!(source.slice(memory.origin.value), "\"1024m\"");
    assert_eq!(memory.origin.key.map(|span| source.slice(span)), Some("memory"));
}

fn child<'node>(node: &'node Node, key: &str) -> &'node Node {
    match &node.value {
        Value::Map(entries) => &entries[key],
        other => panic!("{key}: not a map: {other:?}"),
    }
}

/// Reads with both versions, prints any error, and gives the first version's error message.
fn outcome(text: &str) -> Result<(), String> {
    let source = Source::from_text("case", text);
    let [old, _] = [HelmVersion::V3, HelmVersion::V4].map(|helm| {
        let reading = read(&source, LayerId(0), helm);
        if let Err(error) = &reading {
            assert!(error.span.start <= error.span.end && text.get(error.span.start..error.span.end).is_some());
            assert!(syntax_error(&source, error).contains("help: "));
        }
        reading.map(drop).map_err(|error| error.message)
    });
    old
}

#[test]
fn attacks_end_in_a_clean_error_soon() {
    let doubling = |open: &str, close: &str| {
        let levels = (1..40).map(|level| {
            format!("a{level}: &a{level} {open}*a{}{close}\n", [level - 1; 9].map(|last| last.to_string()).join(", *a"))
        });
        format!("a0: &a0 x\n{}", levels.collect::<String>())
    };
    let chain: String = (1..1000)
        .map(|level| format!("a{level}: &a{level} {}*a{}{}\n", "[".repeat(90), level - 1, "]".repeat(90)))
        .collect();
    let wide_map: String = (0..5000).map(|key| format!("  k{key}: v\n")).collect();
    let too_deep = "more than 128 levels of nesting";
    let too_many = "aliases expand to too many values";
    let attacks = [
        ("brackets", "[".repeat(100_000), too_deep),
        ("braces", "{a: ".repeat(100_000), too_deep),
        ("dashes", "- ".repeat(100_000), too_deep),
        ("question marks", "? ".repeat(100_000), too_deep),
        ("mixed", "- ".repeat(100) + &"[".repeat(100) + &"]".repeat(100), too_deep),
        ("indented keys", (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect(), too_deep),
        ("laughs", doubling("[", "]"), too_many),
        ("chain of aliases", format!("a0: &a0 x\n{chain}"), "more than 256 levels of nesting"),
        ("map of aliases", format!("b: &b\n{wide_map}c:\n{}", "  - *b\n".repeat(5000)), too_many),
        ("long text", format!("a: &a {}\nb:\n{}", "x".repeat(1_000_000), "- *a\n".repeat(900)), too_many),
        ("entries", format!("a: [{}]", "1,".repeat(1_100_000)), "more than 1,000,000 keys and values"),
    ];
    for (name, text, message) in attacks {
        let start = Instant::now();
        assert_eq!(outcome(&text), Err(message.to_string()), "{name}");
        // A debug build on a busy machine; the release build needs a tenth.
        assert!(start.elapsed() < Duration::from_secs(60), "{name}: {:?}", start.elapsed());
    }
    let merge = format!(
        "a0: &a0 {{x: 1}}\n{}",
        (1..40)
            .map(|level| format!("a{level}: &a{level}\n  <<: [{}]\n", vec![format!("*a{}", level - 1); 9].join(", ")))
            .collect::<String>()
    );
    assert_eq!(outcome(&merge), Err(too_many.to_string()));
}

#[test]
fn large_and_odd_files_are_no_problem() {
    for text in [
        "# c\n".repeat(20_000) + "a: 1\n",
        (0..20_000).map(|key| format!("k{key}: v\n")).collect(),
        "k: v\n".repeat(20_000),
        "\r\n".repeat(20_000),
        format!("a: {}", "x".repeat(1_000_000)),
        format!("{{\n{}\"z\": 1}}", "\t\t\"k\": [1, {\"a\":\t\"b\"}],\n".repeat(2_000)),
    ] {
        assert_eq!(outcome(&text), Ok(()));
    }
}

/// Part of a real override, small enough to be cut up many times.
const REAL: &str = include_str!("data/real-override.yaml");

fn broken_real_file() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        " ", "\n", "\t", "\r", ": ", "- ", "#", "'", "\"", "|", ">", "{", "}", "[", "]", ",", "&a ", "*a ", "!!int ",
        "<<: ", "? ", "---\n", "...\n", "%", "@", "\\", "é", "\u{FEFF}", "\u{2028}", "\0",
    ]);
    let change = (any::<prop::sample::Index>(), 0..20usize, token);
    prop::collection::vec(change, 1..8).prop_map(|changes| {
        let mut text: Vec<char> = REAL.chars().collect();
        for (at, removed, token) in changes {
            let start = at.index(text.len() + 1);
            let end = (start + removed).min(text.len());
            text.splice(start..end, token.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    // Failures are printed whole; a file of seeds next to the tests would only go stale.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        let _ = outcome(&text);
    }

    #[test]
    fn no_yaml_like_text_makes_the_reader_panic(text in "([ \\n\\t:\\-#'\"|>{}\\[\\],&*!?%@~<\\\\ab1é]|: |- |\\n  |\r\n|\u{FEFF}){0,80}") {
        let _ = outcome(&text);
    }

    #[test]
    fn no_broken_file_makes_the_reader_panic(text in broken_real_file()) {
        let _ = outcome(&text);
    }

    #[test]
    fn spans_lie_inside_the_text_and_their_parents(text in broken_real_file()) {
        let Ok(tree) = parse(&text) else { return Ok(()) };
        for (_, node) in tree.nodes() {
            prop_assert!(text.get(node.span.start..node.span.end).is_some());
            let children: Vec<_> = match &node.kind {
                Kind::List { items, .. } => items.clone(),
                Kind::Map { pairs, .. } => pairs.iter().flat_map(|pair| [pair.key, pair.value]).collect(),
                _ => Vec::new(),
            };
            for child in children {
                let inner = tree.node(child).span;
                prop_assert!(node.span.start <= inner.start && inner.end <= node.span.end, "{node:?} {inner:?}");
            }
        }
    }

    #[test]
    fn a_quoted_text_reads_back_as_key_and_as_value_in_block_and_flow(text in text_to_quote()) {
        let written = quote(&text);
        let also = style::quote(&text);
        for written in [&written, &also] {
            let file = format!("v: {written}\nf: [{written}, {{{written}: 1}}]\nk:\n  {written}: 1\n");
            let source = Source::from_text("case", file.as_str());
            for helm in [HelmVersion::V3, HelmVersion::V4] {
                let reading = read(&source, LayerId(0), helm);
                let reading = reading.map_err(|error| TestCaseError::fail(format!("{file:?}: {error}")))?;
                let json = to_json(&reading.root.value);
                prop_assert_eq!(&json["v"], &text, "{}", file);
                prop_assert_eq!(&json["f"][0], &text, "{}", file);
                prop_assert_eq!(&json["f"][1][&text], 1, "{}", file);
                prop_assert_eq!(&json["k"][&text], 1, "{}", file);
            }
        }
    }
}

fn text_to_quote() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,30}",
        "[ -~]{0,12}",
        "[-+]?[0-9_.eExXobB:]{1,8}(m|Ki|Mi|Gi|k|M|G|E)?",
        "[yYnNtTfFoO~.][a-zA-Z]{0,4}",
        prop::sample::select(vec![
            "",
            " ",
            "~",
            "<<",
            "=",
            "null",
            "---",
            "...",
            "- a",
            "a: b",
            "a #b",
            "a#b",
            "\u{85}",
            "\u{FEFF}x",
            "{{ x }}",
            "%a",
            "\\",
            "\"",
            "'"
        ])
        .prop_map(String::from),
    ]
}
