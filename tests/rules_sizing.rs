//! The families sizing and storage: every row of their tables, their severities, their fixes, and law 1.

mod support;

#[path = "support/lint.rs"]
mod lint;

use std::collections::BTreeSet;
use std::time::Instant;

use lint::{Case, lint_together, lint_with};
use smpgen::lint::finding::{Finding, Severity};
use smpgen::lint::rule::Rule;
use smpgen::plan::ErrataChoice;
use smpgen::render;
use smpgen::rules::ALL;
use smpgen::yaml::edit;
use support::{CATALOG, PROFILES, plan, versions};

fn case(texts: &[&str]) -> Case {
    let files = texts.iter().zip(1..).map(|(text, number)| (format!("{number}.yaml"), (*text).to_owned()));
    Case { files: files.collect(), complete: texts.len() > 1, ..Case::default() }
}

/// What one rule finds by itself: others may bury or settle the same leaf.
fn found(rule: &str, case: &Case) -> Vec<Finding> {
    let rule = ALL.iter().find(|known| known.id == rule).unwrap_or_else(|| panic!("no rule {rule}"));
    lint_with(&CATALOG, case, &[*rule])
}

/// The one finding of a rule in one file.
fn one(rule: &str, text: &str) -> Finding {
    let mut all = found(rule, &case(&[text]));
    assert_eq!(all.len(), 1, "{rule} in\n{text}\n{all:?}");
    all.remove(0)
}

/// The text after the fix of the one finding; the rule is silent afterwards.
fn fixed(rule: &str, text: &str) -> String {
    let finding = one(rule, text);
    let fix = finding.fix.unwrap_or_else(|| panic!("{rule} has no fix in\n{text}"));
    let after = edit::apply(text, &fix.edits).unwrap();
    let rest = found(rule, &case(&[&after]));
    assert!(rest.is_empty(), "{rule} stays after its fix:\n{after}\n{rest:?}");
    after
}

/// `platform.gateway.resources.limits.memory: 1Gi` as a block of its own.
fn nested(path: &str, value: &str) -> String {
    let mut text = String::new();
    let keys: Vec<&str> = path.split('.').collect();
    for (depth, key) in keys.iter().enumerate() {
        text.push_str(&"  ".repeat(depth));
        text.push_str(key);
        text.push_str(if depth + 1 < keys.len() { ":\n" } else { ": " });
    }
    text + value + "\n"
}

