//! The rules of the family `resilience` about pods, members and architectures: every row of their tables, every
//! exception. Those about two sites are in `rules_dr.rs`.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, fixed, lint};
use smpgen::lint::finding::{Finding, Severity};
use smpgen::plan::ErrataChoice;
use smpgen::render;
use support::{CATALOG, PROFILES};

fn alone(text: &str) -> Case {
    Case { files: vec![("values.yaml".to_owned(), text.to_owned())], ..Case::default() }
}

fn declared(text: &str, architecture: &str) -> Case {
    let mut case = alone(text);
    case.declared.architecture = (!architecture.is_empty()).then(|| architecture.to_owned());
    case
}

fn found(rule: &str, case: &Case) -> Vec<Finding> {
    lint(&CATALOG, case).into_iter().filter(|finding| finding.rule == rule).collect()
}

fn lines(rule: &str, case: &Case) -> Vec<String> {
    let path = |finding: &Finding| finding.path.as_ref().map(ToString::to_string).unwrap_or_default();
    found(rule, case).iter().map(|finding| format!("{} {}", finding.severity.word(), path(finding))).collect()
}

const ARCHITECTURES: [&str; 6] =
    ["demo", "prod-1-replica", "prod-3-replica", "prod-3-replica-external", "prod-3-replica-cloud", "dr-warm-standby"];

#[test]
fn members_of_stores() {
    let mongo = "platform.bootstrap.database.mongodb.replicaCount";
    let redis = "platform.bootstrap.database.redis.replicaCount";
    let store = |name: &str, count: &str| {
        format!("platform: {{bootstrap: {{database: {{{name}: {{replicaCount: {count}}}}}}}}}\n")
    };
    for (global, name, count, wanted) in [
        ("", "mongodb", "1", Some(("error", mongo, "3"))),
        ("ha: true", "mongodb", "2", Some(("error", mongo, "3"))),
        ("ha: true", "mongodb", "5", Some(("error", mongo, "3"))),
        ("ha: true", "mongodb", "3", None),
        ("ha: false", "mongodb", "3", Some(("warning", mongo, "1"))),
        ("ha: false", "mongodb", "'2'", Some(("warning", mongo, "1"))),
        ("ha: false", "mongodb", "1", None),
        ("ha: true", "mongodb", "many", None),
        ("database: {mongo: {installed: false}}", "mongodb", "1", None),
        ("", "redis", "1", Some(("error", redis, "3"))),
        ("ha: false", "redis", "4", Some(("error", redis, "3"))),
        ("", "redis", "3", None),
        ("database: {redis: {installed: false}}", "redis", "1", None),
    ] {
        let text = format!("global: {{{global}}}\n{}", store(name, count));
        let case = alone(&text);
        let wanted_lines: Vec<String> = wanted.iter().map(|(severity, path, _)| format!("{severity} {path}")).collect();
        assert_eq!(lines("wrong-member-count", &case), wanted_lines, "{text}");
        if let Some((.., number)) = wanted {
            let new = fixed(&text, &found("wrong-member-count", &case)[0]);
            let quote = if count.starts_with('\'') { "'" } else { "" };
            let after = format!("replicaCount: {quote}{number}{quote}");
            assert_eq!(new, text.replace(&format!("replicaCount: {count}"), &after));
            assert!(lines("wrong-member-count", &alone(&new)).is_empty(), "{new}");
        }
    }
    for pool in ["brokers", "controllers"] {
        for (count, fires) in [("2", true), ("4", true), ("1", false), ("3", false), ("0", false)] {
            let text = format!("data-platform: {{kafka-platform: {{nodePools: {{{pool}: {{replicas: {count}}}}}}}}}\n");
            let path = format!("warning data-platform.kafka-platform.nodePools.{pool}.replicas");
            let wanted = if fires { vec![path] } else { vec![] };
            assert_eq!(lines("wrong-member-count", &alone(&text)), wanted, "{text}");
        }
    }
    // The switch that decides is named where it stands.
    let text = format!("global: {{ha: false}}\n{}", store("mongodb", "3"));
    assert_eq!(found("wrong-member-count", &alone(&text))[0].related.len(), 1);
}

