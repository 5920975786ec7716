//! The runbook of a failover: what it says for each combination of providers, and that its commands are commands.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use smpgen::helm::command_line::{self, Verb};

const MONGO: [(&str, &str); 2] = [
    ("self-managed", "hosts: ['m0.db.acme.io:27017', 'm1.db.acme.io:27017', 'm2.db.acme.io:27017'], replicaSet: rs0"),
    (
        "atlas",
        "hosts: [c0.abcde.mongodb.net], members: ['c0-shard-00-00.abcde.mongodb.net:27017', 'c0-shard-00-01.abcde.mongodb.net:27017', 'c0-shard-00-02.abcde.mongodb.net:27017']",
    ),
];
const POSTGRES: [&str; 3] = ["self-managed", "rds", "cloud-sql"];
const REDIS: [&str; 4] = ["self-managed", "enterprise", "elasticache", "memorystore"];
const OBJECTS: [(&str, &str); 3] = [
    ("minio", "endpoint: 'https://minio.acme.io', bucket: logs"),
    ("s3", "bucket: acme-logs, region: eu-west-1"),
    ("gcs", "bucket: acme-logs, region: europe-west1"),
];

fn spec(mongo: (&str, &str), postgres: &str, redis: &str, objects: (&str, &str), mode: &str) -> String {
    let secret = |name: &str| format!("secret: {{name: smp-{name}, userKey: user, passwordKey: password}}");
    format!(
        "architecture: dr-warm-standby
profile: medium
modules: [ci, cd]
release: {{name: harness, namespace: harness}}
datastores:
  mongo: {{provider: {}, {}, {}}}
  postgres: {{provider: {postgres}, host: 'pg.db.acme.io:5432', prerequisitesMet: true, {}}}
  redis: {{provider: {redis}, host: 'redis.db.acme.io:6379', replicated: true, {}}}
  objectStorage: {{provider: {}, {}, {}}}
network: {{url: 'https://smp.acme.io', className: nginx, tlsSecret: smp}}
license: {{secret: smp-license}}
registry: {{pullSecrets: [cred]}}
storage: {{class: gp3}}
recovery: {{rto: 2h, rpo: 5m}}
sites:
  primary: {{region: north, kubeContext: north}}
  standby: {{mode: {mode}, region: south, kubeContext: 'the south'}}
",
        mongo.0,
        mongo.1,
        secret("mongo"),
        secret("postgres"),
        secret("redis"),
        objects.0,
        objects.1,
        secret("logs")
    )
}

fn smpgen(directory: &Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smpgen"));
    command.args(args).current_dir(directory).env_remove("SMPGEN_CATALOG").stdin(Stdio::null());
    let output = command.output().unwrap();
    let code = output.status.code().unwrap();
    assert!(code < 2, "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    (code, String::from_utf8(output.stdout).unwrap())
}

/// A directory with a spec and what it renders to.
fn rendered(text: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("smp.yaml"), text).unwrap();
    smpgen(directory.path(), &["render", "-o", "sites"]);
    fs::write(directory.path().join("your-override.yaml"), "{}\n").unwrap();
    directory
}

/// The commands in the fenced blocks of a runbook.
fn commands(runbook: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut inside = false;
    for line in runbook.lines() {
        match line.trim() {
            "```sh" => inside = true,
            "```" => inside = false,
            command if inside => out.push(command.to_owned()),
            _ => {}
        }
    }
    assert!(!inside, "a block has no end");
    out
}

