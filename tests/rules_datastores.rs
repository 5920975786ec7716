//! The rules of the family `datastores`: every row of their tables, every wrong sample of the documentation, fixes.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, fixed, lint, lint_together, lint_with};
use smpgen::lint::finding::{Finding, Severity};
use smpgen::lint::fix::Safety;
use smpgen::lint::rule::Rule;
use smpgen::plan::ErrataChoice;
use smpgen::render;
use smpgen::rules::ALL;
use support::{CATALOG, PROFILES};

fn case(text: &str) -> Case {
    Case { files: vec![("values.yaml".to_owned(), text.to_owned())], ..Case::default() }
}

fn at(chart: &str, text: &str) -> Case {
    Case { chart: Some(chart.to_owned()), ..case(text) }
}

fn found(rule: &str, case: &Case) -> Vec<Finding> {
    lint(&CATALOG, case).into_iter().filter(|finding| finding.rule == rule).collect()
}

/// `severity path` of what a rule finds.
fn rows(rule: &str, case: &Case) -> Vec<String> {
    let row = |finding: &Finding| {
        let path = finding.path.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {}", finding.severity.word(), path.replace("global.database.", ""))
    };
    found(rule, case).iter().map(row).collect()
}

/// A store with `body` as a flow map.
fn store(name: &str, body: &str) -> String {
    format!("global: {{database: {{{name}: {{{body}}}}}}}\n")
}

/// A store outside.
fn outside(name: &str, body: &str) -> String {
    store(name, &format!("installed: false, {body}"))
}

const NO_MEMBERS: &str = "warning platform.access-control.mongoHosts";
const OLD: &str = "0.36.6";
const NEW: &str = "0.45.0";

#[test]
fn a_store_outside_needs_hosts() {
    for (chart, name, hosts, wanted) in [
        (NEW, "mongo", "[]", vec!["error mongo.hosts"]),
        (NEW, "mongo", "['']", vec!["error mongo.hosts"]),
        (NEW, "mongo", "null", vec!["error mongo.hosts"]),
        (NEW, "mongo", "''", vec!["error mongo.hosts"]),
        (NEW, "mongo", "['a.b:1']", vec![NO_MEMBERS]),
        (NEW, "mongo", "a.b", vec![NO_MEMBERS]),
        (NEW, "postgres", "[]", vec!["error postgres.hosts"]),
        (NEW, "postgres", "['postgres:5432']", vec!["error postgres.hosts"]),
        (NEW, "postgres", "['a.b:5432']", vec![]),
        (NEW, "redis", "[]", vec!["error redis.hosts"]),
        (NEW, "redis", "['redis:6379']", vec![]),
        (OLD, "timescaledb", "[]", vec!["error timescaledb.hosts"]),
        (NEW, "timescaledb", "[]", vec![]),
    ] {
        let text = outside(name, &format!("hosts: {hosts}"));
        assert_eq!(rows("missing-external-host", &at(chart, &text)), wanted, "{chart} {text}");
    }
    // The default counts where nothing is written.
    let unset = |name: &str| store(name, "installed: false");
    assert_eq!(rows("missing-external-host", &case(&unset("postgres"))), ["error postgres.hosts"]);
    let sample = at("0.33.1", &unset("postgres"));
    assert!(rows("missing-external-host", &sample).is_empty(), "its default is a sample there");
    assert!(rows("missing-external-host", &case(&unset("redis"))).is_empty());
    let text =
        format!("{}platform: {{access-control: {{mongoHosts: ['a.b:1']}}}}\n", outside("mongo", "hosts: ['a.b:1']"));
    assert!(rows("missing-external-host", &case(&text)).is_empty());
}

#[test]
fn a_host_wants_its_port() {
    for (chart, name, body, wanted) in [
        (NEW, "postgres", "hosts: [a.b]", vec!["error postgres.hosts[0]"]),
        (NEW, "postgres", "hosts: ['a.b:']", vec!["error postgres.hosts[0]"]),
        (NEW, "postgres", "hosts: ['a.b:1', c.d]", vec![]),
        (NEW, "redis", "hosts: ['a.b:1', c.d]", vec!["error redis.hosts[1]"]),
        (OLD, "timescaledb", "hosts: ['a.b:1', c.d]", vec!["error timescaledb.hosts[1]"]),
        (NEW, "timescaledb", "hosts: [a.b]", vec![]),
        (NEW, "mongo", "hosts: [a.b]", vec!["warning mongo.hosts[0]"]),
        (NEW, "mongo", "protocol: mongodb+srv, hosts: [a.b]", vec![]),
        (NEW, "mongo", "hosts: ['a.b,c.d']", vec![]),
    ] {
        let text = outside(name, body);
        assert_eq!(rows("host-without-port", &at(chart, &text)), wanted, "{chart} {text}");
    }
    for protocol in ["mongodb", "mongodb+srv"] {
        let text = outside("mongo", &format!("protocol: {protocol}, hosts: ['a.b:1']"));
        let text = format!("{text}platform: {{access-control: {{mongoHosts: [c.d, 'e.f:1', <member>]}}}}\n");
        let wanted = ["warning platform.access-control.mongoHosts[0]"];
        assert_eq!(rows("host-without-port", &case(&text)), wanted, "{protocol}");
    }
}