#[test]
fn disruption_budgets() {
    let rule = "drain-blocking-disruption-budget";
    let count = "warning platform.gateway.replicaCount";
    let floor = "warning platform.gateway.autoscaling.minReplicas";
    for (global, gateway, wanted) in [
        ("create: true", "replicaCount: 1", Some(count)),
        ("create: true, minAvailable: 1", "replicaCount: 1", Some(count)),
        ("create: true, minAvailable: '10%'", "replicaCount: 1", Some(count)),
        ("create: true, maxUnavailable: 0", "replicaCount: 1", Some(count)),
        ("create: true, maxUnavailable: '0%'", "replicaCount: 1", Some(count)),
        // Only `minAvailable` is rendered where both are set.
        ("create: true, minAvailable: 1, maxUnavailable: 1", "replicaCount: 1", Some(count)),
        ("create: true, maxUnavailable: 1", "replicaCount: 1", None),
        ("create: true, maxUnavailable: '50%'", "replicaCount: 1", None),
        ("create: true, minAvailable: 0", "replicaCount: 1", None),
        ("create: true", "replicaCount: 2", None),
        ("create: true", "resources: {}", None),
        ("create: false", "replicaCount: 1", None),
        ("create: false", "replicaCount: 1, pdb: {create: true}", Some(count)),
        ("create: true", "replicaCount: 1, pdb: {maxUnavailable: 1}", None),
        ("create: true, maxUnavailable: 1", "replicaCount: 1, pdb: {minAvailable: 1}", Some(count)),
        ("create: true", "autoscaling: {enabled: true, minReplicas: 1, maxReplicas: 3}", Some(floor)),
        ("create: true", "autoscaling: {enabled: true, minReplicas: 2, maxReplicas: 3}, replicaCount: 1", None),
        // The library's own floor is 2.
        ("create: true", "autoscaling: {enabled: true}, replicaCount: 1", None),
    ] {
        let text = format!(
            "global: {{autoscaling: {{enabled: false}}, pdb: {{{global}}}}}\nplatform: {{gateway: {{{gateway}}}}}\n"
        );
        let found = lines(rule, &alone(&text));
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{text}");
        let old = Case { chart: Some("0.20.2".to_owned()), ..alone(&text) };
        assert!(lines(rule, &old).is_empty(), "0.20.2 {text}");
    }
    let text = "global: {autoscaling: {enabled: false}, pdb: {create: true}}\nplatform: {gateway: {replicaCount: 1}}\n";
    let new = fixed(text, &found(rule, &alone(text))[0]);
    assert_eq!(new, text.replace("replicaCount: 1", "replicaCount: 2"));
    // With the ceiling at 1 more than the floor has to change.
    let text = "global: {pdb: {create: true}}\nplatform: {gateway: {autoscaling: {enabled: true, minReplicas: 1, maxReplicas: 1}}}\n";
    assert!(found(rule, &alone(text))[0].fix.is_none());
    // Stores and charts with budgets of their own.
    for path in
        ["platform: {bootstrap: {database: {minio: {replicaCount: 1}}}}", "platform: {looker: {replicaCount: 1}}"]
    {
        let text = format!("global: {{pdb: {{create: true}}, autoscaling: {{enabled: false}}}}\n{path}\n");
        assert!(lines(rule, &alone(&text)).is_empty(), "{text}");
    }
    // In a whole chain a floor that nobody writes counts, and a service that is off does not.
    for (dashboards, wanted) in [(true, 1), (false, 0)] {
        let text = format!("global: {{pdb: {{create: true}}, ngcustomdashboard: {{enabled: {dashboards}}}}}\n");
        let found = found(rule, &Case { complete: true, ..alone(&text) });
        let paths: Vec<String> = found.iter().filter_map(|finding| Some(finding.path.as_ref()?.to_string())).collect();
        assert_eq!(paths, vec!["platform.ng-custom-dashboards.autoscaling.minReplicas"; wanted], "{text}");
    }
}

#[test]
fn single_pods_where_high_availability_is_promised() {
    let rule = "single-replica-in-ha-architecture";
    let floor = "platform: {gateway: {autoscaling: {enabled: true, minReplicas: 1, maxReplicas: 2}}}\n";
    let count = "global: {autoscaling: {enabled: false}}\nci: {ci-manager: {replicaCount: 1}}\n";
    for architecture in ARCHITECTURES {
        let ha = !["demo", "prod-1-replica"].contains(&architecture);
        let wanted = |path: &str| if ha { vec![format!("warning {path}")] } else { vec![] };
        assert_eq!(lines(rule, &declared(floor, architecture)), wanted("platform.gateway.autoscaling.minReplicas"));
        assert_eq!(lines(rule, &declared(count, architecture)), wanted("ci.ci-manager.replicaCount"), "{architecture}");
        // MongoDB in the cluster, by the architecture or by the values.
        let mongo = "global: {ha: false, database: {mongo: {installed: true}}}\n";
        assert_eq!(lines(rule, &declared(mongo, architecture)), wanted("global.ha"), "{architecture}");
        let outside = "global: {ha: false, database: {mongo: {installed: false}}}\n";
        assert!(lines(rule, &declared(outside, architecture)).is_empty(), "{architecture}");
    }
    assert_eq!(lines(rule, &declared("global: {ha: false}\n", "prod-3-replica")), ["warning global.ha"]);
    // Undeclared, no core service, two pods, unknown.
    for (text, architecture) in [
        (floor, ""),
        ("global: {autoscaling: {enabled: false}}\nplatform: {ui: {replicaCount: 1}}\n", "prod-3-replica"),
        ("platform: {gateway: {autoscaling: {enabled: true, minReplicas: 2, maxReplicas: 2}}}\n", "prod-3-replica"),
        ("platform: {gateway: {java: {memory: 1024}}}\n", "prod-3-replica"),
    ] {
        assert!(lines(rule, &declared(text, architecture)).is_empty(), "{text}");
    }
}

