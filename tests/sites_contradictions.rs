//! Sites and environments that contradict each other: each is refused, at the line that is wrong, with what to do.

mod support;

#[path = "support/sites.rs"]
mod sites;
#[path = "support/specs.rs"]
mod specs;

use sites::all;
use support::CATALOG;

const SITES: &str = "\
architecture: dr-warm-standby
profile: medium
modules: [ci, cd]
release: {name: harness, namespace: harness}
datastores:
  mongo: {provider: self-managed, hosts: ['m0.db.acme.io:27017', 'm1.db.acme.io:27017'], replicaSet: rs0, secret: {name: m, userKey: u, passwordKey: p}}
  postgres: {provider: self-managed, host: 'pg.db.acme.io:5432', prerequisitesMet: true, secret: {name: p, userKey: u, passwordKey: p}}
  redis: {provider: self-managed, host: 'redis.db.acme.io:6379', replicated: true, secret: {name: r, userKey: u, passwordKey: p}}
  objectStorage: {provider: s3, bucket: logs, region: eu-west-1, secret: {name: s, userKey: u, passwordKey: p}}
network: {url: 'https://smp.acme.io', className: nginx, tlsSecret: smp}
license: {secret: smp-license}
registry: {pullSecrets: [cred]}
storage: {class: gp3}
recovery: {rto: 2h}
sites:
  primary: {region: one, kubeContext: one}
  standby: {mode: zero-pods, region: two, kubeContext: two}
";

const ENVIRONMENTS: &str = "\
architecture: prod-3-replica-external
profile: medium
modules: [ci, cd]
release: {name: harness, namespace: harness}
datastores:
  mongo: {provider: self-managed, replicaSet: rs0, secret: {name: m, userKey: u, passwordKey: p}}
  postgres: {provider: self-managed, prerequisitesMet: true, secret: {name: p, userKey: u, passwordKey: p}}
  redis: {provider: self-managed, secret: {name: r, userKey: u, passwordKey: p}}
  objectStorage: {provider: s3, region: eu-west-1, secret: {name: s, userKey: u, passwordKey: p}}
network: {url: 'https://smp.acme.io', className: nginx, tlsSecret: smp}
license: {secret: smp-license}
registry: {pullSecrets: [cred]}
storage: {class: gp3}
environments:
  prod1:
    kubeContext: one
    network: {url: 'https://a.acme.io'}
    datastores:
      mongo: {hosts: ['m0.a.acme.io:27017', 'm1.a.acme.io:27017']}
      postgres: {host: 'pg.a.acme.io:5432'}
      redis: {host: 'redis.a.acme.io:6379'}
      objectStorage: {bucket: logs-a}
  prod2:
    kubeContext: two
    network: {url: 'https://b.acme.io'}
    datastores:
      mongo: {hosts: ['m0.b.acme.io:27017', 'm1.b.acme.io:27017']}
      postgres: {host: 'pg.b.acme.io:5432'}
      redis: {host: 'redis.b.acme.io:6379'}
      objectStorage: {bucket: logs-b}
";

