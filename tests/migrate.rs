//! `migrate`: every moved key, alone and together, and any part of them.

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use smpgen::catalog::version::ChartVersion;
use smpgen::leaf;
use smpgen::upgrade::migrate::account::Fate;
use smpgen::upgrade::migrate::{Migration, Request, migrate};
use smpgen::upgrade::text::Text;
use smpgen::yaml::path::KeyPath;
use support::CATALOG;
use support::moves::{ELSEWHERE, MOVES, New, expected, leaf_below, paths_of_data};

fn version(text: &str) -> ChartVersion {
    text.parse().unwrap()
}

fn migrated_with(text: &str, from: &str, to: &str, drop_removed: bool) -> Migration {
    let request = Request { from: version(from), to: version(to), drop_removed };
    migrate(&CATALOG, "values.yaml", text, &request).unwrap()
}

fn migrated(text: &str, from: &str, to: &str) -> Migration {
    migrated_with(text, from, to, false)
}

/// Every leaf of a text, by path.
fn leaves(text: &str) -> BTreeMap<String, Value> {
    let text = Text::read("values.yaml", text).unwrap();
    leaf::leaves(text.values()).into_iter().map(|(path, value)| (path.to_string(), value.clone())).collect()
}

/// Just before a version: the file is for this one.
fn before(since: &str) -> String {
    let numbers: Vec<u64> = since.split('.').map(|part| part.parse().unwrap()).collect();
    match numbers[..] {
        [major, minor, 0] => format!("{major}.{}.99", minor - 1),
        [major, minor, patch] => format!("{major}.{minor}.{}", patch - 1),
        _ => panic!("{since}"),
    }
}

/// A file that sets `leaves`, each with a comment above it and one on its line.
fn file(leaves: &[(KeyPath, &str)]) -> String {
    #[derive(Default)]
    struct Tree(Vec<(String, Tree)>, String);
    let mut root = Tree::default();
    for (number, (path, value)) in leaves.iter().enumerate() {
        let mut here = &mut root;
        for segment in path.segments() {
            let name = KeyPath::of([match segment {
                smpgen::yaml::path::Segment::Key(key) => *key,
                smpgen::yaml::path::Segment::Index(_) => panic!("no lists here"),
            }]);
            let name = name.last_key().unwrap().to_owned();
            let at = match here.0.iter().position(|(key, _)| *key == name) {
                Some(at) => at,
                None => {
                    here.0.push((name, Tree::default()));
                    here.0.len() - 1
                }
            };
            here = &mut here.0[at].1;
        }
        here.1 = format!("{value} # behind {number}");
    }
    fn write(tree: &Tree, indent: usize, out: &mut String) {
        for (key, below) in &tree.0 {
            let blanks = " ".repeat(indent);
            out.push_str(&format!("{blanks}# above {key}\n{blanks}{key}:"));
            if below.0.is_empty() {
                out.push_str(&format!(" {}\n", below.1));
            } else {
                out.push_str(&format!(" # {key}\n"));
                write(below, indent + 2, out);
            }
        }
    }
    let mut out = "# The file\n\n".to_owned();
    write(&root, 0, &mut out);
    out
}

fn comments(text: &str) -> Vec<String> {
    let mut all: Vec<String> =
        text.lines().filter_map(|line| line.find('#').map(|at| line[at..].trim_end().to_owned())).collect();
    all.sort();
    all
}

/// Holds one migration to everything that must be so, whatever the file.
fn hold(text: &str, from: &str, to: &str, migration: &Migration) {
    let (old, new) = (leaves(text), leaves(&migration.text));
    let account: Vec<String> = migration.account.iter().map(|line| line.old.to_string()).collect();
    assert_eq!(account.len(), old.len(), "the account has every value once");
    assert!(account.iter().all(|path| old.contains_key(path)), "{account:?}");
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    for line in &migration.account {
        if let Some(path) = &line.new {
            assert!(found.insert(path.to_string(), line.value.clone()).is_none(), "{path} twice");
        }
    }
    assert_eq!(found, new, "what the account says is there, and nothing else\n{text}\n{}", migration.text);
    assert_eq!(comments(&migration.text), comments(text), "every comment is kept\n{text}\n{}", migration.text);
    let again = migrated(&migration.text, from, to);
    assert_eq!(again.text, migration.text, "a second run changes nothing");
}

