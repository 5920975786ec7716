//! The rules of the family `datastores`: every row of their tables, every wrong sample of the documentation, fixes.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, fixed, lint, lint_with};
use smpgen::catalog::datastores::StoreName;
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
fn arguments_have_to_fit_their_place() {
    for (name, body, wanted) in [
        ("mongo", "extraArgs: '?a=b'", Some("error")),
        ("mongo", "extraArgs: '&a=b'", Some("error")),
        ("mongo", "extraArgs: 'a=b c=d'", Some("error")),
        ("mongo", "extraArgs: 'a=b&c=d'", None),
        ("postgres", "extraArgs: '?a=b'", Some("warning")),
        ("postgres", "extraArgs: '&a=b'", Some("warning")),
        ("postgres", "extraArgs: 'a=b&c=d'", Some("warning")),
        ("postgres", "extraArgs: 'a=b', sslMode: require", Some("warning")),
        ("postgres", "extraArgs: 'sslmode=require', sslMode: require", None),
        ("postgres", "extraArgs: 'a=b'", None),
        ("postgres", "extraArgs: 'a=b', sslMode: disable", None),
        ("redis", "extraArgs: '?a=b'", None),
    ] {
        let rows = rows("malformed-extra-args", &case(&outside(name, body)));
        let wanted: Vec<String> = wanted.iter().map(|severity| format!("{severity} {name}.extraArgs")).collect();
        assert_eq!(rows, wanted, "{name} {body}");
        assert!(found("malformed-extra-args", &case(&store(name, body))).is_empty(), "in the cluster: {body}");
    }
}

#[test]
fn tls_has_two_halves() {
    let ssl = |rest: &str| format!("ssl: {{enabled: true, {rest}}}");
    let redis = |rest: &str| format!("protocol: rediss, {}", ssl(rest));
    for (chart, name, body, wanted) in [
        (NEW, "mongo", ssl("secret: a"), vec!["error mongo.ssl.enabled"]),
        (NEW, "mongo", ssl("caFileKey: a"), vec!["error mongo.ssl.enabled"]),
        (NEW, "mongo", ssl("secret: a, caFileKey: b"), vec![]),
        (NEW, "redis", redis("secret: a"), vec!["error redis.ssl.enabled"]),
        (NEW, "redis", redis("secret: a, trustStoreKey: b"), vec!["warning redis.ssl.trustStoreKey"]),
        (NEW, "redis", redis("secret: a, trustStoreKey: b, trustStorePasswordKey: c"), vec![]),
        (NEW, "redis", "protocol: rediss".to_owned(), vec!["warning redis.protocol"]),
        (NEW, "redis", ssl("secret: a, caFileKey: b"), vec!["warning redis.protocol"]),
        (
            NEW,
            "redis",
            format!("hosts: ['x.use1.cache.amazonaws.com:1'], {}", redis("secret: a, caFileKey: b")),
            vec!["info redis.hosts[0]"],
        ),
        (NEW, "redis", "hosts: ['x.use1.cache.amazonaws.com:1']".to_owned(), vec![]),
        (NEW, "mongo", "protocol: mongodb+srv".to_owned(), vec!["warning platform.access-control.mongoSSL.enabled"]),
        (NEW, "mongo", "extraArgs: ssl=true".to_owned(), vec!["warning platform.access-control.mongoSSL.enabled"]),
        (NEW, "mongo", "extraArgs: tls=false, protocol: mongodb+srv".to_owned(), vec![]),
        (NEW, "postgres", "sslMode: verify-ca".to_owned(), vec!["warning postgres.certName"]),
        (NEW, "postgres", "sslMode: verify-full, certName: a".to_owned(), vec!["warning postgres.certName"]),
        (NEW, "postgres", "sslMode: verify-full, certName: a, certKey: b".to_owned(), vec![]),
        (NEW, "postgres", "sslMode: require".to_owned(), vec![]),
        (OLD, "timescaledb", "sslEnabled: true, certKey: ''".to_owned(), vec!["error timescaledb.sslEnabled"]),
        (OLD, "timescaledb", "sslEnabled: true".to_owned(), vec![]),
    ] {
        assert_eq!(rows("half-configured-tls", &at(chart, &outside(name, &body))), wanted, "{name} {body}");
    }
    let mut logs = case("platform: {log-service: {s3: {endpoint: 'http://minio.acme.internal'}}}\n");
    assert!(rows("half-configured-tls", &logs).is_empty());
    for architecture in ["prod-1-replica", "dr-warm-standby"] {
        logs.declared.architecture = Some(architecture.to_owned());
        assert_eq!(rows("half-configured-tls", &logs), ["warning platform.log-service.s3.endpoint"]);
    }
}

