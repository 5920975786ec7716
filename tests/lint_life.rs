//! Living with the linter: fixes, waivers, the baseline, and the `lint:` section of smp.yaml.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn smpgen(directory: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_smpgen"))
        .args(args)
        .current_dir(directory)
        .env_remove("SMPGEN_CATALOG")
        .env("SMPGEN_TODAY", "2026-11-21")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn out(run: &Output) -> String {
    String::from_utf8_lossy(&run.stdout).into_owned()
}

fn said(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

/// Lines of `old` that `new` no longer has, and lines that only `new` has, in order.
fn changed(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let diff = similar::TextDiff::from_lines(old, new);
    let lines = |tag| diff.iter_all_changes().filter(move |change| change.tag() == tag);
    let text = |tag| lines(tag).map(|change| change.value().trim_end().to_owned()).collect();
    (text(similar::ChangeTag::Delete), text(similar::ChangeTag::Insert))
}

#[test]
fn the_shipped_twins_go_and_the_misplaced_count_is_lifted_with_no_other_byte_changed() {
    let Some(upstream) = support::upstream() else { return };
    let directory = tempfile::tempdir().unwrap();
    for (name, select, removed, added) in
        [("override-demo.yaml", "duplicate-key", 18, 0), ("override-medium.yaml", "misplaced-key", 1, 1)]
    {
        let old = fs::read_to_string(upstream.join("0.45.0").join(name)).unwrap();
        fs::write(directory.path().join(name), &old).unwrap();
        let run = smpgen(directory.path(), &["lint", "--fix", "--unsafe-fixes", "--select", select, name]);
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        let new = fs::read_to_string(directory.path().join(name)).unwrap();
        let (gone, come) = changed(&old, &new);
        assert_eq!((gone.len(), come.len()), (removed, added), "{name}: {gone:?} {come:?}");
        if added == 1 {
            assert_eq!((gone[0].as_str(), come[0].as_str()), ("      replicaCount: 2", "    replicaCount: 2"));
        }
        // A second run has nothing left to do.
        let again = smpgen(directory.path(), &["lint", "--fix", "--unsafe-fixes", "--select", select, name]);
        assert_eq!(again.status.code(), Some(0));
        assert_eq!(fs::read_to_string(directory.path().join(name)).unwrap(), new);
    }
}

#[test]
fn safe_fixes_alone_keep_line_ends_and_links_and_diff_writes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("real.yaml");
    let text = "platform:\r\n  gateway:\r\n    replicaCount: 2   \r\n";
    fs::write(&path, text).unwrap();
    std::os::unix::fs::symlink("real.yaml", directory.path().join("link.yaml")).unwrap();
    let shown = smpgen(directory.path(), &["lint", "--diff", "--select", "trailing-whitespace", "link.yaml"]);
    assert_eq!(shown.status.code(), Some(1));
    assert!(out(&shown).contains("-    replicaCount: 2   "), "{}", out(&shown));
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "--diff writes nothing");
    let run = smpgen(directory.path(), &["lint", "--fix", "--select", "trailing-whitespace", "link.yaml"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert_eq!(fs::read_to_string(&path).unwrap(), "platform:\r\n  gateway:\r\n    replicaCount: 2\r\n");
    assert!(directory.path().join("link.yaml").is_symlink());
}

#[test]
fn waivers_need_a_reason_and_are_found_when_they_are_no_use() {
    let directory = tempfile::tempdir().unwrap();
    for (waiver, rule, code) in [
        ("# smpgen: ignore[unknown-service] a service of our own", "", 0),
        ("# smpgen: ignore[unknown-service] until next month until=2026-12-21", "", 0),
        ("# smpgen: ignore[unknown-service] was until=2026-11-20", "expired-waiver", 1),
        ("# smpgen: ignore[unknown-service]", "invalid-waiver", 1),
        ("# smpgen: ignore[unknwn-service] typo", "invalid-waiver", 1),
        ("# smpgen: ignore[duplicate-key] nothing here", "unused-waiver", 1),
    ] {
        fs::write(directory.path().join("a.yaml"), format!("platform:\n  our-own: {{a: 1}}  {waiver}\n")).unwrap();
        let run = smpgen(
            directory.path(),
            &["lint", "a.yaml", "--fail-on", "warning", "--format", "concise", "--select", "keys,waiver,duplicate-key"],
        );
        assert_eq!(run.status.code(), Some(code), "{waiver}: {}{}", out(&run), said(&run));
        assert!(out(&run).contains(rule), "{waiver}: {}", out(&run));
        assert_eq!(rule.is_empty(), out(&run).is_empty(), "{waiver}: {}", out(&run));
    }
}

#[test]
fn a_baseline_hides_what_it_knows_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let write = |text: &str| fs::write(directory.path().join("a.yaml"), text).unwrap();
    let lint = |args: &[&str]| {
        let base = ["lint", "a.yaml", "--fail-on", "warning", "--format", "concise", "--select", "unknown-service"];
        smpgen(directory.path(), &[&base[..], args].concat())
    };
    write("platform:\n  one: {a: 1}\n");
    assert_eq!(lint(&[]).status.code(), Some(1));
    let run = lint(&["--baseline", "known.json", "--write-baseline"]);
    assert_eq!(run.status.code(), Some(0), "{}{}", out(&run), said(&run));
    // The finding moves to another line and stays known; a new one is found.
    write("# a comment\nplatform:\n  two: {a: 1}\n  one: {a: 1}\n");
    let run = lint(&["--baseline", "known.json"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(out(&run).contains("`two`") && !out(&run).contains("`one`"), "{}", out(&run));
}

#[test]
fn the_spec_sets_rules_severities_and_paths_and_its_mistakes_have_a_place() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("site")).unwrap();
    fs::write(directory.path().join("site/a.yaml"), "platform:\n  one: {a: 1}\n").unwrap();
    let lint = |spec: &str| {
        fs::write(directory.path().join("smp.yaml"), spec).unwrap();
        // Found above the working directory.
        smpgen(&directory.path().join("site"), &["lint", "a.yaml", "--format", "concise"])
    };
    assert_eq!(lint("lint:\n  severity: {unknown-service: error}\n").status.code(), Some(1));
    assert_eq!(lint("lint:\n  failOn: warning\n").status.code(), Some(1));
    let ignored = lint("lint:\n  failOn: info\n  ignore: [unknown-service, missing-license]\n");
    assert!(!out(&ignored).contains("unknown-service"), "{}", out(&ignored));
    let of_path = lint("lint:\n  failOn: info\n  paths:\n    site/*.yaml: {ignore: [keys]}\n");
    assert!(!out(&of_path).contains("unknown-service"), "{}", out(&of_path));
    for (spec, says) in [
        ("lint:\n  selec: [yaml]\n", "smp.yaml:2:3: unknown key `selec` (did you mean `select`?)"),
        ("lint:\n  ignore: [no-such-rule]\n", "no-such-rule"),
        ("profile: medum\n", "medum"),
        ("lint: [1]\n", "smp.yaml:1"),
        ("lint:\n\tignore: []\n", "tab"),
    ] {
        let run = lint(spec);
        assert_eq!(run.status.code(), Some(2), "{spec}: {}", out(&run));
        assert!(said(&run).contains(says), "{spec}: {}", said(&run));
    }
}