#[test]
fn every_row_of_the_data_is_written_out_here() {
    let known: Vec<&str> = MOVES.iter().map(|(old, ..)| *old).chain(ELSEWHERE).collect();
    let data = paths_of_data();
    let missing: Vec<&String> = data.iter().filter(|path| !known.contains(&path.as_str())).collect();
    assert!(missing.is_empty(), "no test for {missing:?}");
    let gone: Vec<&&str> =
        known.iter().filter(|path| !data.contains(**path) && **path != "infra.redis" && **path != "infra.*").collect();
    assert!(gone.is_empty(), "not in the data: {gone:?}");
}

#[test]
fn each_key_goes_where_it_should_in_the_version_that_moved_it() {
    for (old, since, new) in MOVES {
        let (path, value) = leaf_below(old);
        let text = file(&[(path.clone(), value)]);
        let from = before(since);
        let migration = migrated(&text, &from, since);
        hold(&text, &from, since, &migration);
        assert!(migration.findings.is_empty(), "{old}: {:?}", migration.findings);
        let line = &migration.account[0];
        let (wanted, read) = expected(&path, &from, since);
        let now = line.new.clone().unwrap_or_else(|| panic!("{old} is gone"));
        match (new, value) {
            (New::At(_) | New::Item(_), "[{name: pull}]") => assert_eq!(now.to_string(), format!("{wanted}[0].name")),
            (New::At(_) | New::Item(_), _) => assert_eq!(now, wanted, "{old}"),
            (New::Unread, _) => assert_eq!((now, line.fate), (path, Fate::Unread), "{old}"),
            (New::Look, _) => assert_eq!((now, line.fate), (path, Fate::Review), "{old}"),
        }
        assert_eq!(matches!(line.fate, Fate::Unread | Fate::Review), !read, "{old}");
        // Nothing happens before that version, and nothing after it.
        assert_eq!(migrated(&text, "0.2.1", &from).text, text, "{old} before {since}");
        assert_eq!(migrated(&text, since, since).text, text, "{old} from {since}");
    }
}

#[test]
fn what_nothing_reads_goes_only_when_asked_for() {
    for (old, since, new) in MOVES.iter().filter(|(.., new)| matches!(new, New::Unread | New::Look)) {
        let (path, value) = leaf_below(old);
        let text = format!("{}# end\nzzz: 1\n", file(&[(path, value)]));
        let migration = migrated_with(&text, &before(since), since, true);
        let line = &migration.account[0];
        match new {
            New::Look => assert_eq!((line.fate, migration.text.as_str()), (Fate::Review, text.as_str()), "{old}"),
            _ => {
                assert_eq!((line.fate, &line.new), (Fate::Dropped, &None), "{old}");
                assert_eq!(leaves(&migration.text).len(), 1, "{old}\n{}", migration.text);
                assert!(migration.text.starts_with("# The file\n"), "{}", migration.text);
                assert!(migration.text.ends_with("# end\nzzz: 1\n"), "{}", migration.text);
            }
        }
        assert!(line.reason.contains("since") || line.reason.contains("left"), "{old}: {}", line.reason);
    }
}

/// Keys that would meet others on their way: each pair is tested by itself.
const MEETING: [&str; 8] = [
    "platform.bootstrap.database.timescaledb",
    "platform.bootstrap.database.timescaledb.storage.capacity",
    "platform.looker.ingress.host",
    "global.gitops.enabled",
    "global.database.tsdbtopsqlmigrator",
    "ackTsdbMigration",
    "srm.verification-svc",
    "srm.learning-engine",
];

