//! What no `external-db.yaml` is rendered for, and the words that say why.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use smpgen::catalog::Catalog;
use smpgen::error::Error;
use smpgen::plan::external;
use smpgen::plan::installation::Part;
use smpgen::spec::Spec;
use smpgen::spec::problem::Problem;
use smpgen::spec::read::SpecFile;
use smpgen::yaml::source::Source;
use support::CATALOG;

fn planned(spec: &Spec) -> Result<Part, Problem> {
    let version = spec.chart_version.clone().unwrap_or_else(|| CATALOG.newest().clone());
    external::plan(&CATALOG, spec, &version)
}

fn refused(chart: &str, mut spec: Value) -> String {
    spec["chartVersion"] = json!(chart);
    let spec: Spec = serde_json::from_value(spec).unwrap();
    match planned(&spec) {
        Ok(_) => "no refusal".to_owned(),
        Err(problem) => Error::from(problem).to_string(),
    }
}

fn of(store: &str, settings: Value) -> Value {
    json!({"datastores": {store: settings}})
}

fn vault(vault: Value) -> Value {
    let mut all = json!({"address": "https://vault.acme.io", "engine": "secret", "basePath": "smp", "role": "smp"});
    for (key, value) in vault.as_object().unwrap() {
        all[key] = value.clone();
    }
    json!({"vault": all, "datastores": {
        "mongo": {"provider": "self-managed", "hosts": ["m0.acme.io:27017"]},
        "postgres": {"provider": "rds", "host": "pg.acme.io:5432"},
        "redis": {"provider": "elasticache", "host": "redis.acme.io:6379"}}})
}

