//! The rules of the family `datastores`: tables of TLS, logins, versions, prerequisites, object store.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, lint};
use smpgen::catalog::datastores::StoreName;
use smpgen::lint::finding::{Finding, Severity};
use support::CATALOG;

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

const OLD: &str = "0.36.6";
const NEW: &str = "0.45.0";

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
fn every_way_to_a_login_counts() {
    let hosts = "hosts: ['a.b:1']";
    let kubernetes = |secret: &str, user: &str, password: &str| {
        format!("secrets: {{kubernetesSecrets: [{{secretName: '{secret}', keys: {{{user}: u, {password}: p}}}}]}}")
    };
    let operator = |user: &str, password: &str| {
        format!(
            "secrets: {{secretManagement: {{externalSecretsOperator: [{{secretStore: {{name: s, kind: SecretStore}}, remoteKeys: {{{user}: {{name: A/b}}, {password}: {{name: c}}}}}}]}}}}"
        )
    };
    let none = "secretName: '', userKey: '', passwordKey: ''";
    for (chart, name, user, password) in [
        (NEW, "mongo", "MONGO_USER", "MONGO_PASSWORD"),
        (NEW, "postgres", "POSTGRES_USER", "POSTGRES_PASSWORD"),
        (OLD, "timescaledb", "TIMESCALEDB_USERNAME", "TIMESCALEDB_PASSWORD"),
        (NEW, "redis", "REDIS_USERNAME", "REDIS_PASSWORD"),
    ] {
        let login =
            |body: &str| rows("incomplete-credentials", &at(chart, &outside(name, &format!("{hosts}, {body}"))));
        let (missing, severity) = match name {
            "redis" => ("secretName: a, userKey: b, passwordKey: ''".to_owned(), "warning"),
            _ => (none.to_owned(), "error"),
        };
        let wanted = match name {
            "redis" => format!("{severity} {name}.passwordKey"),
            _ => format!("{severity} {name}.secretName"),
        };
        assert_eq!(login(&missing), [wanted.as_str()], "{name}");
        for good in [
            "secretName: a, userKey: b, passwordKey: c".to_owned(),
            format!("{missing}, {}", kubernetes("s", user, password)),
            format!("{missing}, {}", operator(user, password)),
        ] {
            assert!(login(&good).is_empty(), "{name} {good}: {:?}", login(&good));
        }
        for half in [kubernetes("", user, password), kubernetes("s", user, "OTHER"), operator("OTHER", password)] {
            assert_eq!(login(&format!("{missing}, {half}")), [wanted.as_str()], "{name} {half}");
        }
        let vault = |chart: &str| {
            let text = outside(name, &format!("{hosts}, {missing}"));
            rows(
                "incomplete-credentials",
                &at(
                    chart,
                    &text.replace("global: {", "global: {externalSecretsLoader: {enabled: 'true', provider: vault}, "),
                ),
            )
        };
        assert!(vault(OLD).is_empty(), "{name}");
        assert!(!vault("0.35.17").is_empty(), "{name}: there is no loader yet");
    }
    assert!(rows("incomplete-credentials", &case(&outside("redis", &format!("{hosts}, {none}")))).is_empty());
    assert!(rows("incomplete-credentials", &case(&store("mongo", none))).is_empty(), "in the cluster");
    assert_eq!(rows("incomplete-credentials", &case(&outside("redis", hosts))), ["warning redis.secretName"]);
    assert_eq!(rows("incomplete-credentials", &case(&outside("postgres", hosts))), ["info postgres.secretName"]);
    let written = "secretName: redis-user-pass, userKey: username, passwordKey: password";
    assert!(rows("incomplete-credentials", &case(&outside("redis", &format!("{hosts}, {written}")))).is_empty());
    // TimescaleDB has no login to miss once it is gone.
    assert!(rows("incomplete-credentials", &case(&outside("timescaledb", none))).is_empty());
}

