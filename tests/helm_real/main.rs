//! A real helm against our merging, in both major versions: what its templates see as `.Values` must be what we compute.
//!
//! `scripts/install-helm.sh` builds the two helms. Without them these tests say so and pass; under CI they fail.

mod case;
mod chart;
mod generate;
mod helm;
#[path = "../support/sites.rs"]
mod sites;
mod sites_chains;
#[path = "../support/specs.rs"]
mod specs;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use case::{Case, check_all};
use chart::{load, write_stub};
use generate::Random;
use helm::Helm;
use smpgen::catalog::Catalog;
use smpgen::helm::command_line::read;
use smpgen::helm::strvals::SetKind;
use smpgen::plan::legality::legality;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn generated_chains_give_the_same_values() {
    let Some(helms) = helm::find() else { return };
    let dir = root("tests/charts/umbrella");
    let chart = load(&dir);
    let mut random = Random::new(20_260_813);
    let cases: Vec<Case> = (0..320).map(|number| generate::chain(&mut random, number)).collect();
    let refused = check_all(&helms, &dir, &chart, &cases);
    assert!(refused < cases.len() / 2, "{refused} of the runs end in an error: the generator tests too little");
}

#[test]
fn every_form_of_set_gives_the_same_values() {
    let Some(helms) = helm::find() else { return };
    let dir = root("tests/charts/umbrella");
    let chart = load(&dir);
    let file = r#"{"own": {"list": [1, {"x": 1}, null, [5]], "map": {"a": 1}, "text": "t", "gone": null}, "": [1]}"#;
    let mut cases: Vec<Case> = SETS
        .iter()
        .map(|(kind, text)| Case {
            files: vec![("file.yaml".to_string(), file.to_string())],
            sets: vec![(*kind, text.to_string())],
            flags_first: false,
        })
        .collect();
    // All kinds at once, against Helm's order: it has one of its own.
    let mixed = [
        (SetKind::SetLiteral, "e=literal"),
        (SetKind::SetFile, "d=file.yaml,e=file.yaml"),
        (SetKind::SetString, "c=1,d=1"),
        (SetKind::Set, "b=1,c=2"),
        (SetKind::SetJson, r#"a="json",b="json""#),
        (SetKind::Set, "b=2"),
    ];
    cases.push(Case {
        files: vec![("file.yaml".to_string(), file.to_string())],
        sets: mixed.map(|(kind, text)| (kind, text.to_string())).to_vec(),
        flags_first: true,
    });
    check_all(&helms, &dir, &chart, &cases);
}

/// Each is applied alone, to the file above.
const SETS: &[(SetKind, &str)] = &[
    (SetKind::Set, "a=1,b=1.5,c=1e3,d=0x10,e=007,f=yes,g=0,h=-0,i=+5,j=-007"),
    (SetKind::Set, "a=TRUE,b=False,c=nUlL,d=~,e= 1"),
    (SetKind::Set, "a=9223372036854775807,b=9223372036854775808,c=9007199254740993"),
    (SetKind::Set, "a=,b={},c={1,null,x},d={a\\,b}"),
    (SetKind::Set, "a=1,"),
    (SetKind::Set, "a=1,,b=2"),
    (SetKind::Set, "=5"),
    (SetKind::Set, ".a=5"),
    (SetKind::Set, "own."),
    (SetKind::Set, "own.=1"),
    (SetKind::Set, "new.=1"),
    (SetKind::Set, "a..b=1"),
    (SetKind::Set, "a"),
    (SetKind::Set, "a={1"),
    (SetKind::Set, "a={1}b=2"),
    (SetKind::Set, "a\\.b=1,c=x\\,y\\\\z"),
    (SetKind::Set, "a=b\\"),
    (SetKind::Set, "own.list[0]=9,own.list[6]=8"),
    (SetKind::Set, "own.list[1].y=2,own.list[0].z=1"),
    (SetKind::Set, "own.list[2][1]=2,own.list[3][0]=1"),
    (SetKind::Set, "own.list[0][0]=1"),
    (SetKind::Set, "own.list[4].y="),
    (SetKind::Set, "own.list[1].y="),
    (SetKind::Set, "new[0]"),
    (SetKind::Set, "new[0"),
    (SetKind::Set, "new[1][0"),
    (SetKind::Set, "new[-1]=1"),
    (SetKind::Set, "new[x]=1"),
    (SetKind::Set, "new[+1]=1"),
    (SetKind::Set, "new[0]x=1"),
    (SetKind::Set, "new[65537]=1"),
    (SetKind::Set, "own.text.x=1"),
    (SetKind::Set, "own.text[0]=1"),
    (SetKind::Set, "own.gone.x=1"),
    (SetKind::Set, "own.map[0]=1"),
    (SetKind::Set, "own.list.x=1"),
    (SetKind::Set, "[0]=2"),
    (SetKind::Set, "[1]=2"),
    (SetKind::Set, "own.map=null,own.text=null,scalar=null,unknown=null"),
    (SetKind::Set, "alpha.replicas=null,alpha.gamma.memory=null,global.map.a=null,alpha.global.text=null"),
    (SetKind::Set, "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1"),
    (SetKind::Set, "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1"),
    (SetKind::SetString, "a=1,b=null,c={1,true},d="),
    (SetKind::SetJson, "a=1,b=\"x\",c=[1,{\"d\":null}],d={\"x\":1,\"x\":2}"),
    (SetKind::SetJson, "own.map={\"z\":1},own.list[0]=null"),
    (SetKind::SetJson, "a=,b= ,c=1"),
    (SetKind::SetJson, "a=1b=2"),
    (SetKind::SetJson, "a=x"),
    (SetKind::SetJson, "a=01"),
    (SetKind::SetJson, "a=1e400"),
    (SetKind::SetJson, "a=\"\\ud83d\\ude00\\ud83d\""),
    (SetKind::SetJson, "{\"own\": {\"map\": {\"z\": 1}}, \"scalar\": null}"),
    (SetKind::SetJson, " {\"a\": 1"),
    (SetKind::SetLiteral, "a=1,b=2"),
    (SetKind::SetLiteral, "own.list[0]=x\\,y,{z}"),
    (SetKind::SetLiteral, "a\\.b=1"),
    (SetKind::SetLiteral, "a"),
    (SetKind::SetFile, "a=file.yaml,b={file.yaml}"),
    (SetKind::SetFile, "a="),
    (SetKind::SetFile, "a=missing.txt"),
];

/// The shipped values; none, with a word, where they are missing and need not be there.
fn upstream() -> Option<PathBuf> {
    let upstream = root("../shared/upstream");
    if !upstream.is_dir() {
        assert!(std::env::var_os("SMPGEN_REQUIRE_UPSTREAM").is_none(), "no shipped values in {}", upstream.display());
        helm::say("skipped: no shipped values in ../shared/upstream");
        return None;
    }
    Some(upstream)
}

#[test]
fn shipped_files_in_pairs_give_the_same_values() {
    let Some(upstream) = upstream() else { return };
    let Some(helms) = helm::find() else { return };
    let versions = std::fs::read_dir(&upstream).expect("upstream can be listed");
    let versions: BTreeSet<PathBuf> = versions.map(|entry| entry.expect("an entry of upstream").path()).collect();
    for version in versions.iter().filter(|path| path.is_dir()) {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        let dir = scratch.path().join("chart");
        write_stub(version, &dir);
        let chart = load(&dir);
        let files = std::fs::read_dir(version).expect("a version can be listed");
        let files: BTreeSet<PathBuf> = files.map(|entry| entry.expect("an entry of a version").path()).collect();
        let files: Vec<(String, String)> = files
            .iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
            .filter_map(|path| path.file_name()?.to_str().map(|name| (name.to_string(), path)))
            .filter(|(name, _)| name != "Chart.yaml")
            .map(|(name, path)| (name, std::fs::read_to_string(path).expect("a shipped file is text")))
            .collect();
        let pairs = files.iter().flat_map(|first| files.iter().map(move |second| (first, second)));
        let cases: Vec<Case> = pairs
            .map(|(first, second)| Case {
                files: vec![first.clone(), second.clone()],
                sets: Vec::new(),
                flags_first: false,
            })
            .collect();
        assert!(!cases.is_empty(), "{} holds no values", version.display());
        check_all(&helms, &dir, &chart, &cases);
    }
}

/// What the legal combinations of architecture, profile and provider render: helm takes it, and merges it as we do.
#[test]
fn rendered_architectures_give_the_same_values() {
    let Some(upstream) = upstream() else { return };
    let Some(helms) = helm::find() else { return };
    let catalog = Catalog::load(None).expect("the catalog");
    let mut count = 0;
    for version in ["0.17.0", "0.22.0", "0.36.0", "0.44.0", "0.45.0"] {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        let dir = scratch.path().join("chart");
        write_stub(&upstream.join(version), &dir);
        let chart = load(&dir);
        let version = version.parse().expect("a version");
        let mut cases = Vec::new();
        for (id, profile, class) in specs::combinations() {
            let mut spec = specs::for_two_sites(specs::spec(id, profile, class), &version);
            spec.modules = vec!["ci".to_string(), "cd".to_string()];
            if !legality(&catalog, &spec, profile, &version).is_empty() {
                continue;
            }
            let installation = specs::planned(&catalog, &spec, Some(&version)).expect("a legal combination");
            cases.push(Case { files: specs::chain(&installation), sets: Vec::new(), flags_first: false });
        }
        count += cases.len();
        let refused = check_all(&helms, &dir, &chart, &cases);
        assert_eq!(refused, 0, "helm takes what we render");
    }
    println!("{count} rendered chains merged by helm");
    assert_eq!(count, 5 * 22);
}

/// Every flag that helm itself lists must be read with the right number of words.
#[test]
fn every_flag_of_helm_is_known() {
    let Some(helms) = helm::find() else { return };
    for helm in &helms {
        for verb in ["install", "upgrade", "template", "lint"] {
            let flags = listed_flags(helm, verb);
            assert!(flags.len() > 20, "{verb} --help lists only {} flags", flags.len());
            for (words, line) in flags {
                for flag in words {
                    let mut command = vec!["helm".to_string(), verb.to_string()];
                    command.extend(flag);
                    command.extend(["release".to_string(), "chart".to_string()]);
                    let read = read(&command).unwrap_or_else(|error| panic!("{command:?}: {error} ({line})"));
                    let expected = if verb == "lint" { None } else { Some("release") };
                    assert_eq!(read.release.as_deref(), expected, "{command:?} ({line})");
                }
            }
        }
    }
}

/// The flags of a command, each in its forms, with the words that belong to it, and its line of the help.
fn listed_flags(helm: &Helm, verb: &str) -> Vec<(Vec<Vec<String>>, String)> {
    let help = helm.help(verb);
    let (_, help) = help.split_once("\nFlags:\n").expect("helm lists its flags");
    let lines = help.lines().filter(|line| line.trim_start().starts_with('-'));
    let mut flags = Vec::new();
    for line in lines {
        let (flag, _) = line.trim_start().split_once("   ").unwrap_or((line.trim_start(), ""));
        let mut forms = Vec::new();
        let value = flag.split_whitespace().last().filter(|last| !last.starts_with('-') && !last.contains("[="));
        for name in flag.split([' ', ',']).filter(|word| word.starts_with('-')) {
            forms.push(std::iter::once(name).chain(value.map(|_| "value")).map(String::from).collect());
        }
        // `-g` and `--name-template` leave no room for a release name.
        if !line.contains("generate-name") && !line.contains("name-template") {
            flags.push((forms, line.to_string()));
        }
    }
    flags
}