#[test]
fn redis_members_on_one_node() {
    let rule = "colocated-redis-members";
    let text = |anti: &str| format!("platform: {{bootstrap: {{database: {{redis: {{useAntiAffinity: {anti}}}}}}}}}\n");
    let path = "info platform.bootstrap.database.redis.useAntiAffinity";
    for (architecture, fires) in [
        ("demo", false),
        ("", false),
        ("prod-1-replica", true),
        ("prod-3-replica", true),
        ("prod-3-replica-external", false),
    ] {
        let wanted = if fires { vec![path] } else { vec![] };
        assert_eq!(lines(rule, &declared(&text("false"), architecture)), wanted, "{architecture}");
        assert!(lines(rule, &declared(&text("true"), architecture)).is_empty());
    }
    // A whole chain says where Redis is, whatever the architecture promises.
    let mut case = Case { complete: true, ..declared(&text("false"), "prod-3-replica-external") };
    assert_eq!(lines(rule, &case), [path]);
    case.declared.cluster.single_node = true;
    assert!(lines(rule, &case).is_empty());
}

#[test]
fn streams_in_memory() {
    let rule = "scaled-in-memory-log-stream";
    let path = "warning platform.log-service.database.redis.logservice.enabledByDefault";
    for (own, redis, fires) in [
        ("replicaCount: 3", "false", true),
        ("autoscaling: {enabled: true, minReplicas: 2, maxReplicas: 3}", "false", true),
        ("autoscaling: {enabled: true, maxReplicas: 3}", "false", true),
        ("replicaCount: 1", "false", false),
        ("replicaCount: 3", "true", false),
        ("autoscaling: {enabled: true, minReplicas: 1, maxReplicas: 3}", "false", false),
    ] {
        let text = format!(
            "global: {{autoscaling: {{enabled: false}}}}\nplatform: {{log-service: {{{own}, database: {{redis: {{logservice: {{enabledByDefault: {redis}}}}}}}}}}}\n"
        );
        assert_eq!(lines(rule, &alone(&text)), if fires { vec![path] } else { vec![] }, "{text}");
    }
    assert!(lines(rule, &alone("platform: {log-service: {replicaCount: 3}}\n")).is_empty());
}

#[test]
fn profiles_and_architectures() {
    let rule = "profile-architecture-mismatch";
    let external = "global: {ha: true, database: {mongo: {installed: false}, postgres: {installed: false}, redis: {installed: false}, minio: {installed: false}}}\n";
    for architecture in ARCHITECTURES {
        for profile in PROFILES {
            let mut case = Case { complete: true, ..declared(external, architecture) };
            case.declared.profile = Some(profile.to_owned());
            let fires = profile == "demo" && architecture != "demo";
            assert_eq!(lines(rule, &case), if fires { vec!["warning "] } else { vec![] }, "{profile} {architecture}");
        }
        for store in ["mongo", "postgres", "redis"] {
            let text =
                external.replace(&format!("{store}: {{installed: false}}"), &format!("{store}: {{installed: true}}"));
            let found = lines(rule, &declared(&text, architecture));
            let wanted = match architecture {
                "prod-3-replica-external" | "prod-3-replica-cloud" => {
                    vec![format!("warning global.database.{store}.installed")]
                }
                "demo" | "prod-1-replica" if store == "mongo" => vec!["info global.ha".to_owned()],
                _ => vec![],
            };
            assert_eq!(found, wanted, "{store} {architecture}");
        }
        // MinIO is no store for production.
        let text = external.replace("minio: {installed: false}", "minio: {installed: true}");
        let minio = found(rule, &declared(&text, architecture));
        assert_eq!(minio.len(), usize::from(architecture != "demo"), "{architecture}");
        assert!(minio.iter().all(|finding| finding.severity == Severity::Info));
        // TimescaleDB of a newer chart counts nowhere, and an address of objects is enough.
        let text = format!("{external}platform: {{log-service: {{s3: {{endpoint: 'https://s3.acme.internal'}}}}}}\n")
            .replace("minio: {installed: false}", "timescaledb: {installed: true}");
        assert!(lines(rule, &declared(&text, architecture)).is_empty(), "{architecture}");
    }
    let ha = |value: &str| {
        format!("global: {{ha: {value}, database: {{mongo: {{installed: true}}, minio: {{installed: false}}}}}}\n")
    };
    assert_eq!(lines(rule, &declared(&ha("true"), "demo")), ["info global.ha"]);
    assert!(lines(rule, &declared(&ha("false"), "demo")).is_empty());
    // The profile is known by the name of its file as well.
    let mut case = declared("platform: {}\n", "prod-3-replica-external");
    case.files[0].0 = "override-demo.yaml".to_owned();
    assert_eq!(lines(rule, &case), ["warning "]);
}