#[test]
fn every_rule_explains_itself() {
    let directory = tempfile::tempdir().unwrap();
    for rule in smpgen::rules::ALL {
        let run = smpgen(directory.path(), &["explain", rule.id]);
        assert_eq!((run.status.code(), out(&run)), (Some(0), rule.page.to_owned()), "{}", rule.id);
    }
    let run = smpgen(directory.path(), &["explain", "duplicat-key"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("did you mean `duplicate-key`?"));
    let run = smpgen(directory.path(), &["rules", "--format", "json"]);
    let rules: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(rules["rules"].as_array().unwrap().len(), smpgen::rules::ALL.len());
}

#[test]
fn nothing_to_lint_is_a_mistake_that_says_what_was_tried() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.yaml"), "a: 1\n").unwrap();
    for (args, says) in [
        (&["lint"][..], "nothing to lint"),
        (&["lint", "none*.yaml"], "looked at a.yaml"),
        (&["lint", "."], "a.yaml"),
        (&["lint", "none.yaml"], "no such file"),
    ] {
        let run = smpgen(directory.path(), args);
        assert_eq!(run.status.code(), Some(2), "{args:?}");
        assert!(said(&run).contains(says), "{args:?}: {}", said(&run));
    }
}

/// Blanks at the end of a line: the smallest thing that --fix removes.
const BLANKS: &str = "global:\n  ci:\n    enabled: true   \n";