fn refusals() -> Vec<(&'static str, Value)> {
    let mongo = |more: Value| {
        let mut all = json!({"provider": "self-managed", "hosts": ["m0.acme.io:27017"]});
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        of("mongo", all)
    };
    let external = |more: Value| {
        let mut all = json!({"store": {"name": "store"}, "user": {"name": "a/b"}, "password": {"name": "a/b"}});
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        mongo(json!({"secret": {"externalSecret": all}}))
    };
    let redis = |more: Value| {
        let mut all = json!({"provider": "self-managed", "host": "redis.acme.io:6379"});
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        of("redis", all)
    };
    let mut all = vec![
        // Providers, and what does not belong to one
        ("0.45.0", of("postgres", json!({"provider": "RDS"}))),
        ("0.45.0", of("redis", json!({"provider": "sentinel"}))),
        ("0.45.0", of("objectStorage", json!({"provider": "azure"}))),
        ("0.45.0", of("mongo", json!({"hosts": ["m0.acme.io:27017"]}))),
        ("0.45.0", of("mongo", json!({"provider": "in-cluster", "hosts": ["m0.acme.io:27017"]}))),
        ("0.45.0", of("redis", json!({"provider": "in-cluster", "secret": {"name": "x"}}))),
        ("0.45.0", of("objectStorage", json!({"bucket": "logs"}))),
        ("0.45.0", mongo(json!({"members": ["m0.acme.io:27017"]}))),
        ("0.45.0", of("mongo", json!({"provider": "atlas", "hosts": ["a.mongodb.net"], "tls": {"secret": "x"}}))),
        // Hosts
        ("0.45.0", of("mongo", json!({"provider": "self-managed"}))),
        ("0.45.0", mongo(json!({"hosts": ["m0.acme.io:27017", "m0.acme.io:27017"], "replicaSet": "rs0"}))),
        ("0.45.0", of("mongo", json!({"provider": "atlas"}))),
        ("0.45.0", of("mongo", json!({"provider": "atlas", "hosts": ["mongodb+srv://a.mongodb.net"]}))),
        ("0.45.0", of("mongo", json!({"provider": "percona", "hosts": ["mongo.db.svc:27017"]}))),
        ("0.45.0", of("postgres", json!({"provider": "rds"}))),
        ("0.45.0", of("redis", json!({"provider": "memorystore"}))),
        ("0.36.0", of("timescaledb", json!({"provider": "cloud"}))),
        ("0.36.0", of("timescaledb", json!({"provider": "cloud", "host": "t.acme.io:5432"}))),
        ("0.37.0", of("timescaledb", json!({}))),
        ("0.45.0", of("objectStorage", json!({"provider": "minio"}))),
        // Modes, options, names
        ("0.45.0", of("postgres", json!({"provider": "rds", "host": "pg.acme.io:5432", "sslMode": "requires"}))),
        (
            "0.45.0",
            of(
                "postgres",
                json!({"provider": "rds", "host": "pg.acme.io:5432", "sslMode": "disable", "certificate": {"secret": "a", "key": "b"}}),
            ),
        ),
        ("0.45.0", mongo(json!({"replicaSet": "rs 0"}))),
        ("0.45.0", mongo(json!({"authSource": "$external"}))),
        ("0.45.0", mongo(json!({"options": "authSource=admin"}))),
        ("0.45.0", mongo(json!({"options": "tls=true", "tls": {"secret": "a", "caFileKey": "ca"}}))),
        (
            "0.45.0",
            of(
                "mongo",
                json!({"provider": "atlas", "hosts": ["a.mongodb.net"], "members": ["b.mongodb.net:27017"], "options": "tls=false"}),
            ),
        ),
        // TLS
        ("0.45.0", redis(json!({"tls": {"secret": "Redis_TLS", "caFileKey": "ca"}}))),
        ("0.45.0", redis(json!({"tls": {"secret": "a", "trustStoreKey": "ts"}}))),
        ("0.45.0", redis(json!({"tls": {"secret": "a", "caFileKey": "ca", "trustStorePasswordKey": "pw"}}))),
        // Secrets
        ("0.45.0", mongo(json!({"secret": {"userKey": "x", "passwordKey": "x"}}))),
        (
            "0.45.0",
            of("mongo", json!({"provider": "percona", "hosts": ["a-rs0.db.svc:27017"], "secret": {"name": ""}})),
        ),
        (
            "0.45.0",
            mongo(
                json!({"secret": {"name": "x", "externalSecret": {"store": {"name": "s"}, "password": {"name": "p"}}}}),
            ),
        ),
        (
            "0.45.0",
            mongo(
                json!({"secret": {"form": "kubernetesSecrets", "externalSecret": {"store": {"name": "s"}, "password": {"name": "p"}}}}),
            ),
        ),
        ("0.45.0", external(json!({"store": {"name": "My Store"}}))),
        ("0.45.0", external(json!({"password": {"name": "a b"}}))),
        ("0.45.0", external(json!({"user": null}))),
        ("0.45.0", of("objectStorage", json!({"provider": "s3", "bucket": "s3", "region": "us-east-1"}))),
        (
            "0.45.0",
            of("objectStorage", json!({"provider": "gcs", "bucket": "smp-logs", "endpoint": "http://gcs.acme.io"})),
        ),
        ("0.45.0", of("objectStorage", json!({"provider": "minio", "endpoint": "https://s3.us-east-1.amazonaws.com"}))),
        ("0.45.0", of("objectStorage", json!({"provider": "minio", "endpoint": "https://minio:9000"}))),
        ("0.45.0", of("objectStorage", json!({"provider": "minio", "endpoint": "minio.acme.io:9000"}))),
        ("0.45.0", of("objectStorage", json!({"provider": "minio", "endpoint": "https://minio.acme.io/logs"}))),
        ("0.45.0", of("objectStorage", json!({"provider": "s3", "bucket": "SMP", "region": "us-east-1"}))),
        (
            "0.45.0",
            of(
                "objectStorage",
                json!({"provider": "s3", "bucket": "smp-logs", "region": "us-east-1", "secret": {"externalSecret": {"store": {"name": "s"}, "password": {"name": "p"}}}}),
            ),
        ),
        // Vault
        ("0.35.0", vault(json!({}))),
        ("0.40.0", vault(json!({"authPath": "kubernetes/eu"}))),
        ("0.45.0", vault(json!({"address": "vault.acme.io:8200"}))),
        ("0.45.0", vault(json!({"engine": "/secret"}))),
        ("0.45.0", vault(json!({"databases": {"timescaledb": {"role": "x"}}}))),
        ("0.45.0", vault(json!({"databases": {"mongo": {"engine": "database"}}}))),
        ("0.45.0", vault(json!({"databases": {"mongo": {"role": "x", "path": "y"}}}))),
        ("0.36.0", vault(json!({}))),
        ("0.45.0", json!({"vault": vault(json!({}))["vault"]})),
    ];
    for host in [
        "",
        "pg",
        "pg:",
        "pg:0",
        "pg:99999",
        "pg:5432x",
        "user:hunter2",
        "u:hunter2@pg:5432",
        "postgres://pg:5432",
        "a:5432,b:5432",
        "pg:5432/harness",
        "pg :5432",
        "fe80::1",
        "[::1]:5432",
        "pg_1.acme.io:5432",
        "-pg:5432",
        "pg.example.com:5432",
        "<postgres ip>:5432",
        "<host>:5432",
        "postgres:5432",
    ] {
        all.push(("0.45.0", of("postgres", json!({"provider": "rds", "host": host}))));
    }
    all
}