#[test]
fn backups() {
    let rule = "missing-backup-plan";
    let wanted = ["warning global.database"];
    for (text, architecture, backup, fires) in [
        ("global: {ha: true}\n", "prod-1-replica", None, true),
        ("global: {ha: true}\n", "prod-3-replica", None, true),
        ("global: {ha: true}\n", "prod-3-replica", Some("none"), true),
        ("global: {ha: true}\n", "prod-3-replica", Some("velero, daily"), false),
        ("global: {ha: true}\n", "demo", None, false),
        ("global: {ha: true}\n", "", None, false),
        ("global: {database: {postgres: {installed: true}}}\n", "prod-3-replica-cloud", None, true),
        (
            "global: {database: {mongo: {installed: false}, postgres: {installed: false}, redis: {installed: false}, minio: {installed: false}}}\n",
            "prod-3-replica-cloud",
            None,
            false,
        ),
    ] {
        let mut case = declared(text, architecture);
        case.declared.surroundings.backup = backup.map(str::to_owned);
        assert_eq!(lines(rule, &case), if fires { &wanted[..] } else { &[] }, "{text} {architecture} {backup:?}");
    }
    // One store is enough, and before 0.37.0 TimescaleDB is one.
    let text = "global: {database: {mongo: {installed: false}, postgres: {installed: false}, redis: {installed: false}, minio: {installed: false}}}\n";
    let old = |chart: &str| Case { chart: Some(chart.to_owned()), ..declared(text, "prod-3-replica-external") };
    assert_eq!(lines(rule, &old("0.36.0")), wanted);
    assert!(lines(rule, &old("0.37.0")).is_empty());
}

/// Law 1 for these families: rendered profiles with an architecture that fits, for the first release of each minor.
#[test]
fn what_we_render_fits_its_architecture() {
    let families = ["network", "resilience"];
    let ours: Vec<&str> =
        smpgen::rules::ALL.iter().filter(|rule| families.contains(&rule.family)).map(|rule| rule.id).collect();
    assert_eq!(ours.len(), 20);
    let rules: Vec<_> = smpgen::rules::ALL.iter().filter(|rule| ours.contains(&rule.id)).copied().collect();
    let mut minors = Vec::new();
    let mut wrong = Vec::new();
    for version in support::versions() {
        let minor = version.to_string().rsplit_once('.').map(|(minor, _)| minor.to_owned()).unwrap();
        if minors.contains(&minor) {
            continue;
        }
        minors.push(minor);
        for profile in PROFILES {
            let plan = support::plan(profile, version, ErrataChoice::Default);
            let text = render::override_text(&plan).unwrap();
            let fitting = ARCHITECTURES.iter().filter(|name| (**name == "demo") == (profile == "demo"));
            for architecture in fitting.copied().chain([""]) {
                let mut case = declared(&text, architecture);
                case.files[0].0 = render::override_name(&plan);
                case.chart = Some(version.to_string());
                case.declared.surroundings.backup = Some("velero, daily".to_owned());
                let bad = lint::lint_with(&CATALOG, &case, &rules).into_iter();
                let bad = bad.filter(|finding| finding.severity != Severity::Info && ours.contains(&finding.rule));
                wrong.extend(bad.map(|finding| {
                    format!("{version} {profile} {architecture}: {} {}", finding.rule, finding.message)
                }));
            }
        }
    }
    assert!(
        minors.len() > 20 && wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong[..wrong.len().min(30)].join("\n")
    );
}