#[test]
fn what_a_pattern_cannot_see_is_not_passed_over() {
    use std::os::unix::ffi::OsStrExt;
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    fs::write(here.join("a.yaml"), "{}\n").unwrap();
    std::os::unix::fs::symlink("gone.yaml", here.join("dead.yaml")).unwrap();
    fs::write(here.join(std::ffi::OsStr::from_bytes(b"z\xff.yaml")), "{}\n").unwrap();
    for (pattern, wanted) in [
        ("d*.yaml", "error: dead.yaml: is a link that leads to no file\n"),
        ("dead.yaml", "error: dead.yaml: is a link that leads to no file\n"),
        ("z*.yaml", "error: z\u{fffd}.yaml: the name is not UTF-8\n"),
        ("", "error: the name of a file is empty\n"),
    ] {
        let run = smpgen(here, &["lint", pattern]);
        assert_eq!(run.status.code(), Some(2), "{pattern}");
        assert!(said(&run).starts_with(wanted), "{pattern}: {}", said(&run));
    }
    assert_eq!(smpgen(here, &["lint", "a*.yaml"]).status.code(), Some(0), "what else is there does not matter");
}

#[test]
fn a_read_only_file_is_not_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.yaml");
    fs::write(&path, BLANKS).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let run = smpgen(directory.path(), &["lint", "--fix", "a.yaml"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).starts_with("error: cannot write a.yaml: it is read-only\n"), "{}", said(&run));
    assert_eq!(fs::read_to_string(&path).unwrap(), BLANKS);
}

#[test]
fn a_report_never_takes_the_place_of_what_the_run_reads_and_nothing_is_fixed_before_that_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let (values, known) = (directory.path().join("a.yaml"), "{\"version\": 1, \"findings\": []}\n");
    fs::write(&values, BLANKS).unwrap();
    fs::write(directory.path().join("smp.yaml"), "lint: {}\n").unwrap();
    fs::write(directory.path().join("known.json"), known).unwrap();
    for path in ["a.yaml", "smp.yaml", "./known.json"] {
        let output = format!("json={path}");
        let run =
            smpgen(directory.path(), &["lint", "--fix", "a.yaml", "--baseline", "known.json", "--output", &output]);
        assert_eq!(run.status.code(), Some(2), "{path}");
        assert!(said(&run).contains("is read in the same run"), "{path}: {}", said(&run));
    }
    assert_eq!(fs::read_to_string(&values).unwrap(), BLANKS);
    assert_eq!(fs::read_to_string(directory.path().join("known.json")).unwrap(), known);
    // One file by two names, before it is there.
    let run = smpgen(directory.path(), &["lint", "a.yaml", "--output", "json=new", "--output", "sarif=./new"]);
    assert!(said(&run).contains("another report goes into this file"), "{}", said(&run));
}

#[test]
fn a_diff_promises_no_report_and_says_why_it_fails() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.yaml"), "global:\n  ci: x\n  ci: y\n").unwrap();
    let run = smpgen(directory.path(), &["lint", "--diff", "a.yaml", "--output", "sarif=out.sarif"]);
    assert_eq!(run.status.code(), Some(2), "a report that is never written");
    let run = smpgen(directory.path(), &["lint", "--diff", "a.yaml"]);
    assert_eq!((run.status.code(), out(&run).as_str()), (Some(1), ""));
    assert!(said(&run).contains("1 finding is left that these fixes do not remove"), "{}", said(&run));
}

