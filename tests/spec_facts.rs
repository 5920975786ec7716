//! What a spec says of servers and stores reaches the rules.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, lint};
use smpgen::lint::finding::{Finding, Severity};
use smpgen::spec::declared::declared;
use smpgen::spec::read::SpecFile;
use smpgen::yaml::source::Source;
use support::CATALOG;

/// What `rule` finds in a complete chain of `files` under `spec`.
fn found(spec: &str, files: &[&str], rule: &str) -> Vec<Finding> {
    let spec = SpecFile::read(Source::from_text("smp.yaml", spec)).unwrap().spec;
    let files = files.iter().enumerate().map(|(index, text)| (format!("{index}.yaml"), (*text).to_owned()));
    let chart = spec.chart_version.as_ref().map(ToString::to_string);
    let case =
        Case { files: files.collect(), chart, complete: true, declared: declared(&spec).unwrap(), ..Case::default() };
    lint(&CATALOG, &case).into_iter().filter(|finding| finding.rule == rule).collect()
}

const MESSAGES: [(&str, &str, &str, &str); 13] = [
    (
        "in the cluster by the spec, outside by the files",
        "datastores: {mongo: {provider: in-cluster}}",
        "global: {database: {mongo: {installed: false}}}",
        "the spec has MongoDB in the cluster, and `global.database.mongo.installed` is false",
    ),
    (
        "a store that the spec does not name",
        "datastores: {mongo: {provider: in-cluster}}",
        "global: {database: {redis: {installed: false}}}",
        "the spec names no provider of Redis, which is then in the cluster, and `global.database.redis.installed` is false",
    ),
    (
        "outside by the spec, installed by the files",
        "datastores: {postgres: {provider: rds, host: \"pg.acme.io:5432\"}}",
        "global: {database: {postgres: {installed: true}}}",
        "the spec has Postgres outside the cluster (`rds`), and `global.database.postgres.installed` is true",
    ),
    (
        "outside by the spec, and no file says so",
        "datastores: {redis: {provider: elasticache, host: \"redis.acme.io:6379\"}}",
        "global: {ha: true}",
        "the spec has Redis outside the cluster (`elasticache`), and `global.database.redis.installed` is not set, which is true",
    ),
    (
        "TimescaleDB where the chart has one",
        "{chartVersion: 0.36.0, datastores: {timescaledb: {provider: cloud}}}",
        "global: {database: {timescaledb: {installed: true}}}",
        "the spec has TimescaleDB outside the cluster (`cloud`), and `global.database.timescaledb.installed` is true",
    ),
    (
        "object storage in the cluster by the spec",
        "datastores: {objectStorage: {provider: in-cluster}}",
        "platform: {log-service: {s3: {endpoint: \"https://minio.acme.io\"}}}",
        "the spec has MinIO in the cluster, and `platform.log-service.s3.endpoint` is set",
    ),
    (
        "another port",
        "datastores: {redis: {provider: enterprise, host: \"redis.acme.io:12000\"}}",
        "global: {database: {redis: {installed: false, hosts: [\"redis.acme.io:6379\"]}}}",
        "the spec has Redis at `redis.acme.io:12000`, and `global.database.redis.hosts` is `redis.acme.io:6379`",
    ),
    (
        "a password in a host is not shown",
        "datastores: {redis: {provider: enterprise, host: \"redis.acme.io:12000\"}}",
        "global: {database: {redis: {installed: false, hosts: [\"u:hunter2@other.acme.io:12000\"]}}}",
        "the spec has Redis at `redis.acme.io:12000`, and `global.database.redis.hosts` is `***@other.acme.io:12000`",
    ),
    (
        "another address of the object store",
        "datastores: {objectStorage: {provider: minio, endpoint: \"https://minio.acme.io\"}}",
        "platform: {log-service: {s3: {endpoint: \"https://old.acme.io\"}}}",
        "the spec has MinIO at `https://minio.acme.io`, and `platform.log-service.s3.endpoint` is `https://old.acme.io`",
    ),
    (
        "high availability",
        "architecture: prod-1-replica",
        "global: {ha: true}",
        "the spec's architecture `prod-1-replica` needs `global.ha: false`, and `global.ha` is true",
    ),
    (
        "a module that is off",
        "modules: [sto]",
        "global: {sto: {enabled: false}}",
        "the spec has the module `sto`, and `global.sto.enabled` is false",
    ),
    (
        "another profile",
        "profile: large",
        "# profile: small\nplatform: {}\n",
        "this file is the profile `small`, and the spec names `large`",
    ),
    (
        "another chart",
        "chartVersion: 0.45.0",
        "# chart version: 0.44.1\nplatform: {}\n",
        "this file was rendered for chart 0.44.1, and the spec names 0.45.0",
    ),
];