fn all_keys() -> Vec<(KeyPath, &'static str)> {
    MOVES.iter().filter(|(old, ..)| !MEETING.contains(old)).map(|(old, ..)| leaf_below(old)).collect()
}

#[test]
fn a_file_with_every_moved_key() {
    let text = file(&all_keys());
    let ends = ["0.2.87", "0.8.0", "0.9.0", "0.21.0", "0.36.6", "0.45.0", "0.48.0"];
    for from in ["0.2.1", "0.8.0", "0.16.2"] {
        for to in ends.iter().filter(|to| version(to) > version(from)) {
            let migration = migrated(&text, from, to);
            hold(&text, from, to, &migration);
            assert!(migration.findings.is_empty(), "{from} {to}: {:?}", migration.findings);
            for line in migration.account.iter().filter(|line| !line.old.to_string().contains("imagePullSecrets")) {
                let (wanted, _) = expected(&line.old, from, to);
                assert_eq!(line.new.as_ref(), Some(&wanted), "{from} {to} {} {}", line.old, line.reason);
            }
        }
    }
}

#[test]
fn hop_by_hop_is_the_same_as_at_once() {
    let text = file(&all_keys());
    let at_once = migrated(&text, "0.2.1", "0.45.0");
    let mut now = text.clone();
    let mut from = "0.2.1";
    for to in ["0.2.87", "0.8.0", "0.9.0", "0.12.0", "0.18.0", "0.22.0", "0.33.0", "0.36.6", "0.44.0", "0.45.0"] {
        now = migrated(&now, from, to).text;
        from = to;
    }
    assert_eq!(leaves(&now), leaves(&at_once.text));
    assert_eq!(comments(&now), comments(&text));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Any part of the moved keys, in any order, also with the new places set already, to the same or to others.
    #[test]
    fn any_part_of_the_moved_keys(
        order in Just((0..MOVES.len()).collect::<Vec<usize>>()).prop_shuffle(),
        count in 1..12usize,
        taken in prop::collection::vec((0..3u8, any::<bool>()), 12),
        crlf: bool,
        drop_removed: bool,
        from in prop::sample::select(vec!["0.2.1", "0.2.86", "0.8.0", "0.17.0"]),
        to in prop::sample::select(vec!["0.9.0", "0.21.0", "0.36.6", "0.45.0"]),
    ) {
        prop_assume!(version(from) <= version(to));
        let mut all: Vec<(KeyPath, &str)> = Vec::new();
        let add = |path: KeyPath, value: &'static str, all: &mut Vec<(KeyPath, &'static str)>| {
            if !all.iter().any(|(other, _)| other.starts_with(&path) || path.starts_with(other)) {
                all.push((path, value));
            }
        };
        for (index, (take, same)) in order.iter().take(count).zip(&taken) {
            let (path, value) = leaf_below(MOVES[*index].0);
            let (target, _) = expected(&path, from, to);
            add(path.clone(), value, &mut all);
            if *take == 0 && target != path && target.last_key().is_some() {
                let other = if value == "true" { "false" } else { "7" };
                add(target, if *same { value } else { other }, &mut all);
            }
        }
        let mut text = file(&all);
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let migration = migrated(&text, from, to);
        hold(&text, from, to, &migration);
        if crlf {
            prop_assert_eq!(migration.text.matches('\n').count(), migration.text.matches("\r\n").count());
        }
        for line in migration.account.iter().filter(|line| line.fate == Fate::Stuck) {
            prop_assert_eq!(line.new.as_ref().and_then(|new| leaves(&migration.text).get(&new.to_string()).cloned()), Some(line.value.clone()));
        }
        prop_assert_eq!(migration.account.iter().any(|line| line.fate == Fate::Stuck), !migration.findings.is_empty());
        let dropped = migrated_with(&text, from, to, drop_removed);
        let again = migrated_with(&dropped.text, from, to, drop_removed);
        prop_assert_eq!(again.text, dropped.text, "{} {} {}", from, to, text);
    }
}