#[test]
fn what_is_called_smp_yaml_and_is_no_file_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let below = directory.path().join("below");
    fs::create_dir_all(&below).unwrap();
    fs::write(below.join("a.yaml"), "{}\n").unwrap();
    let spec = directory.path().join("smp.yaml");
    fs::create_dir(&spec).unwrap();
    let run = smpgen(&below, &["lint", "a.yaml"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).starts_with("error: ../smp.yaml: is a directory\n"), "{}", said(&run));
    fs::remove_dir(&spec).unwrap();
    std::os::unix::fs::symlink("gone", &spec).unwrap();
    let run = smpgen(&below, &["lint", "a.yaml"]);
    assert!(said(&run).starts_with("error: ../smp.yaml: is a link that leads to no file\n"), "{}", said(&run));
}

#[test]
fn a_helm_command_that_keeps_the_values_of_the_release_lacks_nothing() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.yaml"), "global:\n  zzz: 1\n").unwrap();
    let lint = |flag: &str| {
        let words =
            ["lint", "--format", "concise", "--", "helm", "upgrade", "r", "harness/harness", "-f", "a.yaml", flag];
        smpgen(directory.path(), &words)
    };
    let whole = lint("--reset-values");
    assert!(out(&whole).contains("missing-license"), "{}", out(&whole));
    for flag in ["--reuse-values", "--reset-then-reuse-values"] {
        let kept = lint(flag);
        assert_eq!(out(&kept), "a.yaml:2:3: warning[unknown-key] nothing known of the chart reads `global.zzz`\n");
        assert!(said(&kept).starts_with("note: the command keeps the values of the release"), "{}", said(&kept));
    }
}

#[test]
fn a_slip_in_a_helm_command_gets_the_likely_word_and_never_the_whole_command() {
    let directory = tempfile::tempdir().unwrap();
    for (words, wanted) in [
        (&["--", "helm", "upgrde", "r", "c"][..], "help: did you mean `upgrade`?"),
        (&["--", "helm", "upgrade", "r", "c", "--vaules", "a.yaml"], "help: did you mean `--values`?"),
        (&["--", "helm upgrade r c --set global.license.ng=s3cret"], "without quotes around the whole"),
        (&["--", "sudo", "helm", "upgrade", "r", "c"], "help: leave out what stands before `helm`"),
        (
            &["--", "helm", "upgrade", "r", "c", "--format", "json"],
            "`--format` is a flag of smpgen: it stands before `--`",
        ),
        (&["--", "-x.yaml"], "given as ./-x.yaml, before `--`"),
        (&["helm", "upgrade", "r", "c", "-f", "a.yaml"], "error: a helm command needs `--` before it"),
    ] {
        let run = smpgen(directory.path(), &[&["lint"], words].concat());
        assert_eq!(run.status.code(), Some(2), "{words:?}");
        assert!(said(&run).contains(wanted), "{words:?}: {}", said(&run));
        assert!(!said(&run).contains("s3cret"), "{}", said(&run));
    }
    let run = smpgen(directory.path(), &["lint", "-x.yaml"]);
    assert!(!said(&run).contains("-- -x"), "behind `--` stands a helm command: {}", said(&run));
}

#[test]
fn standard_input_is_read_for_one_thing() {
    let directory = tempfile::tempdir().unwrap();
    for words in [&["-", "-f", "-"][..], &["-", "--spec", "-"], &["-", "--", "helm", "upgrade", "r", "c", "-f", "-"]] {
        let run = smpgen(directory.path(), &[&["lint"], words].concat());
        assert_eq!(run.status.code(), Some(2), "{words:?}");
        assert!(said(&run).starts_with("error: standard input is named more than once\n"), "{}", said(&run));
    }
    assert_eq!(smpgen(directory.path(), &["lint", "-", "-"]).status.code(), Some(0), "one file, given twice");
}

#[test]
fn a_version_that_nobody_typed_is_told_with_its_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("new.yaml"), "# chart version: 9.9.9\nglobal:\n  ha: true\n").unwrap();
    let run = smpgen(directory.path(), &["lint", "new.yaml"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).starts_with("error: new.yaml: the header of the file: unknown chart version `9.9.9`"));
    assert_eq!(smpgen(directory.path(), &["lint", "new.yaml", "--chart-version", "0.45.0"]).status.code(), Some(0));
}

