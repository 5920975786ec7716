//! Other catalogs than the embedded one, broken in every way: an error that names the file, never a panic or a wait.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use smpgen::catalog::Catalog;
use smpgen::plan::{self, ErrataChoice, Request};

const FILES: [(&str, &str); 6] = [
    ("demo.yaml", "profile: demo\nload: {users: 10, cd: 2, ci: 2}\nlicence: false\npurpose: Learning.\n"),
    ("huge.yaml", "profile: huge\nload: {users: 90, cd: 15, ci: 15}\nlicence: true\npurpose: Ours.\n"),
    ("charts.yaml", "releases:\n  0.45.0: 2026-08-18\n"),
    ("volumes.yaml", "volumes: []\n"),
    ("errata.yaml", "errata: []\n"),
    (
        "services/sto.yaml",
        "module: sto\nservices:\n  sto-core:\n    versions: 0.9.0..\n    sizing: {cpu: 128m, values: {flags: [a]}}\n",
    ),
];

fn catalog() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("services")).unwrap();
    for (name, text) in FILES {
        fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

/// What is wrong with the catalog in `directory`, without the name of the directory; empty where nothing is.
/// It is planned with too, because some faults show no earlier.
fn fault(directory: &Path) -> String {
    let planned = Catalog::load(Some(directory)).and_then(|catalog| {
        let request = Request {
            profile: &catalog.profiles[0],
            chart_version: catalog.newest().clone(),
            modules: Vec::new(),
            errata: ErrataChoice::All,
            storage: Vec::new(),
        };
        plan::plan(&catalog, &request)
    });
    let said = planned.err().map(|error| error.to_string()).unwrap_or_default();
    said.replace(&format!("{}/", directory.display()), "").lines().next().unwrap_or_default().to_owned()
}

fn erratum(leaf: &str) -> String {
    format!(
        "- {{id: x, versions: 0.9.0.., profiles: [demo], default: true, reason: r, source: s, leaves: [{{{leaf}}}]}}\n"
    )
}

#[test]
fn the_catalog_that_the_others_are_made_of_is_sound() {
    assert_eq!(fault(catalog().path()), "");
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    let nested = format!("errata: {}\n", "[".repeat(100_000));
    let bomb = (1..9).fold("a0: &a0 [1, 1]\n".to_owned(), |text, level| {
        let before = format!("*a{}, ", level - 1).repeat(9);
        format!("{text}a{level}: &a{level} [{before}1]\n")
    });
    let other = "other.yaml";
    let cases: &[(&str, &str, &str)] = &[
        ("errata.yaml", "", "catalog file errata.yaml:1: the file: null is not of type \"object\""),
        ("errata.yaml", &nested, "catalog file errata.yaml:1 cannot be read: more than 128 levels of nesting"),
        ("errata.yaml", &bomb, "catalog file errata.yaml cannot be read: repetition limit exceeded"),
        (
            "errata.yaml",
            "errata: &a [*a]\n",
            "catalog file errata.yaml:1 cannot be read: recursion limit exceeded at line 1 column 9",
        ),
        ("errata.yaml", "errata: []\nerrata: []\n", "catalog file errata.yaml:2: `errata` is set twice"),
        ("charts.yaml", "releases: {}\n", "catalog file charts.yaml:1: `/releases`: {} has less than 1 property"),
        (
            "charts.yaml",
            "releases:\n  v0.45.0: 2026-08-18\n",
            "catalog file charts.yaml:2: `/releases/v0.45.0`: write `0.45.0`",
        ),
        (
            "demo.yaml",
            "profile: demo\nload: {users: 1e30, cd: 1, ci: 1}\nlicence: true\npurpose: x\n",
            "catalog file demo.yaml:2: `/load/users`: 1e+30 is greater than the maximum of 1000000000",
        ),
        (
            "demo.yaml",
            "profile: demo\nload: {users: 1, cd: 1, ci: 1}\nlicence: true\npurpose: \"a\\nb\"\n",
            "catalog file demo.yaml:4: `/purpose`: one line of text is needed here, for the head of a rendered file",
        ),
        (
            "services/sto.yaml",
            "module: sto\nservices:\n  \"a[0]\": {versions: 0.9.0..}\n",
            "catalog file services/sto.yaml:3: `/services/a[0]`: only keys may stand here, no places in lists",
        ),
        (other, FILES[0].1, "two entries of the catalog are for the profile `demo`"),
        ("services/two.yaml", FILES[5].1, "two entries of the catalog are for the module `sto`"),
        (
            "volumes.yaml",
            "volumes:\n  - &v {store: a, path: b, kind: claim}\n  - *v\n",
            "two entries of the catalog are for the store `a`",
        ),
    ];
    for (name, text, expected) in cases {
        let directory = catalog();
        fs::write(directory.path().join(name), text).unwrap();
        assert_eq!(fault(directory.path()), *expected, "{name}: {:.80}", text);
    }
}

#[test]
fn errata_that_say_the_wrong_thing_are_named() {
    let cpu = "path: sto.sto-core.resources.requests.cpu";
    let cases = [
        (
            erratum(&format!("{cpu}, shipped: 128m, ours: 1")).repeat(2),
            "two entries of the catalog are for the erratum `x`",
        ),
        (
            erratum(&format!("{cpu}, shipped: 64m")),
            "erratum `x` does not fit the sizing table: `sto.sto-core.resources.requests.cpu` holds \"128m\", the erratum expects \"64m\"",
        ),
        (
            erratum("path: 'sto.sto-core.flags[1]', ours: b"),
            "erratum `x` does not fit the sizing table: there is no `sto.sto-core.flags[1]` to change",
        ),
        (
            erratum("path: 'sto.sto-core.flags[0]', shipped: a"),
            "erratum `x` does not fit the sizing table: there is no `sto.sto-core.flags[0]` to change",
        ),
        (
            erratum("path: '[0]', ours: b"),
            "catalog file errata.yaml:2: `/errata/0/leaves/0/path`: a key path begins with a key",
        ),
        (
            erratum(&format!("{cpu}, ours: 1")).replace("id: x", "id: all"),
            "an erratum of the catalog is called `all`, which --errata has a meaning for",
        ),
    ];
    for (errata, expected) in cases {
        let directory = catalog();
        fs::write(directory.path().join("errata.yaml"), format!("errata:\n{errata}")).unwrap();
        assert_eq!(fault(directory.path()), expected, "{errata}");
    }
}

/// Makes something that is no file.
type Make = fn(&Path);

#[test]
fn what_is_missing_or_no_file_is_named_at_once() {
    for (name, _) in &FILES[2..5] {
        let directory = catalog();
        fs::remove_file(directory.path().join(name)).unwrap();
        let expected = format!("cannot read catalog file {name}: No such file or directory (os error 2)");
        assert_eq!(fault(directory.path()), expected);
    }
    let directory = catalog();
    fs::remove_file(directory.path().join("services/sto.yaml")).unwrap();
    assert_eq!(fault(directory.path()), "the catalog sizes no service of chart 0.45.0");

    let strange: [(&str, Make); 4] = [
        ("Too many levels of symbolic links (os error 40)", |path| symlink(path, path).unwrap()),
        ("is a directory", |path| fs::create_dir(path).unwrap()),
        ("is not a regular file", |path| symlink("/dev/zero", path).unwrap()),
        ("is not a regular file", |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success())),
    ];
    for (why, make) in strange {
        let directory = catalog();
        make(&directory.path().join("x.yaml"));
        assert_eq!(fault(directory.path()), format!("cannot read catalog file x.yaml: {why}"));
    }
}