#[test]
fn logs_outside_need_a_login_of_their_own() {
    let logs = |more: &str| {
        format!(
            "{}platform: {{log-service: {{s3: {{endpoint: 'https://m.acme.internal'}}{more}}}}}\n",
            store("minio", "installed: false")
        )
    };
    let bad = ["warning platform.log-service.logServiceS3AccessKeyID"];
    let named = |name: &str| {
        format!(
            ", logServiceS3AccessKeyID: {{name: {name}, key: a}}, logServiceS3SecretAccessKey: {{name: {name}, key: b}}"
        )
    };
    let mapped = |secret: &str| {
        format!(
            ", secrets: {{kubernetesSecrets: [{{secretName: {secret}, keys: {{LOG_SERVICE_S3_ACCESS_KEY_ID: a, LOG_SERVICE_S3_SECRET_ACCESS_KEY: b}}}}]}}"
        )
    };
    for text in [logs(""), logs(&named("minio")), logs(&mapped("minio"))] {
        assert_eq!(rows("incomplete-credentials", &case(&text)), bad, "{text}");
    }
    for text in [logs(&named("own")), logs(&mapped("own")), logs("").replace("installed: false", "installed: true")] {
        assert!(rows("incomplete-credentials", &case(&text)).is_empty(), "{text}");
    }
}

#[test]
fn a_store_in_the_cluster_takes_one_entry_of_the_operator() {
    let entry = "{secretStore: {name: a, kind: SecretStore}}";
    let body = |entries: &str| format!("secrets: {{secretManagement: {{externalSecretsOperator: [{entries}]}}}}");
    for name in ["mongo", "postgres", "redis", "minio"] {
        let text = |entries: &str| store(name, &body(entries));
        let wanted = format!("warning {name}.secrets.secretManagement.externalSecretsOperator");
        assert_eq!(rows("incomplete-credentials", &case(&text(&format!("{entry}, {entry}")))), [wanted.as_str()]);
        assert!(rows("incomplete-credentials", &case(&text(entry))).is_empty(), "{name}");
    }
}

#[test]
fn settings_of_a_store_outside_are_ignored_inside() {
    for (key, value) in [
        ("hosts", "['a.b:1']"),
        ("protocol", "jdbc"),
        ("extraArgs", "a=b"),
        ("ssl", "{enabled: true}"),
        ("secretName", "own"),
        ("userKey", "own"),
        ("passwordKey", "own"),
    ] {
        for name in ["mongo", "postgres", "redis"] {
            let text = store(name, &format!("{key}: {value}"));
            assert_eq!(found("ignored-external-settings", &case(&text)).len(), 1, "{text}");
            assert!(found("ignored-external-settings", &case(&outside(name, &format!("{key}: {value}")))).is_empty());
        }
    }
    let found = found(
        "ignored-external-settings",
        &case(&store("postgres", "installed: true, sslMode: require, hosts: ['a.b:1']")),
    );
    assert_eq!(found.len(), 1, "one for a store");
    assert_eq!(found[0].related.len(), 2, "the other setting, and the switch");
}

#[test]
fn both_tables_of_datastores_name_the_same_ports_variables_and_sizes() {
    let tables = CATALOG.datastores().unwrap();
    for store in &tables.stores {
        let name = format!("{:?}", store.name).to_lowercase();
        let planned = CATALOG.datastore(&name).unwrap();
        assert_eq!(planned.block, store.path.to_string());
        let variables = &store.variables;
        assert_eq!(
            (&planned.secret.user_variable, &planned.secret.password_variable),
            (&variables.user, &variables.password)
        );
        let (_, own) = planned.provider("self-managed").unwrap();
        assert_eq!(own.port, Some(store.port), "{name}");
        let Some(row) = tables.sizes.iter().find(|row| row.store == store.name) else { continue };
        let size = own.size.as_ref().unwrap();
        assert_eq!((size.nodes, size.cpu.parse().unwrap()), (u64::from(row.nodes), row.cpu), "{name}");
        // The rule is lenient: it counts in thousands, prerequisites in 1024s.
        assert!(row.memory <= size.memory.parse().unwrap(), "{name}");
    }
}
