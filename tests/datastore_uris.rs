//! What the chart makes of `external-db.yaml`: every legal combination connects, every other is refused with its reason.

mod support;

#[path = "support/lint.rs"]
mod lint;
#[path = "support/uris.rs"]
mod uris;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use smpgen::catalog::version::ChartVersion;
use smpgen::leaf;
use smpgen::lint::finding::Severity;
use smpgen::lint::rule::Rule;
use smpgen::plan::installation::{Installation, Part};
use smpgen::plan::{ErrataChoice, external};
use smpgen::render;
use smpgen::rules;
use smpgen::spec::Spec;
use smpgen::spec::problem::Problem;
use support::CATALOG;
use uris::{Merged, Source, shell_words, usable};

const VERSIONS: [&str; 7] = ["0.17.0", "0.22.0", "0.30.1", "0.36.0", "0.37.0", "0.44.0", "0.45.0"];

fn version(text: &str) -> ChartVersion {
    text.parse().unwrap()
}

fn at_least(chart: &str, since: &str) -> bool {
    version(chart) >= version(since)
}

fn planned(spec: &Value, chart: &str) -> Result<Part, Problem> {
    let spec: Spec = serde_json::from_value(spec.clone()).unwrap_or_else(|error| panic!("{error}: {spec}"));
    external::plan(&CATALOG, &spec, &version(chart))
}

/// What helm merges: the chart's own values, and the file over them.
fn merged(part: &Part, chart: &str) -> Merged {
    let defaults = CATALOG.defaults().unwrap();
    let mut values = Map::new();
    for (path, _) in defaults.leaves() {
        if let Some(value) = defaults.at(&path, &version(chart)) {
            leaf::put(&mut values, &path, value);
        }
    }
    if let Some(file) = &part.file {
        leaf::merge(&mut values, &file.values);
    }
    Merged(values)
}

/// What this file cannot settle: the user alone says that the prerequisites are met (`prerequisitesMet`), and the pull
/// secret is set elsewhere.
const ELSEWHERE: [&str; 2] = ["undeclared-datastore-prerequisites", "missing-image-pull-secret"];

/// The families of rules that say something of the whole chain here.
const FAMILIES: [&str; 2] = ["datastores", "secrets"];

/// Each secret form of the spec; `vault` stands for none, beside a `vault` section.
const FORMS: [&str; 5] = ["usual", "plain", "kubernetesSecrets", "externalSecret", "vault"];

fn secret(form: &str, name: &str) -> Value {
    match form {
        "plain" => json!({"name": name, "userKey": "the-user", "passwordKey": "the.password"}),
        "kubernetesSecrets" => json!({"name": name, "userKey": "u", "passwordKey": "p", "form": "kubernetesSecrets"}),
        "externalSecret" => json!({"externalSecret": {
            "store": {"name": "store", "kind": "ClusterSecretStore"},
            "user": {"name": "smp/db", "property": "user"}, "password": {"name": "smp/db", "property": "password"}}}),
        _ => Value::Null,
    }
}

/// Every provider outside the cluster with each of its shapes: `(name, settings)`.
fn mongo() -> Vec<(String, Value)> {
    let tls = json!({"secret": "mongo-tls", "caFileKey": "ca.crt", "trustStoreKey": "ts.jks", "trustStorePasswordKey": "ts-password"});
    let one = json!({"provider": "self-managed", "hosts": ["m0.internal:27017"]});
    let three = json!({"provider": "self-managed", "replicaSet": "rs0", "options": "retryWrites=true&w=majority",
        "hosts": ["10.0.0.10:27017", "10.0.0.11:27017", "10.0.0.12:27018"]});
    let percona = json!({"provider": "percona", "hosts": ["smp-psmdb-db-rs0.mongo.svc.cluster.local:27017"]});
    let atlas = json!({"provider": "atlas", "hosts": ["cluster0.abcde.mongodb.net"],
        "members": ["s-00.abcde.mongodb.net:27017", "s-01.abcde.mongodb.net:27017"]});
    let mut all = Vec::new();
    for (name, plain) in [("one", one), ("three", three), ("percona", percona)] {
        all.push((name.to_owned(), plain.clone()));
        all.push((format!("{name}+tls"), with(&plain, "tls", tls.clone())));
    }
    all.push(("atlas".to_owned(), atlas.clone()));
    all.push(("atlas+options".to_owned(), with(&atlas, "options", json!("appName=smp"))));
    all
}