/// The words of a shell command; of quotes only the single ones, which are all that we print.
fn words(command: &str) -> Vec<String> {
    let (mut out, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for char in command.chars() {
        match char {
            '\'' => (quoted, begun) = (!quoted, true),
            ' ' if !quoted => {
                if begun {
                    out.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            char => {
                assert!(quoted || !"\"\\$`;&<>()*?".contains(char), "`{char}` means something to a shell: {command}");
                word.push(char);
                begun = true;
            }
        }
    }
    assert!(!quoted, "a quote has no end: {command}");
    if begun {
        out.push(word);
    }
    out
}

/// Resources that the kubectl commands may name: built-in ones by name or short name, and those of Istio and Gateway API.
const RESOURCES: [&str; 18] = [
    "nodes",
    "deployment",
    "deployments",
    "statefulset",
    "statefulsets",
    "pods",
    "secret",
    "ingress",
    "service",
    "services",
    "hpa",
    "events",
    "virtualservices",
    "gateways",
    "httproutes",
    "jobs",
    "replicasets",
    "persistentvolumeclaims",
];

/// What is wrong with a kubectl command.
fn kubectl_mistake(words: &[String]) -> Option<String> {
    let mut words = words.iter().map(String::as_str).skip(1).peekable();
    let mut plain = Vec::new();
    let mut flags = BTreeSet::new();
    while let Some(word) = words.next() {
        match word {
            "--context" | "-n" | "-o" | "--field-selector" => {
                let value = words.next().filter(|value| !value.starts_with('-'));
                if value.is_none() {
                    return Some(format!("{word} has no value"));
                }
                flags.insert(word.to_owned());
            }
            word if word.starts_with("--") => {
                flags.insert(word.split('=').next().unwrap_or(word).to_owned());
            }
            word if word.starts_with('-') => return Some(format!("unknown flag {word}")),
            word => plain.push(word),
        }
    }
    let [verb, resources, rest @ ..] = plain.as_slice() else { return Some("no verb or resource".to_owned()) };
    if let Some(other) = resources.split(',').find(|resource| !RESOURCES.contains(resource)) {
        return Some(format!("unknown resource {other}"));
    }
    let (takes, needs): (&[&str], &[&str]) = match *verb {
        "get" => (&["-o", "--field-selector"], &[]),
        "scale" => (&["--all", "--replicas"], &["--all", "--replicas"]),
        "wait" => (&["--all", "--for", "--timeout"], &["--all", "--for"]),
        other => return Some(format!("unknown verb {other}")),
    };
    let named = rest.len();
    if named > 1 || (named == 1 && (resources.contains(',') || *verb != "get")) {
        return Some(format!("{named} names"));
    }
    let everywhere = ["--context", "-n"];
    if let Some(other) =
        flags.iter().find(|flag| !takes.contains(&flag.as_str()) && !everywhere.contains(&flag.as_str()))
    {
        return Some(format!("{verb} has no flag {other}"));
    }
    needs.iter().find(|flag| !flags.contains(**flag)).map(|flag| format!("{verb} needs {flag}"))
}

/// What is wrong with a command of a runbook; files are those in `directory`.
fn mistake(command: &str, directory: &Path) -> Option<String> {
    let (command, pipe) = match command.split_once(" | ") {
        Some((command, pipe)) => (command, Some(pipe)),
        None => (command, None),
    };
    if pipe.is_some_and(|pipe| pipe != "sha256sum") {
        return Some("an unknown command behind the pipe".to_owned());
    }
    let words = words(command);
    match words.first().map(String::as_str) {
        Some("kubectl") => kubectl_mistake(&words),
        Some("helm") => {
            let read = match command_line::read(&words) {
                Ok(read) => read,
                Err(error) => return Some(error.to_string()),
            };
            let missing = read.files.iter().find(|file| !directory.join(file).is_file());
            if let Some(file) = missing {
                return Some(format!("{file} was not rendered"));
            }
            let whole = read.verb == Verb::Upgrade
                && read.release.as_deref() == Some("harness")
                && read.chart.as_deref() == Some("harness/harness")
                && read.namespace.as_deref() == Some("harness")
                && read.version.is_some()
                && words.contains(&"--kube-context".to_owned());
            (!whole).then(|| format!("{read:?}"))
        }
        Some("smpgen") => {
            let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
            let (code, printed) = smpgen(directory, &args);
            (code != 0 || printed.is_empty()).then(|| format!("ends with {code}"))
        }
        _ => Some("an unknown command".to_owned()),
    }
}

fn check_commands(runbook: &str, directory: &Path) -> usize {
    let commands = commands(runbook);
    for command in &commands {
        assert_eq!(mistake(command, directory), None, "{command}");
    }
    commands.len()
}

#[test]
fn a_wrong_command_is_seen() {
    let directory = tempfile::tempdir().unwrap();
    let wrong = [
        "kubectl get nodez",
        "kubectl -n",
        "kubectl get pods --all-the-time",
        "kubectl scale deployment --all",
        "kubectl rollout deployment",
        "kubectl get pods | tee x",
        "helm upgrade harness -n harness",
        "helm upgrade harness harness/harness -n harness --version 1 --kube-context x -f nowhere.yaml",
        "rm -r /",
    ];
    for command in wrong {
        assert!(mistake(command, directory.path()).is_some(), "{command}");
    }
    assert_eq!(mistake("kubectl --context 'the south' -n harness get pods", directory.path()), None);
}

/// The database sections of every combination of providers, and every command of every runbook.
#[test]
fn each_combination_of_providers_has_its_steps() {
    let mut count = 0;
    for mongo in MONGO {
        for postgres in POSTGRES {
            let mut shown = String::new();
            for redis in REDIS {
                for objects in OBJECTS {
                    let directory = rendered(&spec(mongo, postgres, redis, objects, "zero-pods"));
                    let (_, text) = smpgen(directory.path(), &["failover", "--files", "sites"]);
                    // smpgen's own commands are the same in all of them, and run once below.
                    for command in commands(&text).iter().filter(|command| !command.starts_with("smpgen")) {
                        assert_eq!(mistake(command, directory.path()), None, "{command}");
                        count += 1;
                    }
                    writeln!(shown, "## mongo {}, postgres {postgres}, redis {redis}, objects {}", mongo.0, objects.0)
                        .unwrap();
                    let section = text.split("\n## ").find(|section| section.starts_with("3. ")).unwrap();
                    section
                        .lines()
                        .skip(2)
                        .filter(|line| !line.is_empty())
                        .for_each(|line| writeln!(shown, "{line}").unwrap());
                }
            }
            insta::assert_snapshot!(format!("databases-{}-{postgres}", mongo.0), shown);
        }
    }
    assert!(count > 72 * 10, "{count} commands");
}

/// The whole text of each kind of runbook, with each provider in one at least.
#[test]
fn whole_runbooks() {
    let kinds: [(&str, &str, &[&str], [usize; 4]); 6] = [
        ("zero-pods-with-databases", "zero-pods", &[], [0, 0, 0, 0]),
        ("zero-pods-application-only", "zero-pods", &["--application-only"], [1, 1, 2, 1]),
        ("zero-pods-back", "zero-pods", &["--back"], [1, 2, 3, 2]),
        ("dr-flags-with-databases", "dr-flags", &["--with-database"], [1, 1, 1, 1]),
        ("dr-flags-back", "dr-flags", &["--back"], [0, 0, 0, 0]),
        ("dr-flags-application-only-back", "dr-flags", &["--application-only", "--back"], [0, 2, 1, 2]),
    ];
    for (name, mode, flags, [mongo, postgres, redis, objects]) in kinds {
        let directory = rendered(&spec(MONGO[mongo], POSTGRES[postgres], REDIS[redis], OBJECTS[objects], mode));
        let args = [&["failover", "--files", "sites"], flags].concat();
        let (_, text) = smpgen(directory.path(), &args);
        assert_eq!(smpgen(directory.path(), &args).1, text, "same spec, same bytes");
        assert!(check_commands(&text, directory.path()) > 10);
        insta::assert_snapshot!(name, text);
    }
}

/// No time is ours: every figure with a unit of time is the user's, or the vendor's own and said to be.
#[test]
fn no_time_is_invented() {
    let mut text = spec(MONGO[0], POSTGRES[0], REDIS[0], OBJECTS[0], "zero-pods");
    text = text.replace("recovery: {rto: 2h, rpo: 5m}\n", "");
    let directory = rendered(&text);
    let (_, runbook) = smpgen(directory.path(), &["failover", "--files", "sites"]);
    assert_eq!(runbook.matches("not stated in smp.yaml").count(), 4);
    for line in runbook
        .lines()
        .filter(|line| ["minute", "hour", "second", "month", "quarter"].iter().any(|unit| line.contains(unit)))
    {
        assert!(line.contains("On its own service, the vendor") || line.contains("secondar"), "{line}");
    }
}

#[test]
fn a_runbook_that_was_edited_is_kept() {
    let directory = rendered(&spec(MONGO[0], POSTGRES[0], REDIS[0], OBJECTS[0], "zero-pods"));
    let run = |more: &[&str]| {
        let args = [&["failover", "-o", "failover.md"], more].concat();
        let mut command = Command::new(env!("CARGO_BIN_EXE_smpgen"));
        command.args(args).current_dir(directory.path()).output().unwrap().status.code()
    };
    let path = directory.path().join("failover.md");
    assert_eq!((run(&[]), run(&[])), (Some(0), Some(0)));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("[ ]", "[x]")).unwrap();
    assert_eq!((run(&[]), run(&["--force"])), (Some(2), Some(0)));
}