/// What is written in place of what, and what is said: place, message and help.
type Case = (&'static str, &'static str, &'static str);

const OF_SITES: &[Case] = &[
    ("  standby: {mode: zero-pods, ", "  # ", "smp.yaml:15:1: `sites`: lacks the key `standby`"),
    ("mode: zero-pods, ", "", "smp.yaml:17:3: `sites.standby`: lacks the key `mode`"),
    ("zero-pods", "cold", "smp.yaml:17:19: `sites.standby.mode`: unknown value `cold`; valid: dr-flags, zero-pods"),
    (
        "dr-warm-standby",
        "prod-3-replica-external",
        "smp.yaml:1:15: `architecture`: `prod-3-replica-external` has one site, and the spec has two\n  help: write `architecture: dr-warm-standby`, or leave `sites` out",
    ),
    (
        "mongo: {provider: self-managed",
        "mongo: {provider: in-cluster",
        "smp.yaml:6:21: `datastores.mongo.provider`: a store in the cluster of one site is not at the other, and is lost with it\n  help: run it outside of both clusters, replicated",
    ),
    (
        "objectStorage: {provider: s3, ",
        "objectStorage: {",
        "smp.yaml:9:3: `datastores.objectStorage.provider`: a store in the cluster",
    ),
    (
        "'m1.db.acme.io:27017'",
        "'10.0.0.2:27017'",
        "smp.yaml:6:66: `datastores.mongo.hosts[1]`: `10.0.0.2:27017` is an address, which stays where it is when another server takes over\n  help: name it by a DNS name",
    ),
    (
        "pg.db.acme.io",
        "pg.db.svc.cluster.local",
        "smp.yaml:7:44: `datastores.postgres.host`: `pg.db.svc.cluster.local:5432` is a name that only one cluster knows",
    ),
    (
        "'redis.db.acme.io:6379'",
        "'redis:6379'",
        "smp.yaml:8:41: `datastores.redis.host`: `redis:6379` is a name that only one cluster knows",
    ),
    (
        "'redis.db.acme.io:6379'",
        "'[fd00::1]:6379'",
        "smp.yaml:8:41: `datastores.redis.host`: `[fd00::1]:6379` is an address",
    ),
    (
        "replicated: true",
        "replicated: false",
        "smp.yaml:8:78: `datastores.redis.replicated`: a Redis that is not replicated is empty at the other site",
    ),
    (
        "kubeContext: two",
        "kubeContext: one",
        "smp.yaml:17:56: `sites.standby.kubeContext`: `one` is the cluster of the primary too: a cluster that is lost takes both with it",
    ),
    (
        "kubeContext: two",
        "kubeContext: two, network: {url: 'https://dr.acme.io'}",
        "smp.yaml:17:76: `sites.standby.network.url`: `https://dr.acme.io` is not the address of the primary: people and delegates keep theirs",
    ),
    (
        "kubeContext: two",
        "kubeContext: two, storage: {volumes: {mongo: 100Gi}}",
        "smp.yaml:17:71: `sites.standby.storage.volumes`: differ between the sites, which have the same sizes",
    ),
    ("kubeContext: two", "kubeContext: two, chartVersion: 0.44.0", "smp.yaml:17:61: unknown key `chartVersion`"),
    ("kubeContext: two", "kubeContext: two, datastores: {}", "smp.yaml:17:61: unknown key `datastores`"),
    ("kubeContext: two", "kubeContext: two, profile: small", "smp.yaml:17:61: unknown key `profile`"),
    (
        "kubeContext: two",
        "kubeContext: two, storage: {class: 'Not A Class'}",
        "smp.yaml:17:78: `sites.standby.storage.class`:",
    ),
    ("region: two", r#"region: "two\nrm""#, "smp.yaml:17:38: `sites.standby.region`: is no line of text"),
    ("rto: 2h", "rto: ' '", "smp.yaml:14:17: `recovery.rto`: is no line of text"),
    (
        "sites:\n  primary: {region: one, kubeContext: one}\n  standby: {mode: zero-pods, region: two, kubeContext: two}\n",
        "",
        "smp.yaml:14:1: `recovery`: is about two sites, and the spec has none",
    ),
    (
        "profile: medium",
        "profile: medium\nchartVersion: 0.36.0",
        "smp.yaml:6:1: `datastores.timescaledb.provider`: a store in the cluster of one site",
    ),
    (
        "profile: medium",
        "profile: medium\nchartVersion: 0.99.0",
        "smp.yaml:3:15: `chartVersion`: unknown chart version `0.99.0`",
    ),
];

const OF_ENVIRONMENTS: &[Case] = &[
    (
        "m1.b.acme.io",
        "M1.A.acme.io",
        "smp.yaml:27:45: `environments.prod2.datastores.mongo.hosts[1]`: `M1.A.acme.io:27017` is a store of `prod1` too, and the databases in it have the same names\n  help: give each environment its own server",
    ),
    (
        "pg.b.acme.io",
        "pg.a.acme.io",
        "smp.yaml:28:24: `environments.prod2.datastores.postgres.host`: `pg.a.acme.io:5432` is a store of `prod1` too",
    ),
    (
        "'redis.b.acme.io:6379'",
        "'redis.a.acme.io'",
        "smp.yaml:29:21: `environments.prod2.datastores.redis.host`: `redis.a.acme.io` is a store of `prod1` too",
    ),
    (
        "logs-b",
        "logs-a",
        "smp.yaml:30:31: `environments.prod2.datastores.objectStorage.bucket`: the bucket `logs-a` is that of `prod1` too",
    ),
    (
        "kubeContext: two",
        "kubeContext: one",
        "smp.yaml:4:37: `release.namespace`: `harness` in the cluster `one` is the namespace of `prod1` too (for `prod2`)\n  help: give each environment a namespace or a cluster of its own",
    ),
    (
        "https://b.acme.io",
        "https://A.acme.io:443/",
        "smp.yaml:25:20: `environments.prod2.network.url`: `a.acme.io` is an address of `prod1` too",
    ),
    (
        "url: 'https://b.acme.io'",
        "url: 'https://b.acme.io', hosts: [a.acme.io]",
        "smp.yaml:25:49: `environments.prod2.network.hosts[0]`: `a.acme.io` is an address of `prod1` too",
    ),
    (
        "  prod2:",
        "  standby:",
        "smp.yaml:23:3: `environments.standby`: is the name of a site, and would be taken for one",
    ),
    ("  prod2:", "  ../prod2:", "smp.yaml:23:3: `environments."),
    (
        "  prod2:",
        "  prod2:\n    chartVersion: 0.45.9",
        "smp.yaml:24:19: `environments.prod2.chartVersion`: unknown chart version `0.45.9`",
    ),
    ("  prod2:", "  prod2:\n    waitDays: -1", "smp.yaml:24:15: `environments.prod2.waitDays`:"),
    (
        "  prod2:",
        "  prod2:\n    profile: large\n    load: {users: 10, ci: 1, cd: 1}",
        "smp.yaml:25:5: `environments.prod2.load`: the profile is named already",
    ),
    ("  prod2:", "  prod2:\n    load: {users: 10, ci: 1}", "smp.yaml:23:3: `environments.prod2`: lacks the key `cd`"),
    ("  prod2:", "  prod2:\n    network: {}\n  prod3:", "smp.yaml:6:3: `datastores.mongo.hosts`: is missing"),
];

fn refused(text: &str) -> String {
    match all(&CATALOG, "smp.yaml", text, None) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_specs_that_are_broken_below_are_sound() {
    assert_eq!(refused(SITES), "");
    assert_eq!(refused(ENVIRONMENTS), "");
}

#[test]
fn what_contradicts_itself_is_refused_where_it_is_written() {
    let mut wrong = Vec::new();
    for (base, cases) in [(SITES, OF_SITES), (ENVIRONMENTS, OF_ENVIRONMENTS)] {
        for (old, new, expected) in cases {
            assert!(base.contains(old), "{old}");
            let told = refused(&base.replacen(old, new, 1));
            if !told.starts_with(expected) || (told.is_empty() != expected.is_empty()) {
                wrong.push(format!("{old} -> {new}\n  expected {expected}\n  told     {told}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), OF_SITES.len() + OF_ENVIRONMENTS.len(), wrong.join("\n"));
}