fn postgres() -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for provider in ["self-managed", "rds", "cloud-sql"] {
        let plain = json!({"provider": provider, "host": "writer.internal:5432"});
        all.push((provider.to_owned(), plain.clone()));
        all.push((format!("{provider}+disable"), with(&plain, "sslMode", json!("disable"))));
        let certificate = with(&plain, "certificate", json!({"secret": "pg-ca", "key": "ca.crt"}));
        let modes: &[&str] =
            if provider == "self-managed" { &["require", "verify-ca", "verify-full"] } else { &["verify-full"] };
        for mode in modes {
            all.push((format!("{provider}+{mode}+certificate"), with(&certificate, "sslMode", json!(mode))));
        }
    }
    all
}

fn redis() -> Vec<(String, Value)> {
    let ca = json!({"secret": "redis-tls", "caFileKey": "ca.crt"});
    let both =
        json!({"secret": "redis-tls", "caFileKey": "ca.crt", "trustStoreKey": "ts.jks", "trustStorePasswordKey": "pw"});
    let mut all = Vec::new();
    for (provider, port) in
        [("self-managed", 6379), ("enterprise", 12000), ("elasticache", 6379), ("memorystore", 6378)]
    {
        let plain = json!({"provider": provider, "host": format!("primary.internal:{port}")});
        all.push((provider.to_owned(), plain.clone()));
        all.push((format!("{provider}+ca"), with(&plain, "tls", ca.clone())));
        all.push((format!("{provider}+tls"), with(&plain, "tls", both.clone())));
    }
    all
}

fn timescale() -> Vec<(String, Value)> {
    let certificate = json!({"secret": "tsdb-cert", "key": "cert"});
    let plain = json!({"provider": "self-managed", "host": "tsdb.internal:5432"});
    let cloud = json!({"provider": "cloud", "host": "abc.tsdb.cloud.timescale.com:33333", "certificate": certificate});
    vec![
        ("self-managed".to_owned(), plain.clone()),
        ("self-managed+tls".to_owned(), with(&plain, "certificate", certificate)),
        ("cloud".to_owned(), cloud),
    ]
}

fn object_storage() -> Vec<(String, Value)> {
    let of = |name: &str, value: Value| (name.to_owned(), value);
    vec![
        of("minio", json!({"provider": "minio", "endpoint": "https://minio.internal:9000"})),
        of("minio+http", json!({"provider": "minio", "endpoint": "http://10.1.2.3:9000", "bucket": "smp-logs"})),
        of("s3", json!({"provider": "s3", "bucket": "smp-logs", "region": "eu-central-1"})),
        of("s3-china", json!({"provider": "s3", "bucket": "smp-logs", "region": "cn-north-1"})),
        of(
            "s3-endpoint",
            json!({"provider": "s3", "bucket": "smp-logs", "region": "eu-west-1",
            "endpoint": "https://vpce-1.s3.eu-west-1.vpce.amazonaws.com"}),
        ),
        of("gcs", json!({"provider": "gcs", "bucket": "smp-logs"})),
        of("gcs+region", json!({"provider": "gcs", "bucket": "smp_logs", "region": "europe-west3"})),
    ]
}

fn with(value: &Value, key: &str, inner: Value) -> Value {
    let mut value = value.clone();
    value[key] = inner;
    value
}

/// A spec in which everything is outside the cluster, with one datastore as given.
fn spec(chart: &str, store: &str, settings: &Value, form: &str) -> Value {
    let mut spec = json!({"datastores": {"mongo": mongo()[0].1, "postgres": postgres()[0].1, "redis": redis()[0].1}});
    if form == "vault" {
        if !at_least(chart, "0.37.0") {
            spec["datastores"]["timescaledb"] = timescale()[0].1.clone();
        }
        spec["vault"] = json!({"address": "https://vault.internal:8200", "engine": "secret", "basePath": "harness",
            "role": "harness", "databases": {"mongo": {"role": "smp-mongo"}, "redis": {"path": "teams/smp/redis"}}});
    }
    let own = secret(form, &format!("{}-own", store.to_lowercase()));
    spec["datastores"][store] = if own.is_null() { settings.clone() } else { with(settings, "secret", own) };
    spec
}

