//! The house keeps its order: imports go down, files stay short, one file names the YAML parser, no network.

use std::fs;
use std::path::{Path, PathBuf};

/// Which modules of the crate each module may name. Everything else is an import that goes up or sideways.
/// A new module gets a row here; `commands`, `lib` and `main` stand above all and may name anything.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("yaml", &[]),
    ("quantity", &[]),
    ("glob", &[]),
    ("heap", &["quantity"]),
    ("error", &[]),
    ("args", &["report"]),
    ("suggest", &["error"]),
    ("leaf", &["yaml"]),
    ("mask", &["yaml"]),
    ("report", &["error", "helm", "lint", "mask", "suggest", "yaml"]),
    ("lint", &["catalog", "edit", "heap", "helm", "leaf", "quantity", "suggest", "yaml"]),
    ("helm", &["yaml"]),
    ("edit", &["helm", "leaf", "yaml"]),
    ("catalog", &["error", "leaf", "quantity", "suggest", "yaml"]),
    ("plan", &["catalog", "quantity", "heap", "leaf", "spec", "yaml", "suggest", "error"]),
    (
        "upgrade",
        &["catalog", "edit", "error", "helm", "leaf", "lint", "mask", "plan", "quantity", "render", "suggest", "yaml"],
    ),
    ("render", &["plan", "leaf", "yaml", "helm", "error"]),
    ("spec", &["catalog", "error", "helm", "leaf", "lint", "quantity", "suggest", "yaml"]),
    ("rules", &["lint", "helm", "yaml", "catalog", "quantity", "heap", "suggest", "mask", "leaf"]),
];

const TOP: [&str; 3] = ["commands", "lib", "main"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `directory` that `wanted` lets through, as path relative to the package and text.
fn files(directory: &str, wanted: impl Fn(&Path) -> bool) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(directory)];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if wanted(&path) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                let bytes = fs::read(&path).unwrap();
                found.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    found.sort();
    found
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// `src/plan/compare.rs` belongs to `plan`, `src/heap.rs` to `heap`.
fn module(file: &str) -> &str {
    let below = file.trim_start_matches("src/");
    below.split('/').next().unwrap_or(below).trim_end_matches(".rs")
}

/// The modules that a line of code names with `crate::`. Comments may name what they like.
fn named(line: &str) -> Vec<String> {
    let code = line.trim_start();
    if code.starts_with("//") {
        return Vec::new();
    }
    let name = |rest: &str| rest.chars().take_while(|char| char.is_ascii_alphanumeric() || *char == '_').collect();
    code.split("crate::").skip(1).map(name).collect()
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for (file, text) in files("src", is_rust) {
        let module = module(&file);
        if TOP.contains(&module) {
            continue;
        }
        let Some((_, below)) = MAY_NAME.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{file}: module `{module}` has no row in MAY_NAME"));
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            for name in named(line) {
                if name.is_empty() {
                    wrong.push(format!("{file}:{}: write one `use crate::…` per module", index + 1));
                } else if name != module && !below.contains(&name.as_str()) {
                    wrong.push(format!("{file}:{}: `{module}` may not name `{name}`", index + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_import_is_seen_wherever_it_stands() {
    assert_eq!(named("use crate::plan::leaf;"), ["plan"]);
    assert_eq!(named("    let x = crate::yaml::style::quote(crate::heap::Heap::new());"), ["yaml", "heap"]);
    assert_eq!(named("use crate::{plan, yaml};"), [""]);
    assert_eq!(named("/// see [`crate::plan`]"), [""; 0]);
    assert_eq!((module("src/plan/leaf.rs"), module("src/heap.rs")), ("plan", "heap"));
}

#[test]
fn the_allowed_imports_have_no_circle() {
    // Every module can be taken away in turn, once all that it names are gone.
    let mut left: Vec<_> = MAY_NAME.to_vec();
    while !left.is_empty() {
        let names: Vec<&str> = left.iter().map(|(name, _)| *name).collect();
        let before = left.len();
        left.retain(|(_, below)| below.iter().any(|name| names.contains(name)));
        assert!(left.len() < before, "a circle among {names:?}");
    }
}

#[test]
fn no_file_is_over_500_lines() {
    // Fixtures under tests/data are tables, not prose or code.
    let ours = |path: &Path| !path.components().any(|part| part.as_os_str() == "data");
    let mut long = Vec::new();
    for directory in ["src", "tests", "benches", "profiles", "templates"] {
        let over = files(directory, ours).into_iter().filter(|(_, text)| text.lines().count() > 500);
        long.extend(over.map(|(name, text)| format!("{name}: {} lines", text.lines().count())));
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn one_file_names_the_yaml_parser() {
    let naming = files("src", is_rust).into_iter().filter(|(_, text)| text.contains("granit_parser"));
    let others: Vec<String> = naming.map(|(name, _)| name).filter(|name| name != "src/yaml/parse.rs").collect();
    assert!(others.is_empty(), "{others:?} name granit_parser");
}

/// Crates that open connections. None of them may come in, not even through another crate.
const NETWORK: [&str; 12] = [
    "reqwest",
    "hyper",
    "ureq",
    "curl",
    "tokio",
    "rustls",
    "openssl",
    "openssl-sys",
    "native-tls",
    "isahc",
    "attohttpc",
    "mio",
];

#[test]
fn no_network_crate_is_locked() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let names: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")).map(|name| name.trim_end_matches('"')).collect();
    assert!(names.contains(&"serde_json"), "the names of Cargo.lock can be read");
    for name in NETWORK {
        assert!(!names.contains(&name), "{name} is in Cargo.lock");
    }
}

#[test]
fn no_code_opens_a_connection() {
    for (file, text) in files("src", is_rust) {
        for word in ["std::net", "TcpStream", "UdpSocket", "UnixStream"] {
            assert!(!text.contains(word), "{file} names {word}");
        }
    }
}