#[test]
fn versions_of_engines_are_held_to_the_chart() {
    for (store, name, version, chart, wanted) in [
        (StoreName::Postgres, "postgres", "13.22", NEW, Some("error")),
        (StoreName::Postgres, "postgres", "14", NEW, Some("info")),
        (StoreName::Postgres, "postgres", "14", "0.42.1", None),
        (StoreName::Postgres, "postgres", "15", NEW, None),
        (StoreName::Postgres, "postgres", "16.14", NEW, None),
        (StoreName::Postgres, "postgres", "17", NEW, Some("info")),
        (StoreName::Mongo, "mongo", "7.0.34", NEW, Some("warning")),
        (StoreName::Mongo, "mongo", "8.0", NEW, None),
        (StoreName::Mongo, "mongo", "4.4.19", "0.16.2", None),
        (StoreName::Mongo, "mongo", "4.4.19", "0.17.0", Some("warning")),
        (StoreName::Mongo, "mongo", "6.0", "0.29.1", None),
        (StoreName::Mongo, "mongo", "6.0", "0.30.0", Some("warning")),
        (StoreName::Mongo, "mongo", "6.0", "0.30.1", None),
        (StoreName::Mongo, "mongo", "6.0", "0.33.0", Some("warning")),
        (StoreName::Redis, "redis", "6.0.9", NEW, Some("warning")),
        (StoreName::Redis, "redis", "6.2", NEW, None),
        (StoreName::Redis, "redis", "7.4", NEW, None),
    ] {
        let mut case = at(chart, &outside(name, "hosts: ['a.b:1']"));
        case.declared.datastores.of_mut(store).version = Some(version.parse().unwrap());
        let wanted: Vec<String> =
            wanted.iter().map(|severity| format!("{severity} {name}").replace(" ", " global.database.")).collect();
        let rows: Vec<String> = found("unsupported-datastore-version", &case)
            .iter()
            .map(|finding| format!("{} {}", finding.severity.word(), finding.path.as_ref().unwrap()))
            .collect();
        assert_eq!(rows, wanted, "{name} {version} {chart}");
    }
}

#[test]
fn prerequisites_are_asked_for_until_they_are_met() {
    for (chart, name, store, wanted) in [
        ("0.36.0", "postgres", StoreName::Postgres, Some("warning")),
        ("0.35.17", "postgres", StoreName::Postgres, Some("info")),
        (OLD, "timescaledb", StoreName::Timescaledb, Some("info")),
        (NEW, "timescaledb", StoreName::Timescaledb, None),
        (NEW, "redis", StoreName::Redis, None),
    ] {
        let mut case = at(chart, &outside(name, "hosts: ['a.b:1']"));
        let wanted: Vec<String> = wanted.iter().map(|severity| format!("{severity} {name}.installed")).collect();
        assert_eq!(rows("undeclared-datastore-prerequisites", &case), wanted, "{chart} {name}");
        case.declared.datastores.of_mut(store).prerequisites_met = true;
        assert!(rows("undeclared-datastore-prerequisites", &case).is_empty(), "{chart} {name}");
    }
}

#[test]
fn declared_sizes_are_held_to_the_documented_ones() {
    for (store, name, nodes, cpu, memory) in [
        (StoreName::Mongo, "mongo", 3, "4", "8G"),
        (StoreName::Postgres, "postgres", 3, "4", "16G"),
        (StoreName::Redis, "redis", 3, "8", "8G"),
        (StoreName::Minio, "minio", 4, "4", "8G"),
    ] {
        let mut case = case(&outside(name, "hosts: ['a.b:1']"));
        let facts = case.declared.datastores.of_mut(store);
        facts.prerequisites_met = true;
        facts.nodes = Some(nodes);
        facts.cpu = Some(cpu.parse().unwrap());
        facts.memory = Some(memory.parse().unwrap());
        assert!(rows("undeclared-datastore-prerequisites", &case).is_empty(), "{name}");
        case.declared.datastores.of_mut(store).nodes = Some(nodes - 1);
        case.declared.datastores.of_mut(store).memory = Some("7G".parse().unwrap());
        let found = found("undeclared-datastore-prerequisites", &case);
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].severity, Severity::Info);
        let short = format!("{} nodes, and {nodes} are; 7G of memory each, and {memory} is", nodes - 1);
        assert!(found[0].message.contains(&short), "{}", found[0].message);
    }
}

#[test]
fn the_object_store_is_one() {
    let logs = |s3: &str, gcs: &str| format!("platform: {{log-service: {{s3: {{{s3}}}, gcs: {{{gcs}}}}}}}\n");
    let own = "endpoint: 'https://minio.acme.internal'";
    let aws = "endpoint: 'https://s3.eu-west-1.amazonaws.com', bucketName: b";
    for (s3, gcs, wanted) in [
        (format!("{own}, bucketName: b"), "endpoint: 'https://g.acme.internal'", vec!["warning gcs.endpoint"]),
        (format!("{aws}, region: eu-west-1"), "", vec!["warning s3.enableMinioSupport"]),
        (format!("{aws}, enableMinioSupport: false"), "", vec!["warning s3.region"]),
        (format!("{aws}, enableMinioSupport: false, region: eu-west-1"), "", vec![]),
        (own.to_owned(), "", vec!["info s3.bucketName"]),
        (String::new(), "endpoint: 'https://g.acme.internal'", vec![]),
    ] {
        let rows = rows("inconsistent-object-store", &case(&logs(&s3, gcs)));
        let rows: Vec<String> = rows.iter().map(|row| row.replace("platform.log-service.", "")).collect();
        assert_eq!(rows, wanted, "{s3} {gcs}");
    }
    for (host, region) in [
        ("s3-eu-west-1.amazonaws.com", true),
        ("s3.dualstack.eu-west-1.amazonaws.com", true),
        ("bucket.s3.eu-west-1.amazonaws.com", true),
        ("s3.cn-north-1.amazonaws.com.cn", true),
        ("s3.amazonaws.com", false),
        ("s3.us-east-1.amazonaws.com", false),
        ("s3.eu-west-1.acme.internal", false),
    ] {
        let s3 = format!("endpoint: 'https://{host}', bucketName: b, enableMinioSupport: false");
        assert_eq!(!rows("inconsistent-object-store", &case(&logs(&s3, ""))).is_empty(), region, "{host}");
    }
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
    assert_eq!(fixed(text, &found("onprem-disabled", &case(text))[0]), "global:\n  ha: true\n");
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
    assert_eq!(ours.len(), 28, "21 rules on stores and 7 on secrets");
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