#[test]
fn each_form_of_a_malformed_host_has_its_weight() {
    for (host, mongo, others) in [
        ("postgres://a.b:1", "error", "error"),
        ("u:mellon@a.b:1", "error", "error"),
        ("a.b:1/x", "error", "error"),
        ("a.b :1", "error", "error"),
        ("a.b:1,c.d:1", "warning", "error"),
        ("[fd00::1]:1", "warning", "warning"),
    ] {
        for (chart, name) in [(NEW, "mongo"), (NEW, "postgres"), (NEW, "redis"), (OLD, "timescaledb")] {
            let severity = if name == "mongo" { mongo } else { others };
            let case = at(chart, &outside(name, &format!("hosts: ['{host}']")));
            assert_eq!(rows("malformed-host", &case), [format!("{severity} {name}.hosts[0]")], "{host}");
            let shown = found("malformed-host", &case).iter().any(|finding| finding.message.contains("mellon"));
            assert!(!shown, "a password is shown");
            assert!(rows("host-without-port", &case).is_empty(), "{host}");
        }
    }
}

#[test]
fn a_sample_has_no_shape() {
    for (name, host) in
        [("redis", "<internal-endpoint-with-port>"), ("postgres", "<postgres ip>:5432"), ("mongo", "mongo.example.com")]
    {
        for complete in [false, true] {
            let case = Case { complete, ..case(&outside(name, &format!("hosts: ['{host}']"))) };
            let rules: Vec<&str> = lint(&CATALOG, &case).iter().map(|finding| finding.rule).collect();
            for rule in ["host-without-port", "malformed-host", "invalid-srv-host", "nonstandard-postgres-port"] {
                assert!(!rules.contains(&rule), "{rule} for {host}");
            }
            assert!(rules.contains(&"placeholder-value"), "{host}");
        }
    }
    // In a complete chain the default is reported as a sample, and not as missing as well.
    let case =
        Case { complete: true, chart: Some("0.33.1".to_owned()), ..case(&store("postgres", "installed: false")) };
    assert!(found("missing-external-host", &case).is_empty() && !found("placeholder-value", &case).is_empty());
}

#[test]
fn fixes_write_what_they_say() {
    for (rule, text, wanted, safety) in [
        ("host-without-port", "hosts: [a.b]", "hosts: [a.b:6379]", Safety::Unsafe),
        ("host-without-port", "hosts: ['a.b:']", "hosts: ['a.b:6379']", Safety::Unsafe),
        ("malformed-host", "hosts: ['redis://a.b:1/']", "hosts: ['a.b:1']", Safety::Unsafe),
        ("malformed-host", "hosts: ['a.b:1,c.d:1']", "hosts: ['a.b:1', 'c.d:1']", Safety::Unsafe),
        ("malformed-host", "hosts:\n      - a.b:1,c.d:1", "hosts:\n      - a.b:1\n      - c.d:1", Safety::Unsafe),
    ] {
        let around = |text: &str| format!("global:\n  database:\n    redis:\n      installed: false\n      {text}\n");
        let found = found(rule, &case(&around(text)));
        assert_eq!(fixed(&around(text), &found[0]), around(wanted));
        assert_eq!(found[0].fix.as_ref().unwrap().safety, safety, "{text}");
    }
    for (rule, name, text, wanted, safety) in [
        (
            "invalid-srv-host",
            "mongo",
            "protocol: mongodb+srv\n      hosts: ['a.b:1']",
            "protocol: mongodb+srv\n      hosts: ['a.b']",
            Safety::Safe,
        ),
        ("malformed-extra-args", "mongo", "extraArgs: '?a=b&c=d'", "extraArgs: 'a=b&c=d'", Safety::Safe),
        ("malformed-extra-args", "postgres", "extraArgs: \"&a=b\"", "extraArgs: \"a=b\"", Safety::Safe),
        (
            "ineffective-sslmode",
            "postgres",
            "sslMode: disable\n      extraArgs: a=b&sslmode=require",
            "sslMode: require\n      extraArgs: a=b",
            Safety::Unsafe,
        ),
        (
            "ineffective-sslmode",
            "postgres",
            "sslMode: disable\n      extraArgs: sslmode=verify-full",
            "sslMode: verify-full",
            Safety::Unsafe,
        ),
    ] {
        let around = |text: &str| format!("global:\n  database:\n    {name}:\n      installed: false\n      {text}\n");
        let found = found(rule, &case(&around(text)));
        assert_eq!(fixed(&around(text), &found[0]), around(wanted));
        assert_eq!(found[0].fix.as_ref().unwrap().safety, safety, "{text}");
    }
    let job = "global:\n  database:\n    mongo:\n      installed: false\n";
    let new = fixed(job, &found("fcv-job-on-external-mongo", &case(job))[0]);
    assert!(new.ends_with("mongoFCVUpgrade:\n          enabled: false\n"), "{new}");
    assert!(found("fcv-job-on-external-mongo", &case(&new)).is_empty());
    let text = "global:\n  ha: true\n  onprem: false # why\n";
    assert_eq!(fixed(text, &found("onprem-disabled", &case(text))[0]), "global:\n  ha: true\n  # why\n");
}