#[test]
fn every_disagreement_with_a_spec_has_its_words() {
    for (name, spec, file, message) in MESSAGES {
        let found = found(spec, &[file], "spec-mismatch");
        let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, [message], "{name}");
        assert!(found.iter().all(|finding| finding.help.is_some() && finding.severity == Severity::Warning), "{name}");
    }
}

#[test]
fn timescaledb_is_not_expected_of_a_chart_without_it() {
    let spec = "datastores: {timescaledb: {provider: cloud}}";
    assert!(found(spec, &["global: {ha: true}"], "spec-mismatch").is_empty());
}

#[test]
fn small_servers_are_told() {
    for (store, block, title) in [
        ("mongo", "mongo", "MongoDB"),
        ("postgres", "postgres", "Postgres"),
        ("redis", "redis", "Redis"),
        ("timescaledb", "timescaledb", "TimescaleDB"),
    ] {
        let spec = format!(
            "{{chartVersion: 0.36.0, datastores: {{{store}: {{provider: self-managed, servers: {{nodes: 1, cpu: 2, memory: 4Gi}}}}}}}}"
        );
        let values = format!("global: {{database: {{{block}: {{installed: false, hosts: [\"db.acme.io:1\"]}}}}}}");
        let found = found(&spec, &[&values], "undeclared-datastore-prerequisites");
        let info = found.iter().find(|finding| finding.message.contains("declared smaller")).expect(store);
        assert!(
            info.message.starts_with(&format!(
                "{title} is declared smaller than documented: 1 nodes, and 3 are; 2 of cpu each"
            )),
            "{}",
            info.message
        );
        assert_eq!(info.severity, Severity::Info);
    }
}

#[test]
fn hosts_in_one_file_and_their_switch_in_another_are_both_shown() {
    let switch = "global: {database: {redis: {installed: false}}}";
    for (hosts, rule) in [
        ("[]", "missing-external-host"),
        ("[\"a.acme.io:6379\", \"b.acme.io:6379\"]", "surplus-host"),
        ("[a.acme.io]", "host-without-port"),
    ] {
        let hosts = format!("global: {{database: {{redis: {{hosts: {hosts}}}}}}}");
        for files in [[switch, &hosts], [&hosts, switch]] {
            let found = found("profile: small", &files, rule);
            let [finding] = found.as_slice() else { panic!("{rule}: {found:?}") };
            let other = finding.related.iter().find(|related| related.location.layer != finding.location.layer);
            assert_eq!(other.map(|other| other.message.as_str()), Some("switched off here"), "{rule}");
        }
    }
}

#[test]
fn the_schema_of_the_spec_is_a_json_schema() {
    let schema = smpgen::spec::schema::schema();
    jsonschema::meta::validate(&schema).unwrap();
    // What a value of a spec may be is said everywhere: an editor has something to offer.
    assert!(
        schema["properties"]["datastores"]["properties"]["redis"]["properties"]["servers"]["properties"].is_object()
    );
}