/// Every combination of chart, datastore, provider and its shape, and secret form.
fn combinations() -> Vec<(&'static str, &'static str, String, &'static str, Value)> {
    let mut all = Vec::new();
    for chart in VERSIONS {
        for (store, shapes) in [
            ("mongo", mongo()),
            ("postgres", postgres()),
            ("redis", redis()),
            ("timescaledb", timescale()),
            ("objectStorage", object_storage()),
        ] {
            if store == "timescaledb" && at_least(chart, "0.37.0") {
                continue;
            }
            for (shape, settings) in shapes {
                for form in FORMS {
                    if form == "vault" && !at_least(chart, "0.36.0")
                        || form == "externalSecret" && store == "objectStorage"
                    {
                        continue;
                    }
                    all.push((chart, store, shape.clone(), form, spec(chart, store, &settings, form)));
                }
                if store == "redis" {
                    let mut open = spec(chart, store, &with(&settings, "auth", json!(false)), "usual");
                    open["modules"] = json!(["ngcustomdashboard"]);
                    all.push((chart, store, shape.clone(), "no auth", open));
                    let mut own = secret("externalSecret", "x");
                    own["externalSecret"].as_object_mut().unwrap().remove("user");
                    let password = spec(chart, store, &with(&settings, "secret", own), "usual");
                    all.push((chart, store, shape, "password only", password));
                }
            }
        }
    }
    all
}

/// Where user and password are, in the form that the spec has.
fn credentials(values: &Merged, block: &str, variables: [&str; 2], form: &str, usual: [&str; 3]) -> Result<(), String> {
    let keys = ["userKey", "passwordKey"];
    let found = [0, 1].map(|which| values.variable(block, variables[which], keys[which]));
    let own = format!("{}-own", block.rsplit('.').next().unwrap());
    let in_secret = |name: &str, keys: [&str; 2]| keys.map(|key| Some(Source::Secret(name.to_owned(), key.to_owned())));
    let wanted = match form {
        "usual" => in_secret(usual[0], [usual[1], usual[2]]),
        "plain" => in_secret(&own, ["the-user", "the.password"]),
        "kubernetesSecrets" => in_secret(&own, ["u", "p"]),
        "externalSecret" => [(); 2].map(|()| Some(Source::External("smp/db".to_owned()))),
        "password only" => [None, Some(Source::External("smp/db".to_owned()))],
        // With the loader, or without a password, no pod may look for a Secret.
        _ => [None, None],
    };
    if found == wanted { Ok(()) } else { Err(format!("{block}: {found:?} instead of {wanted:?}")) }
}