#[test]
fn a_host_that_holds_a_login_gets_no_fix() {
    let text = outside("redis", "hosts: ['redis://u:mellon@a.b:1']");
    assert!(found("malformed-host", &case(&text))[0].fix.is_none());
}

/// What our renderer writes is clean for every rule of ours.
#[test]
fn what_we_render_is_clean() {
    let ours: Vec<Rule> = ALL.iter().filter(|rule| ["datastores", "secrets"].contains(&rule.family)).copied().collect();
    assert_eq!(ours.len(), 29, "22 rules on stores and 7 on secrets");
    let mut lines = Vec::new();
    for version in support::versions() {
        if lines.contains(&version.minor_line()) {
            continue;
        }
        lines.push(version.minor_line());
        for profile in PROFILES {
            let plan = support::plan(profile, version, ErrataChoice::Default);
            let text = render::override_text(&plan).unwrap();
            let case = Case { files: vec![(render::override_name(&plan), text)], ..at(&version.to_string(), "") };
            let bad: Vec<_> = lint_with(&CATALOG, &case, &ours)
                .into_iter()
                .filter(|finding| finding.severity != Severity::Info)
                .map(|finding| finding.message)
                .collect();
            assert!(bad.is_empty(), "{version} {profile}: {bad:?}");
        }
    }
}

