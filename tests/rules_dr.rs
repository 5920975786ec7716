//! Two sites and the values that contradict each other: rules of the family `resilience` about disaster recovery.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, lint, other_site};
use smpgen::helm::chain::layers;
use smpgen::helm::version::HelmVersion;
use smpgen::lint::drift::{Side, differences};
use smpgen::lint::finding::Finding;
use smpgen::lint::site::SiteRole;
use smpgen::lint::unit::Unit;
use smpgen::yaml::source::Source;
use support::CATALOG;

const DR: [&str; 4] = ["dr-drift", "dr-in-cluster-datastore", "dr-unmovable-endpoint", "inconsistent-dr-flags"];

/// Databases outside, under names that can move.
const OUTSIDE: &str = "global:
  database:
    mongo: {installed: false, hosts: [\"mongo.acme.internal:27017\"]}
    postgres: {installed: false, hosts: [\"pg.acme.internal:5432\"]}
    redis: {installed: false, hosts: [\"redis.acme.internal:6379\"]}
platform:
  log-service:
    s3: {endpoint: \"https://s3.acme.internal\"}
";

/// One site: its values, what it is, and what is declared around it.
struct Site {
    text: String,
    role: Option<SiteRole>,
    architecture: bool,
    redis_replicated: bool,
    first_install: Option<bool>,
    chart: Option<&'static str>,
    other: Option<String>,
}

fn site(role: Option<SiteRole>, text: impl Into<String>) -> Site {
    Site {
        text: text.into(),
        role,
        architecture: true,
        redis_replicated: true,
        first_install: None,
        chart: None,
        other: None,
    }
}

/// `OUTSIDE` with something else in the place of a part of it.
fn with(old: &str, new: &str) -> String {
    assert!(OUTSIDE.contains(old), "{old}");
    OUTSIDE.replacen(old, new, 1)
}

/// `OUTSIDE` with flags below `global.dr`.
fn flags(flags: &str) -> String {
    with("global:\n", &format!("global:\n  dr: {{{flags}}}\n"))
}

fn findings(site: &Site) -> Vec<Finding> {
    let mut case = Case {
        files: vec![("site.yaml".to_owned(), site.text.clone())],
        chart: site.chart.map(str::to_owned),
        complete: true,
        ..Case::default()
    };
    case.declared.role = site.role;
    case.declared.architecture = site.architecture.then(|| "dr-warm-standby".to_owned());
    case.declared.surroundings.redis_replicated = Some(site.redis_replicated);
    case.declared.surroundings.first_install = site.first_install;
    case.declared.other_site = site.other.as_deref().map(|text| other_site(&CATALOG, text));
    let mut found = lint(&CATALOG, &case);
    found.retain(|finding| DR.contains(&finding.rule));
    found
}

/// `rule severity path` of each finding, sorted.
fn lines(site: &Site) -> Vec<String> {
    let path = |finding: &Finding| finding.path.as_ref().map_or("-".to_owned(), ToString::to_string);
    let line = |finding: &Finding| format!("{} {} {}", finding.rule, finding.severity.word(), path(finding));
    let mut lines: Vec<String> = findings(site).iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn sites_that_contradict_each_other_or_themselves() {
    let (primary, standby) = (Some(SiteRole::Primary), Some(SiteRole::Standby));
    let info = "inconsistent-dr-flags info global.dr";
    let create = "inconsistent-dr-flags warning global.dr.createCluster";
    let activate = "inconsistent-dr-flags warning global.dr.activateCluster";
    let checks = "inconsistent-dr-flags warning global.dr.runConfigChecks";
    let in_cluster = |store: &str| format!("dr-in-cluster-datastore error global.database.{store}.installed");
    let host = |path: &str| format!("dr-unmovable-endpoint warning global.database.{path}");
    let drift = |path: &str| format!("dr-drift warning {path}");
    let other = |text: &str, there: &str| Site { other: Some(there.to_owned()), ..site(primary, text) };
    let cases: Vec<(&str, Site, Vec<String>)> = vec![
        ("primary and standby as they should be", site(primary, OUTSIDE), vec![]),
        ("a standby that waits", site(standby, flags("createCluster: true")), vec![info.into()]),
        (
            "a standby that takes over",
            site(standby, flags("activateCluster: true, runConfigChecks: true")),
            vec![info.into()],
        ),
        (
            "a primary that creates a standby",
            site(primary, flags("createCluster: true")),
            vec![create.into(), info.into()],
        ),
        (
            "a primary that activates itself, without checks",
            site(primary, flags("activateCluster: true")),
            vec![activate.into(), checks.into(), info.into()],
        ),
        (
            "a primary with both flags",
            site(primary, flags("createCluster: true, activateCluster: true, runConfigChecks: true")),
            vec![create.into(), activate.into(), info.into()],
        ),
        ("flags of a primary that are off", site(primary, flags("createCluster: false")), vec![info.into()]),
        ("activation without checks", site(standby, flags("activateCluster: true")), vec![checks.into(), info.into()]),
        (
            "activation with checks switched off",
            site(standby, flags("activateCluster: true, runConfigChecks: false")),
            vec![checks.into(), info.into()],
        ),
        (
            "created and activated at once",
            Site {
                first_install: Some(true),
                ..site(standby, flags("createCluster: true, activateCluster: true, runConfigChecks: true"))
            },
            vec![activate.into(), info.into()],
        ),
        (
            "the same on a release that is installed",
            Site {
                first_install: Some(false),
                ..site(standby, flags("createCluster: true, activateCluster: true, runConfigChecks: true"))
            },
            vec![info.into()],
        ),
        (
            "MongoDB in the cluster of a standby",
            site(standby, with("mongo: {installed: false", "mongo: {installed: true")),
            vec![in_cluster("mongo")],
        ),
        (
            "Postgres and Redis by the chart's default",
            site(
                standby,
                OUTSIDE
                    .replace("postgres: {installed: false, ", "postgres: {")
                    .replace("redis: {installed: false, ", "redis: {"),
            ),
            vec![in_cluster("postgres"), in_cluster("redis")],
        ),
        (
            "objects in the cluster",
            site(primary, with("https://s3.acme.internal", "")),
            vec!["dr-in-cluster-datastore warning global.database.minio.installed".into()],
        ),
        (
            "nothing declared but a flag, and everything in the cluster",
            Site { architecture: false, ..site(None, "global: {dr: {createCluster: true}}\n") },
            vec![
                in_cluster("mongo"),
                in_cluster("postgres"),
                in_cluster("redis"),
                "dr-in-cluster-datastore warning global.database.minio.installed".into(),
                info.into(),
            ],
        ),
        (
            "TimescaleDB while the chart still had it",
            Site { chart: Some("0.36.0"), ..site(primary, OUTSIDE) },
            vec![in_cluster("timescaledb")],
        ),
        ("an address", site(primary, with("pg.acme.internal", "10.0.0.5")), vec![host("postgres.hosts[0]")]),
        (
            "an address of IPv6",
            site(primary, with("redis.acme.internal:6379", "[2001:db8::7]:6379")),
            vec![host("redis.hosts[0]")],
        ),
        (
            "a name inside the cluster",
            site(primary, with("mongo.acme.internal", "rs0.mongo.svc.cluster.local")),
            vec![host("mongo.hosts[0]")],
        ),
        (
            "one member of three inside the cluster",
            site(
                primary,
                with(
                    "\"mongo.acme.internal:27017\"",
                    "\"a.acme.internal:27017\", \"b.mongo.svc:27017\", \"c.acme.internal:27017\"",
                ),
            ),
            vec![host("mongo.hosts[1]")],
        ),
        (
            "a Redis of one region",
            Site { redis_replicated: false, ..site(standby, OUTSIDE) },
            vec![host("redis.hosts")],
        ),
        ("another chart version", Site { chart: Some("0.44.0"), ..other(OUTSIDE, OUTSIDE) }, vec![drift("-")]),
        (
            "another module, licence and URL",
            other(
                &with(
                    "global:\n",
                    "global:\n  ci: {enabled: true}\n  license: {ng: one}\n  loadbalancerURL: https://a.b\n",
                ),
                &with("global:\n", "global:\n  license: {ng: two}\n  loadbalancerURL: https://c.d\n"),
            ),
            vec![drift("global.ci.enabled"), drift("global.license.ng"), drift("global.loadbalancerURL")],
        ),
        (
            "databases of its own on the other site",
            other(OUTSIDE, &with("pg.acme.internal", "pg-standby.acme.internal")),
            vec![drift("global.database.postgres.hosts")],
        ),
        (
            "what belongs to a site",
            other(
                &with(
                    "global:\n",
                    "global:\n  storageClass: gp3\n  imagePullSecrets: [one]\n  ingress: {enabled: true, hosts: [a.b]}\n",
                ),
                &format!(
                    "{}  bootstrap: {{networking: {{nginx: {{create: true}}}}}}\n  gateway: {{tolerations: [{{key: x}}], image: {{registry: r}}}}\n",
                    with("global:\n", "global:\n  dr: {createCluster: true}\n  istio: {enabled: true}\n")
                ),
            ),
            vec![],
        ),
        ("a default that one site writes out", other(OUTSIDE, &with("global:\n", "global:\n  ha: true\n")), vec![]),
        (
            "a block where the other has a text",
            other(
                &with("global:\n", "global:\n  commonNote: {x: 1}\n"),
                &with("global:\n", "global:\n  commonNote: 'true'\n"),
            ),
            vec![drift("global.commonNote")],
        ),
    ];
    assert!(cases.len() >= 20);
    let mut wrong = Vec::new();
    for (name, site, mut wanted) in cases {
        wanted.sort();
        let found = lines(&site);
        if found != wanted {
            wrong.push(format!("{name}: wanted {wanted:#?}, found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_says_nothing_of_stores_leaves_them_to_others() {
    let case = |text: &str| {
        let mut case = Case { files: vec![("site.yaml".to_owned(), text.to_owned())], ..Case::default() };
        case.declared.architecture = Some("dr-warm-standby".to_owned());
        case.declared.role = Some(SiteRole::Standby);
        lint(&CATALOG, &case).into_iter().filter(|finding| finding.rule == "dr-in-cluster-datastore").count()
    };
    assert_eq!(case("global: {dr: {createCluster: true}}\n"), 0);
    assert_eq!(case("global: {database: {mongo: {installed: false}}}\n"), 3, "Postgres, Redis and objects");
}

#[test]
fn a_difference_names_both_places_and_no_secret() {
    let here =
        "global:\n  license:\n    ng: c2VjcmV0LW9uZQ\n  database:\n    mongo:\n      hosts: [\"me:hunter2@a.b\"]\n";
    let there = here.replace("c2VjcmV0LW9uZQ", "c2VjcmV0LXR3bw").replace("a.b", "c.d");
    let found = findings(&Site { other: Some(there), architecture: false, ..site(None, here) });
    assert_eq!(found.len(), 2, "{found:#?}");
    for finding in &found {
        let text = format!("{} {:?}", finding.message, finding.related);
        assert!(!text.contains("c2Vj") && !text.contains("hunter2"), "{text}");
        assert_eq!(finding.related.len(), 1);
        assert_ne!(finding.related[0].location.layer, finding.location.layer, "the place in the other site");
    }
}

#[test]
fn differences_are_listed_in_order_with_both_places() {
    let unit = |text: &str| {
        let layers = layers(vec![Source::from_text("x.yaml", text)], &[]);
        let mut none = |path: &str| Err(path.to_owned());
        Unit::new(layers, true, HelmVersion::V3, &mut none).map_err(|_| ()).unwrap()
    };
    let here = unit("b: 1\na: {x: [1, 2], y: null, z: {}}\nglobal: {ha: true}\nd: 1\n");
    let there = unit("a: {x: [2, 1]}\nb: 1.0\nc: {e: {f: 1}}\nd: '1'\n");
    let version = CATALOG.newest();
    let side = |unit| Side { values: unit, chart_version: version };
    let all = |may_differ: &dyn Fn(&smpgen::yaml::path::KeyPath) -> bool| {
        let defaults = CATALOG.defaults().unwrap();
        let found = differences(side(&here.merged.values), side(&there.merged.values), defaults, may_differ);
        let sides =
            |difference: &smpgen::lint::drift::Difference| (difference.here.is_some(), difference.there.is_some());
        found.iter().map(|difference| (difference.path.to_string(), sides(difference))).collect::<Vec<_>>()
    };
    let (both, there_only) = ((true, true), (false, true));
    let wanted = [("a.x", both), ("d", both), ("c.e.f", there_only)];
    assert_eq!(all(&|_| false), wanted.map(|(path, sides)| (path.to_owned(), sides)));
    assert_eq!(all(&|path| path.to_string() != "d").len(), 1);
}