fn check(chart: &str, store: &str, shape: &str, form: &str, spec: &Value) -> Result<usize, String> {
    let part = planned(spec, chart).map_err(|problem| format!("{problem:?}"))?;
    let values = merged(&part, chart);
    let of = |name: &str| {
        if name == store {
            form
        } else if form == "vault" {
            "vault"
        } else {
            "usual"
        }
    };
    let settings = |name: &str| &spec["datastores"][name];
    let mut count = 0;
    let mut uri = |text: String| {
        count += 1;
        usable(&text).map_err(|why| format!("{text}: {why}"))
    };

    // MongoDB
    let found = uri(values.mongo_uri("harness"))?;
    let srv = found.scheme == "mongodb+srv";
    let hosts: Vec<&str> = settings("mongo")["hosts"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let options: BTreeMap<_, _> = found.options.iter().cloned().collect();
    if found.hosts != hosts || options.len() != found.options.len() {
        return Err(format!("{found:?}"));
    }
    if !srv && (!options.contains_key("authSource") || hosts.len() > 1 && !options.contains_key("replicaSet")) {
        return Err(format!("{found:?}"));
    }
    let usual = match settings("mongo")["provider"].as_str() {
        Some("percona") => ["smp-psmdb-db-secrets", "MONGODB_DATABASE_ADMIN_USER", "MONGODB_DATABASE_ADMIN_PASSWORD"],
        _ => ["mongo-secret", "user", "password"],
    };
    credentials(&values, "global.database.mongo", ["MONGO_USER", "MONGO_PASSWORD"], of("mongo"), usual)?;
    let (members, encrypted) = values.access_control();
    uri(format!("mongodb://u:p@{members}/?"))?;
    let tls = srv || options.contains_key("tls");
    if encrypted != tls || values.is("global.database.mongo.ssl.enabled") != settings("mongo")["tls"].is_object() {
        return Err(format!("TLS of access-control is {encrypted}, that of MongoDB {tls}"));
    }
    for (path, since, until) in [
        ("upgrades.mongoFCVUpgrade.enabled", "0.22.0", "0.33.0"),
        ("platform.bootstrap.database.mongodbupgrades.mongoFCVUpgrade.enabled", "0.33.0", "9.9.9"),
    ] {
        let wanted = (at_least(chart, since) && !at_least(chart, until)).then_some(Value::Bool(false));
        if values.get(path) != wanted.as_ref() {
            return Err(format!("{path} is {:?}", values.get(path)));
        }
    }

    // PostgreSQL, and what was TimescaleDB
    let onprem = at_least(chart, "0.37.0");
    let mode = settings("postgres")["sslMode"].as_str().unwrap_or("require");
    let found = uri(values.postgres_uri("harness"))?;
    let wanted: &[(String, String)] = &[("sslmode".to_owned(), mode.to_owned())];
    if found.hosts != ["writer.internal:5432"]
        || found.options != if onprem && mode != "disable" { wanted } else { &[] }
    {
        return Err(format!("{found:?}"));
    }
    let dsn = values.postgres_dsn("harness");
    let pairs: Option<BTreeMap<&str, &str>> = dsn.split(' ').map(|pair| pair.split_once('=')).collect();
    let pairs = pairs.ok_or(dsn.clone())?;
    if pairs.get("sslmode") != Some(&mode) || pairs.get("host") != Some(&"writer.internal") {
        return Err(dsn);
    }
    let usual = ["postgres-secret", "user", "password"];
    credentials(&values, "global.database.postgres", ["POSTGRES_USER", "POSTGRES_PASSWORD"], of("postgres"), usual)?;
    if onprem || values.external("timescaledb") {
        let found = uri(values.timescale_uri("harness"))?;
        let encrypted = if onprem { mode != "disable" } else { settings("timescaledb")["certificate"].is_object() };
        if found.options != [("sslmode".to_owned(), if encrypted { "require" } else { "disable" }.to_owned())] {
            return Err(format!("{found:?}"));
        }
    }
    if !onprem && values.external("timescaledb") {
        let usual = ["tsdb-secret", "username", "password"];
        let variables = ["TIMESCALEDB_USERNAME", "TIMESCALEDB_PASSWORD"];
        credentials(&values, "global.database.timescaledb", variables, of("timescaledb"), usual)?;
    }

    // Redis
    let urls = values.redis_urls();
    let [url] = urls.as_slice() else { return Err(format!("{urls:?}")) };
    let found = uri(url.clone())?;
    let tls = settings("redis")["tls"].is_object();
    if tls != (found.scheme == "rediss") || tls != values.is("global.database.redis.ssl.enabled") {
        return Err(format!("{found:?}"));
    }
    let usual = ["redis-user-pass", "username", "password"];
    credentials(&values, "global.database.redis", ["REDIS_USERNAME", "REDIS_PASSWORD"], of("redis"), usual)?;
    if found.user_info.is_some() == ["no auth", "vault"].contains(&of("redis")) {
        return Err(format!("{found:?}"));
    }
    let dashboards = "platform.ng-custom-dashboards.config";
    let written = values.get(dashboards).is_some();
    if written != (of("redis") == "no auth") {
        return Err(format!("{dashboards}: {written}"));
    }
    if written
        && (values.text(&format!("{dashboards}.redisHost")) != "primary.internal"
            || values.text(&format!("{dashboards}.redisSentinel")) != "false")
    {
        return Err(format!("{:?}", values.get(dashboards)));
    }

    // Object storage
    let (kind, endpoint) = values.object_storage();
    if store == "objectStorage" {
        count += 1;
        let provider = settings(store)["provider"].as_str().unwrap();
        let wanted = match shape {
            "s3" => "https://s3.eu-central-1.amazonaws.com",
            "s3-china" => "https://s3.cn-north-1.amazonaws.com.cn",
            "gcs" | "gcs+region" => "https://storage.googleapis.com",
            _ => settings(store)["endpoint"].as_str().unwrap(),
        };
        if endpoint != wanted || (kind == "gcs") != (provider == "gcs") || !values.external("minio") {
            return Err(format!("{kind} {endpoint}"));
        }
        if kind == "s3" && values.is("platform.log-service.s3.enableMinioSupport") != (provider == "minio") {
            return Err("enableMinioSupport".to_owned());
        }
        let variables = ["LOG_SERVICE_S3_ACCESS_KEY_ID", "LOG_SERVICE_S3_SECRET_ACCESS_KEY"];
        let found = variables.map(|variable| values.variable("platform.log-service", variable, "userKey"));
        if (form == "vault") != found.iter().all(Option::is_none) || found.contains(&None) != (form == "vault") {
            return Err(format!("{found:?}"));
        }
    } else if endpoint != "http://minio.NAMESPACE.svc.cluster.local:9000" || values.external("minio") {
        return Err(endpoint);
    }
    Ok(count)
}

#[test]
fn every_legal_combination_connects() {
    let (mut wrong, mut count, mut uris) = (Vec::new(), BTreeMap::<&str, usize>::new(), 0);
    for (chart, store, shape, form, spec) in combinations() {
        match check(chart, store, &shape, form, &spec) {
            Ok(found) => {
                *count.entry(store).or_default() += 1;
                uris += found;
            }
            Err(why) => wrong.push(format!("{chart} {store} {shape} {form}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{} combinations, such as\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    println!(
        "{} combinations of chart, provider, TLS and secret form, {uris} connections: {count:?}",
        count.values().sum::<usize>()
    );
}

fn installation(part: Part, chart: &str) -> Installation {
    let profile = support::plan("small", &version(chart), ErrataChoice::Default);
    Installation {
        chart_version: version(chart),
        profile,
        layers: part.file.into_iter().collect(),
        prerequisites: part.prerequisites,
    }
}

#[test]
fn every_rendered_file_is_stable_and_lints_clean() {
    let (mut wrong, mut files) = (BTreeSet::new(), BTreeSet::new());
    for (chart, store, shape, form, spec) in combinations() {
        let [first, again] = [0, 1].map(|_| installation(planned(&spec, chart).unwrap(), chart));
        let [text, other] = [&first, &again].map(|found| render::layer_text(found, &found.layers[0]).unwrap());
        assert_eq!(text, other);
        let prerequisites = render::prerequisites_text(&first).unwrap();
        assert_eq!(prerequisites, render::prerequisites_text(&again).unwrap());
        for line in prerequisites.lines().filter(|line| line.starts_with("kubectl")) {
            let words = shell_words(line).unwrap_or_else(|why| panic!("{line}: {why}"));
            assert!(words.len() >= 4 && words.iter().all(|word| !word.contains("literal")), "{line}");
        }
        // Linting takes the time here: every form in the charts where something changes, the usual ones in the others.
        let every_form = ["0.36.0", "0.45.0"].contains(&chart);
        if !(every_form || ["usual", "no auth"].contains(&form)) || !files.insert(text.clone()) {
            continue;
        }
        let case = lint::Case {
            files: vec![(external::NAME.to_owned(), text)],
            chart: Some(chart.to_owned()),
            ..lint::Case::default()
        };
        // As one file of many, and as the whole chain: then only what is said of datastores and secrets concerns it.
        let whole = lint::Case { complete: true, ..case.clone() };
        let ours: Vec<Rule> = rules::ALL.iter().filter(|rule| FAMILIES.contains(&rule.family)).copied().collect();
        let found = lint::lint(&CATALOG, &case).into_iter().chain(lint::lint_with(&CATALOG, &whole, &ours));
        for finding in found.filter(|found| found.severity != Severity::Info && !ELSEWHERE.contains(&found.rule)) {
            wrong.insert(format!("{chart} {store} {shape} {form}: {} {}", finding.rule, finding.message));
        }
    }
    println!("{} different files linted", files.len());
    let some: Vec<&String> = wrong.iter().take(20).collect();
    assert!(wrong.is_empty(), "{} findings, such as {some:#?}", wrong.len());
}

/// What the documentation's own samples come to: the reader of connections must see each fault.
#[test]
fn the_documented_samples_do_not_connect() {
    for (values, fault) in [
        (
            json!({"mongo": {"protocol": "mongodb", "hosts": ["10.0.0.10,10.0.0.11,10.0.0.12"], "extraArgs": ""}}),
            "`10.0.0.10` has no port",
        ),
        (
            json!({"mongo": {"protocol": "mongodb+srv", "hosts": ["a.mongodb.net:27017"], "extraArgs": ""}}),
            "`a.mongodb.net:27017` has a port",
        ),
        (
            json!({"mongo": {"protocol": "mongodb", "hosts": ["h:1"], "extraArgs": "?replicaSet=rs0"}}),
            "option `?replicaSet=rs0`",
        ),
        (
            json!({"mongo": {"protocol": "mongodb", "hosts": ["mongodb://h:1"], "extraArgs": ""}}),
            "database `/h:1/harness`",
        ),
    ] {
        let Value::Object(values) = json!({"global": {"database": values}}) else { panic!() };
        let uri = Merged(values).mongo_uri("harness");
        assert_eq!(usable(&uri).map(|_| ()), Err(fault.to_owned()), "{uri}");
    }
    let Value::Object(values) =
        json!({"global": {"onprem": true, "database": {"postgres": {"hosts": ["pg"], "sslMode": "require"}}}})
    else {
        panic!()
    };
    assert!(usable(&Merged(values).timescale_uri("harness")).is_err());
}