/// Wrong samples of the documentation, written anew, and the rule that names what is wrong with each.
#[test]
fn every_wrong_sample_of_the_documentation_is_named() {
    let manifest = |name: &str, keys: &str| {
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\nstringData: {{{keys}}}\n")
    };
    let login = manifest("mongo-login", "keyone: u, keytwo: mellon");
    let redis = manifest("redis-login", "root-username: '', roo-password: mellon");
    let at_root = "access-control: {mongoHosts: ['10.0.0.10:27017']}\n";
    for (what, chart, rule, text, secret) in [
        (
            "hosts joined by commas",
            NEW,
            "malformed-host",
            outside("mongo", "hosts: ['10.0.0.10,10.0.0.11,10.0.0.12']"),
            "",
        ),
        ("hosts without ports", NEW, "host-without-port", outside("mongo", "hosts: [10.0.0.10, 10.0.0.11]"), ""),
        ("a password in passwordKey", NEW, "literal-secret", outside("mongo", "passwordKey: 'keytwo Mellon#1'"), ""),
        ("the same", NEW, "invalid-secret-reference", outside("mongo", "passwordKey: 'keytwo Mellon#1'"), ""),
        (
            "extraArgs without replicaSet",
            NEW,
            "incomplete-mongo-options",
            outside("mongo", "hosts: ['10.0.0.10,10.0.0.11'], extraArgs: 'retryWrites=true&authSource=admin'"),
            "",
        ),
        ("access-control beside platform", NEW, "misplaced-key", at_root.to_owned(), ""),
        (
            "keys of another Secret",
            NEW,
            "invalid-secret-reference",
            outside("mongo", "secretName: mongo-login, userKey: user, passwordKey: password"),
            login.as_str(),
        ),
        (
            "ports behind a name to look up",
            NEW,
            "invalid-srv-host",
            outside("mongo", "protocol: mongodb+srv, hosts: ['c.abcde.mongodb.net:27017']"),
            "",
        ),
        (
            "Atlas without TLS for access control",
            NEW,
            "half-configured-tls",
            outside("mongo", "protocol: mongodb+srv, hosts: [c.abcde.mongodb.net]"),
            "",
        ),
        ("hosts at the root", NEW, "misplaced-key", "hosts: ['10.0.0.20:5432']\n".to_owned(), ""),
        ("a password as key of Postgres", NEW, "literal-secret", outside("postgres", "passwordKey: 'Mellon@1'"), ""),
        (
            "the sample host of Postgres",
            NEW,
            "placeholder-value",
            outside("postgres", "hosts: ['<postgres ip>:5432']"),
            "",
        ),
        ("sslmode in the arguments", NEW, "ineffective-sslmode", outside("postgres", "extraArgs: sslmode=require"), ""),
        (
            "the name of a Secret in capitals",
            NEW,
            "invalid-secret-reference",
            outside("redis", "secretName: REDIS_SECRET, userKey: ROOT_USERNAME, passwordKey: ROOT_PASSWORD"),
            "",
        ),
        (
            "keys in capitals",
            NEW,
            "invalid-secret-reference",
            outside("redis", "secretName: redis-login, userKey: ROOT_USERNAME, passwordKey: root-password"),
            redis.as_str(),
        ),
        (
            "a key misspelt in the Secret",
            NEW,
            "invalid-secret-reference",
            outside("redis", "secretName: redis-login, userKey: root-username, passwordKey: root-password"),
            redis.as_str(),
        ),
        (
            "the endpoint of a cluster",
            NEW,
            "unsupported-redis-topology",
            outside("redis", "hosts: ['clustercfg.r.abcde.use1.cache.amazonaws.com:6379']"),
            "",
        ),
        (
            "TLS for ElastiCache",
            NEW,
            "half-configured-tls",
            outside(
                "redis",
                "protocol: rediss, hosts: ['r.abcde.use1.cache.amazonaws.com:6379'], ssl: {enabled: true, secret: a, caFileKey: b}",
            ),
            "",
        ),
        (
            "a password as key of TimescaleDB",
            OLD,
            "literal-secret",
            outside("timescaledb", "passwordKey: 'Mellon@1'"),
            "",
        ),
        (
            "TimescaleDB after it left",
            NEW,
            "dead-timescaledb-block",
            outside("timescaledb", "hosts: ['10.0.0.30:5432']"),
            "",
        ),
        (
            "the plural of database",
            NEW,
            "misplaced-key",
            "global: {databases: {mongo: {ssl: {enabled: true}}}}\n".to_owned(),
            "",
        ),
        (
            "S3 of AWS as MinIO",
            NEW,
            "inconsistent-object-store",
            "platform: {log-service: {s3: {endpoint: 'https://s3.us-east-1.amazonaws.com'}}}\n".to_owned(),
            "",
        ),
        ("MinIO off, and nothing in its place", NEW, "object-store-missing", store("minio", "installed: false"), ""),
        (
            "retention of MinIO at the root",
            NEW,
            "misplaced-key",
            "database: {minio: {provisioning: {enabled: true}}}\n".to_owned(),
            "",
        ),
        (
            "the token of Vault in the values",
            NEW,
            "literal-secret",
            "global: {externalSecretsLoader: {vault: {auth: {token: s.mellon}}}}\n".to_owned(),
            "",
        ),
        (
            "the acknowledgement below the migrator",
            OLD,
            "misplaced-key",
            store("tsdbtopsqlmigrator", "ackTsdbMigration: true"),
            "",
        ),
        (
            "the size of Postgres one level too high",
            NEW,
            "misplaced-key",
            "platform: {bootstrap: {database: {postgresql: {persistence: {size: 200Gi}}}}}\n".to_owned(),
            "",
        ),
        (
            "tls of the ingress as a list",
            NEW,
            "wrong-type",
            "global: {ingress: {tls: [{secretName: a}]}}\n".to_owned(),
            "",
        ),
        ("looker at the root", NEW, "misplaced-key", "looker: {secrets: {lookerLicenseKey: a}}\n".to_owned(), ""),
        (
            "monitoring at the root",
            NEW,
            "misplaced-key",
            "bootstrap: {database: {mongodb: {metrics: {enabled: true}}}}\n".to_owned(),
            "",
        ),
        (
            "the switch of the FCV Job at its old place",
            NEW,
            "moved-key",
            "upgrades: {mongoFCVUpgrade: {enabled: false}}\n".to_owned(),
            "",
        ),
        (
            "a module switched by its old flag",
            NEW,
            "ineffective-module-flag",
            "global: {srm: {enabled: true}, cd: {enabled: false}}\n".to_owned(),
            "",
        ),
    ] {
        let mut case = Case { together: true, ..at(chart, &text) };
        if !secret.is_empty() {
            case.files.push(("secret.yaml".to_owned(), secret.to_owned()));
        }
        let found = lint_together(&CATALOG, &case);
        let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
        assert!(rules.contains(&rule), "{what}: {rules:?}");
        let said = |finding: &Finding| format!("{} {:?}", finding.message, finding.help).contains("ellon");
        assert!(!found.iter().any(said), "{what}: a password is shown");
    }
}