#[test]
fn rendered_files_give_no_error_and_no_warning() {
    let mut wrong = BTreeSet::new();
    let mut minors = BTreeSet::new();
    for version in versions().filter(|version| minors.insert(version.minor_line())) {
        let text = |profile| render::override_text(&plan(profile, version, ErrataChoice::Default)).unwrap();
        let files = PROFILES.map(|profile| (format!("override-{profile}.yaml"), text(profile)));
        let case = Case { files: files.to_vec(), chart: Some(version.to_string()), together: true, ..Case::default() };
        for finding in lint_together(&CATALOG, &case) {
            let mine = ALL.iter().any(|rule| rule.id == finding.rule && ["sizing", "storage"].contains(&rule.family));
            if mine && finding.severity != Severity::Info && finding.rule != "undersized-volume" {
                wrong.insert(format!("{version}: {} {}", finding.rule, finding.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(minors.len() > 25, "{} minor versions", minors.len());
}

#[test]
fn each_service_has_its_style_of_heap() {
    let bare = [
        "platform.harness-manager",
        "platform.gateway",
        "platform.change-data-capture",
        "srm.cv-nextgen",
        "ccm.batch-processing",
        "ccm.event-service",
        "sto.sto-manager",
    ];
    let suffixed = [
        "ci.ci-manager",
        "platform.access-control",
        "platform.ng-manager",
        "platform.pipeline-service",
        "platform.platform-service",
        "platform.template-service",
        "iacm.iacm-manager",
        "ccm.anomaly-detection",
        "ccm.ce-nextgen",
        "ccm.cloud-info",
        "ccm.telescopes",
    ];
    let rule = "heap-unit-mismatch";
    for key in ["java.memory", "additionalConfigs.MEMORY"] {
        let rows = bare.iter().map(|service| (service, ["2048", "\"2048\""], "2g", "2048"));
        let rows = rows.chain(suffixed.iter().map(|service| (service, ["2048m", "\"2g\""], "2048", "2048m")));
        for (service, right, wrong, meant) in rows {
            let path = format!("{service}.{key}");
            for value in right {
                assert!(found(rule, &case(&[&nested(&path, value)])).is_empty(), "{path}: {value}");
            }
            assert_eq!(fixed(rule, &nested(&path, wrong)), nested(&path, meant));
            assert_eq!(fixed(rule, &nested(&path, &format!("'{wrong}'"))), nested(&path, &format!("'{meant}'")));
        }
    }
    assert_eq!(
        fixed(rule, &nested("platform.gateway.java.memory", "1.5Gi")),
        nested("platform.gateway.java.memory", "1536")
    );
    assert!(one(rule, &nested("platform.gateway.java.memory", "lots")).fix.is_none());
}

#[test]
fn quantities_are_fixed_where_one_reading_is_likely() {
    let memory = "platform.gateway.resources.limits.memory";
    let cpu = "platform.gateway.resources.requests.cpu";
    let size = "platform.bootstrap.database.mongodb.persistence.size";
    for (rule, path, wrong, right) in [
        ("invalid-quantity", memory, "512MB", "512Mi"),
        ("invalid-quantity", size, "20gi", "20Gi"),
        ("invalid-quantity", memory, "\"1.5 Gi\"", "\"1.5Gi\""),
        ("invalid-quantity", cpu, "4 cores", "4"),
        ("invalid-quantity", cpu, "'500 m'", "'500m'"),
        ("suspicious-quantity", memory, "1024m", "1024Mi"),
        ("suspicious-quantity", memory, "512", "512Mi"),
        ("suspicious-quantity", size, "200", "200Mi"),
        ("suspicious-quantity", cpu, "500", "500m"),
    ] {
        assert_eq!(fixed(rule, &nested(path, wrong)), nested(path, right));
    }
    for (rule, path, wrong) in [
        ("invalid-quantity", memory, "\"\""),
        ("invalid-quantity", memory, "1,500"),
        ("invalid-quantity", cpu, "much"),
        ("suspicious-quantity", memory, "2"),
        ("suspicious-quantity", memory, "\"-\""),
        ("suspicious-quantity", cpu, "0.0001"),
        ("suspicious-quantity", cpu, "-1"),
    ] {
        assert!(one(rule, &nested(path, wrong)).fix.is_none(), "{path}: {wrong}");
    }
    let mixed = "platform: {gateway: {resources: {limits: {memory: 2Gi}, requests: {memory: 2G}}}}\n";
    assert_eq!(fixed("suspicious-quantity", mixed), mixed.replace("2G}", "2Gi}"));
}

#[test]
fn quantities_are_checked_in_lists_replaced_layers_and_flags() {
    let volumes =
        "data-platform: {kafka-platform: {nodePools: {brokers: {storage: {volumes: [{id: 0, size: 1 TB}]}}}}}\n";
    let finding = one("invalid-quantity", volumes);
    let path = "data-platform.kafka-platform.nodePools.brokers.storage.volumes[0].size";
    assert_eq!(finding.path.map(|path| path.to_string()).as_deref(), Some(path));
    let gitrpc = nested("code.code-gitrpc.config.CODE_GITRPC_PV_STORAGE", "10gb");
    assert_eq!(one("invalid-quantity", &gitrpc).severity, Severity::Error);
    let memory = |value: &str| nested("platform.gateway.resources.limits.memory", value);
    assert_eq!(found("invalid-quantity", &case(&[&memory("1GB"), &memory("1Gi")])).len(), 1);
    // A long text is not printed whole, and a password in a URI not at all.
    let long = one("invalid-quantity", &memory(&"x".repeat(5000)));
    assert!(long.message.len() < 300, "{}", long.message);
    assert!(!one("invalid-quantity", &memory("redis://u:hunter2@host")).message.contains("hunter2"));
    // Nothing in a module that the chain switches off.
    let off = nested("ci.ci-manager.resources.limits.memory", "1GB");
    assert!(found("invalid-quantity", &case(&[&off, "a: 1\n"])).is_empty());
    assert_eq!(found("invalid-quantity", &case(&[&off, "global: {ci: {enabled: true}}\n"])).len(), 1);
}

#[test]
fn a_request_above_its_limit_names_both_layers() {
    let first = "platform: {gateway: {resources: {limits: {memory: 1Gi}, requests: {memory: 1Gi}}}}\n";
    let raise = "platform: {gateway: {resources: {requests: {memory: 2Gi}}}}\n";
    let lower = "platform: {gateway: {resources: {limits: {memory: 512Mi}}}}\n";
    for (second, path) in [(raise, "requests"), (lower, "limits")] {
        let all = found("request-exceeds-limit", &case(&[first, second]));
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!(all[0].path.as_ref().unwrap().to_string(), format!("platform.gateway.resources.{path}.memory"));
        assert_eq!(all[0].related.len(), 1);
        let help = all[0].help.as_deref().unwrap();
        assert!(help.contains("`1.yaml`") && help.contains("`2.yaml`"), "{help}");
    }
    let huge = "platform: {gateway: {resources: {limits: {memory: 1Ei}, requests: {memory: 99999Ei}}}}\n";
    assert_eq!(one("request-exceeds-limit", huge).severity, Severity::Error);
}

#[test]
fn heaps_and_limits() {
    let text = |heap: &str, limit: &str| {
        format!(
            "platform:\n  ng-manager:\n    java:\n      memory: {heap}\n    resources:\n      limits:\n        memory: {limit}\n      requests:\n        memory: {limit}\n"
        )
    };
    assert_eq!(fixed("heap-exceeds-limit", &text("3072m", "3Gi")), text("3072m", "4Gi"));
    assert_eq!(fixed("heap-exceeds-limit", &text("1g", "1Gi")), text("1g", "1.5Gi"));
    // Heap, limit, whether it exceeds, whether it is tight.
    for (heap, limit, exceeds, tight) in [
        ("1024m", "1Gi", true, false),
        ("1023m", "1Gi", false, true),
        ("3072m", "4Gi", false, false),
        ("3073m", "4Gi", false, true),
        ("1536m", "2Gi", false, false),
        ("1024m", "1535Mi", false, true),
        ("1024m", "1536Mi", false, false),
        ("650m", "1000Mi", false, false),
        ("651m", "1000Mi", false, true),
        ("2048m", "2880Mi", false, false),
    ] {
        let case = case(&[&text(heap, limit)]);
        assert_eq!(!found("heap-exceeds-limit", &case).is_empty(), exceeds, "{heap} in {limit}");
        assert_eq!(!found("heap-headroom-low", &case).is_empty(), tight, "{heap} in {limit}");
    }
    let config = "platform: {ng-manager: {additionalConfigs: {MEMORY: 2g}, resources: {limits: {memory: 1Gi}}}}\n";
    assert_eq!(one("heap-exceeds-limit", config).severity, Severity::Warning);
    let twice = |second: &str| {
        format!(
            "platform:\n  ng-manager:\n    additionalConfigs:\n      A: b\n      MEMORY: {second}\n    java:\n      memory: 2g\n"
        )
    };
    assert_eq!(one("conflicting-heap-settings", &twice("2048m")).severity, Severity::Info);
    assert_eq!(one("conflicting-heap-settings", &twice("1g")).severity, Severity::Warning);
    assert!(!fixed("conflicting-heap-settings", &twice("1g")).contains("MEMORY"));
}

#[test]
fn the_cache_of_mongodb_follows_its_memory() {
    let text = |cache: &str, limit: &str| {
        format!(
            "platform:\n  bootstrap:\n    database:\n      mongodb:\n        extraFlags:\n          - \"--wiredTigerCacheSizeGB={cache}\"\n        resources:\n          limits:\n            memory: {limit}\n"
        )
    };
    let rule = "mongo-cache-mismatch";
    for (cache, limit, right) in [
        ("0.5", "1Gi", "0.25"),
        ("0.5", "4096Mi", "1.5"),
        ("0.5", "6Gi", "2.5"),
        ("7.5", "8Gi", "3.5"),
        ("1", "3000Mi", ""),
        ("2", "3000Mi", "0.96"),
        ("100000000000000000000", "8Gi", "3.5"),
    ] {
        match right {
            "" => assert!(found(rule, &case(&[&text(cache, limit)])).is_empty(), "{cache} in {limit}"),
            right => assert_eq!(fixed(rule, &text(cache, limit)), text(right, limit)),
        }
    }
    for (cache, limit) in
        [("0.25", "1Gi"), ("0.25", "512Mi"), ("0.5", "2Gi"), ("3", "8Gi"), ("4.37", "8Gi"), ("x", "8Gi")]
    {
        assert!(found(rule, &case(&[&text(cache, limit)])).is_empty(), "{cache} in {limit}");
    }
    assert_eq!(found(rule, &case(&[&text("4.38", "8Gi")])).len(), 1);
}

#[test]
fn the_other_fixes_leave_their_rule_silent() {
    let resources = |limits: &str, requests: &str| {
        format!("platform:\n  looker:\n    resources:\n      limits:\n{limits}      requests:\n{requests}")
    };
    let before = resources("        cpu: 2\n        memory: 8Gi\n", "        memory: 8Gi\n");
    assert_eq!(fixed("cpu-limit-set", &before), before.replace("        cpu: 2\n", ""));
    assert_eq!(fixed("looker-memory-low", &before), before.replace("8Gi", "12Gi"));
    let uneven = resources("        memory: 12Gi\n", "        memory: 8Gi\n");
    assert_eq!(fixed("memory-request-below-limit", &uneven), uneven.replace("8Gi", "12Gi"));
    let volume =
        format!("# profile: small\n{}", nested("platform.bootstrap.database.mongodb.persistence.size", "20Gi"));
    assert_eq!(fixed("undersized-volume", &volume), volume.replace("20Gi", "100Gi"));
    // A value through an alias has no safe place to write to.
    let alias = "x-a: &a 8Gi\nplatform: {looker: {resources: {limits: {memory: *a}}}}\n";
    assert!(one("looker-memory-low", alias).fix.is_none());
}

#[test]
fn undersized_volumes_by_store_and_version() {
    let sizes = |mongo: &str, postgres: &str, minio: &str| {
        format!(
            "# profile: large\nplatform: {{bootstrap: {{database: {{mongodb: {{persistence: {{size: {mongo}}}}}, postgresql: {{primary: {{persistence: {{size: {postgres}}}}}}}, minio: {{persistence: {{size: {minio}}}}}}}}}}}\n"
        )
    };
    let severities = |text: &str, chart: &str| {
        let case = Case { chart: Some(chart.to_owned()), ..case(&[text]) };
        found("undersized-volume", &case).iter().map(|finding| finding.severity).collect::<Vec<_>>()
    };
    let (warning, info) = (Severity::Warning, Severity::Info);
    let low = sizes("99Gi", "49Gi", "99Gi");
    assert_eq!(severities(&low, "0.37.0"), [warning, warning, info]);
    assert_eq!(severities(&low, "0.36.6"), [warning, info]);
    assert!(severities(&sizes("100Gi", "50Gi", "102400Mi"), "0.45.0").is_empty());
}

#[test]
fn severities_that_depend_on_what_is_declared() {
    let text = "global: {storageClass: \"\", storageClassName: gp3}\n";
    let severity = |platform: &str, kubernetes: &str| {
        let mut case = case(&[text, "a: 1\n"]);
        case.declared.cluster.platform = platform.parse().ok();
        case.declared.cluster.kubernetes = kubernetes.parse().ok();
        found("missing-storage-class", &case).iter().map(|finding| finding.severity).collect::<Vec<_>>()
    };
    assert_eq!(severity("eks", "1.30"), [Severity::Error]);
    assert_eq!(severity("eks", "1.29"), [Severity::Warning]);
    assert_eq!(severity("gke", "1.31"), [Severity::Warning]);
    let load = |profile: &str, users: u64, ci: u64, cd: u64| {
        let mut case = case(&[&format!("# profile: {profile}\nplatform: {{}}\n")]);
        (case.declared.users, case.declared.ci, case.declared.cd) = (Some(users), Some(ci), Some(cd));
        found("profile-below-workload", &case).pop().map(|finding| (finding.severity, finding.help.unwrap_or_default()))
    };
    for (profile, most) in
        [("demo", (10, 2, 2)), ("small", (200, 50, 50)), ("medium", (1000, 250, 250)), ("large", (3000, 500, 500))]
    {
        let (users, ci, cd) = most;
        assert_ne!(load(profile, users, ci, cd).map(|found| found.0), Some(Severity::Warning), "{profile}");
        for (users, ci, cd) in [(users + 1, ci, cd), (users, ci + 1, cd), (users, ci, cd + 1)] {
            assert_eq!(load(profile, users, ci, cd).map(|found| found.0), Some(Severity::Warning), "{profile}");
        }
    }
    assert_eq!(load("demo", 201, 1, 1).map(|found| found.1).as_deref(), Some("use profile `medium`"));
    assert_eq!(load("small", 49, 25, 25), None);
    assert_eq!(load("small", 50, 1, 1).map(|found| found.0), Some(Severity::Info));
    assert_eq!(load("medium", 200, 100, 100), None);
    assert_eq!(load("medium", 1, 101, 100).map(|found| found.0), Some(Severity::Info));
    assert_eq!(load("large", u64::MAX, u64::MAX, 1).map(|found| found.0), Some(Severity::Warning));
}

#[test]
fn tiers_are_compared_in_their_order() {
    let file = |tier: &str, minimum: u64, size: &str| {
        format!(
            "# profile: {tier}\nplatform:\n  gateway: {{autoscaling: {{minReplicas: {minimum}}}}}\n  bootstrap: {{database: {{redis: {{volumeClaimTemplate: {{resources: {{requests: {{storage: {size}}}}}}}}}}}}}\n"
        )
    };
    let paths = |texts: &[&str]| {
        let case = Case { together: true, complete: false, ..case(texts) };
        let all: Vec<_> =
            lint_together(&CATALOG, &case).into_iter().filter(|found| found.rule == "flat-tier").collect();
        all.iter()
            .map(|found| (found.severity, found.path.as_ref().unwrap().last_key().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let (small, medium, large) = (file("small", 1, "10Gi"), file("medium", 3, "10Gi"), file("large", 2, "10Gi"));
    // The order of the files does not matter.
    for chain in [[&small, &medium, &large], [&large, &small, &medium]] {
        let texts: Vec<&str> = chain.iter().map(|text| text.as_str()).collect();
        let (lower, equal) = ((Severity::Warning, "minReplicas".to_owned()), (Severity::Info, "storage".to_owned()));
        let mut all = paths(&texts);
        all.sort();
        assert_eq!(all, [lower, equal]);
    }
    assert!(paths(&[&small]).is_empty());
    assert!(paths(&[&small, &file("medium", 2, "20Gi")]).is_empty());
    let retired = "platform: {bootstrap: {database: {timescaledb: {persistentVolumes: {data: {size: 100Gi}}}}}}\n";
    assert!(paths(&[&format!("# profile: small\n{retired}"), &format!("# profile: large\n{retired}")]).is_empty());
}

/// Law 4: a large file takes a time in proportion to its size.
#[test]
fn large_files_take_no_longer_than_their_size() {
    let mine: Vec<Rule> = ALL.iter().filter(|rule| ["sizing", "storage"].contains(&rule.family)).copied().collect();
    let block = "resources: {limits: {cpu: 1, memory: 2Gi}, requests: {memory: 1G}}";
    let seconds = |count: usize| {
        let rows: String = (0..count).map(|index| format!("    c{index}:\n      {block}\n")).collect();
        let case = case(&[&format!("platform:\n  gateway:\n{rows}"), "# profile: small\na: 1\n"]);
        let start = Instant::now();
        let found = lint_with(&CATALOG, &case, &mine);
        assert!(found.len() > 2 * count, "{}", found.len());
        start.elapsed().as_secs_f64()
    };
    let (once, tenfold) = (seconds(1_000), seconds(10_000));
    assert!(tenfold < 40.0 * once + 1.0, "{once} s and {tenfold} s");
}