#[test]
fn a_value_in_the_place_of_a_file_is_not_repeated_and_an_endless_file_ends() {
    let directory = tempfile::tempdir().unwrap();
    for format in ["human", "json", "concise"] {
        let set = "global.license.ng=s3cret";
        let run = smpgen(directory.path(), &["lint", "--format", format, "--set-file", set]);
        assert!(out(&run).contains("the file cannot be read"), "{}", out(&run));
        assert!(!out(&run).contains("s3cret") && !said(&run).contains("s3cret"), "{format}");
    }
    let run = smpgen(directory.path(), &["lint", "--set-file", "global.x=/dev/zero"]);
    assert!(out(&run).contains("the file cannot be read: larger than 10 MiB"), "{}", out(&run));
    fs::write(directory.path().join("a.yaml"), "{}\n").unwrap();
    let run = smpgen(directory.path(), &["lint", "a.yaml", "--baseline", "/dev/zero"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("larger than 10 MiB"), "{}", said(&run));
}

#[test]
fn a_pattern_that_can_match_no_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.yaml"), "{}\n").unwrap();
    for (pattern, status) in [("", 2), ("{a,b}.yaml", 2), ("[ab].yaml", 2), ("*.yaml", 0)] {
        let spec = format!("lint:\n  paths:\n    '{pattern}':\n      ignore: [unknown-key]\n");
        fs::write(directory.path().join("smp.yaml"), spec).unwrap();
        let run = smpgen(directory.path(), &["lint", "a.yaml"]);
        assert_eq!(run.status.code(), Some(status), "{pattern}: {}", said(&run));
        assert_eq!(said(&run).contains("smp.yaml:3:5: "), status == 2, "{pattern}: {}", said(&run));
    }
}

#[test]
fn an_unpacked_chart_says_its_version_itself() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("harness")).unwrap();
    fs::write(directory.path().join("a.yaml"), "global:\n  ha: true\n").unwrap();
    let lint = |chart: &str| {
        fs::write(directory.path().join("harness/Chart.yaml"), chart).unwrap();
        let helm = ["helm", "upgrade", "r", "./harness", "-f", "a.yaml", "--version", "0.44.0"];
        smpgen(directory.path(), &[&["lint", "--format", "json", "--"], &helm[..]].concat())
    };
    let version = |chart: &str| {
        let report: serde_json::Value = serde_json::from_str(&out(&lint(chart))).unwrap();
        report["chart_version"].as_str().unwrap().to_owned()
    };
    assert_eq!(version("name: harness\nversion: 0.30.0\n"), "0.30.0", "helm ignores --version for a directory");
    assert_eq!(version("name: ours\nversion: 1.2.3\ndependencies: []\n"), "0.44.0");
    let broken = lint("name: [\n");
    assert_eq!(broken.status.code(), Some(2));
    assert!(said(&broken).contains("--> ./harness/Chart.yaml:1:7"), "{}", said(&broken));
    let unknown = lint("name: harness\nversion: 9.9.9\n");
    assert!(said(&unknown).starts_with("error: unknown chart version `9.9.9`"), "{}", said(&unknown));
}

#[test]
fn a_missing_line_break_behind_a_block_text_is_added_when_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("n.yaml");
    let text = "platform:\n  k: |\n    text";
    for helm in ["3", "4"] {
        let lint = |fix: &[&str]| {
            fs::write(&file, text).unwrap();
            let words = ["lint", "n.yaml", "--select", "missing-final-newline", "--helm-version", helm];
            let run = smpgen(directory.path(), &[&words[..], fix].concat());
            assert!(!said(&run).contains("not applied"), "helm {helm}: {}", said(&run));
            fs::read_to_string(&file).unwrap()
        };
        assert_eq!(lint(&["--fix"]), text, "helm 3 would read another text");
        assert_eq!(lint(&["--fix", "--unsafe-fixes"]), format!("{text}\n"), "helm {helm}");
    }
}