#[test]
fn every_refusal_has_its_reason() {
    let mut text = String::new();
    for (chart, spec) in refusals() {
        let shown = spec.to_string();
        let said = refused(chart, spec);
        writeln!(text, "{chart} {shown}\n  {said}\n").unwrap();
        assert!(!said.contains("hunter2") && said != "no refusal", "{text}");
    }
    println!("{} refusals", refusals().len());
    insta::assert_snapshot!(text);
}

fn bad() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/bad");
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let ours = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("datastore-") && name.ends_with(".yaml")
    };
    let mut paths: Vec<_> = entries.filter(ours).collect();
    paths.sort();
    paths
}

fn error(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy();
    let text = fs::read_to_string(path).unwrap();
    let result = SpecFile::read(Source::from_text(name, text)).and_then(|file| {
        planned(&file.spec).map_err(|problem| {
            let error = file.error(&problem.path, problem.message);
            match problem.help {
                Some(help) => error.help(help),
                None => error,
            }
        })
    });
    match result {
        Ok(_) => "no error\n".to_owned(),
        Err(error) => format!("error: {error}\n"),
    }
}

/// Accept changed messages with `SMPGEN_ACCEPT=1`, and read the difference.
#[test]
fn bad_specs_are_refused_in_these_words() {
    let paths = bad();
    assert!(paths.len() >= 20, "{} bad specs", paths.len());
    for path in &paths {
        let said = error(path);
        let expected = path.with_extension("txt");
        if std::env::var_os("SMPGEN_ACCEPT").is_some() {
            fs::write(&expected, &said).unwrap();
        }
        assert_eq!(said, fs::read_to_string(&expected).unwrap(), "{}", path.display());
        assert!(said != "no error\n" && !said.contains("hunter2"), "{}", path.display());
    }
}

/// `--catalog DIR`: what a datastore is, is data.
#[test]
fn another_catalog_has_other_defaults_and_names_its_mistakes() {
    let directory = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles"), directory.path());
    let mongo = directory.path().join("datastores/mongo.yaml");
    let text = fs::read_to_string(&mongo).unwrap();
    let spec: Spec =
        serde_json::from_value(of("mongo", json!({"provider": "self-managed", "hosts": ["m.acme.io:1"]}))).unwrap();
    let planned = || {
        let catalog = Catalog::load(Some(directory.path())).unwrap();
        external::plan(&catalog, &spec, CATALOG.newest())
    };
    fs::write(&mongo, text.replace("name: mongo-secret", "name: our-mongo")).unwrap();
    let values = Value::Object(planned().unwrap().file.unwrap().values);
    assert_eq!(values["global"]["database"]["mongo"]["secretName"], "our-mongo");
    for (old, new, wanted) in [
        ("port: 27017", "port: 70000", "mongo.yaml:18: `/providers/self-managed/port`"),
        ("providers: [atlas]", "providers: [atlass]", "a need is for the provider `atlass`"),
        ("versions: 0.33.0..\n", "versions: 0.33\n", "`/switches/1/versions`"),
    ] {
        fs::write(&mongo, text.replacen(old, new, 1)).unwrap();
        let said = planned().unwrap_err().message;
        assert!(said.contains(wanted), "{said}");
    }
    // A catalog from before these files serves whoever asks for none of them.
    fs::remove_dir_all(directory.path().join("datastores")).unwrap();
    assert!(planned().unwrap_err().message.contains("cannot read catalog file"));
    let catalog = Catalog::load(Some(directory.path())).unwrap();
    assert!(external::plan(&catalog, &Spec::default(), CATALOG.newest()).unwrap().file.is_none());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => fs::write(to, fs::read(entry.path()).unwrap()).unwrap(),
        }
    }
}
