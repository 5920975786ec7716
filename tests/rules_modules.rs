//! The rules of the family `modules`, what a complete chain switches off, and the block of TimescaleDB.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, lint};
use smpgen::lint::finding::Finding;
use smpgen::yaml::edit::apply;
use support::CATALOG;

fn chain(chart: &str, texts: &[&str]) -> Case {
    let files = texts.iter().zip(1..).map(|(text, number)| (format!("{number}.yaml"), (*text).to_owned())).collect();
    Case { files, chart: Some(chart.to_owned()), complete: true, ..Case::default() }
}

fn found(rule: &str, case: &Case) -> Vec<Finding> {
    lint(&CATALOG, case).into_iter().filter(|finding| finding.rule == rule).collect()
}

fn paths(rule: &str, case: &Case) -> Vec<String> {
    found(rule, case).iter().map(|finding| finding.path.as_ref().unwrap().to_string()).collect()
}

#[test]
fn every_old_flag_is_seen_from_its_version_on() {
    for (flag, decides, before, since) in
        [("srm", "cd", "0.18.2", "0.19.0"), ("gitops", "cd", "0.21.0", "0.22.0"), ("opa", "ng", "0.17.3", "0.18.0")]
    {
        for (wanted, actual, fires) in
            [(true, false, true), (false, true, true), (true, true, false), (false, false, false)]
        {
            let text = format!("global:\n  {flag}:\n    enabled: {wanted}\n  {decides}:\n    enabled: {actual}\n");
            let mut case = chain(since, &[&text]);
            case.complete = false;
            let expected = if fires { vec![format!("global.{flag}.enabled")] } else { vec![] };
            assert_eq!(paths("ineffective-module-flag", &case), expected, "{text}");
            if let Some(finding) = found("ineffective-module-flag", &case).first() {
                let new = apply(&text, &finding.fix.as_ref().unwrap().edits).unwrap();
                assert_eq!(new, text.replace(&format!("enabled: {actual}"), &format!("enabled: {wanted}")));
            }
            case.chart = Some(before.to_owned());
            assert!(paths("ineffective-module-flag", &case).is_empty(), "{before} {text}");
        }
    }
}

#[test]
fn every_pair_of_flags_is_compared_in_its_window() {
    let pairs = [
        ("global.data-platform", "global.kafka", Some("0.43.1"), "0.44.0"),
        ("global.database.clickhouse", "platform.bootstrap.database.clickhouse", None, "0.17.0"),
    ];
    let set = |path: &str, value: bool| {
        let keys: Vec<&str> = path.split('.').collect();
        let lines = keys.iter().enumerate().map(|(depth, key)| format!("{}{key}:\n", "  ".repeat(depth)));
        format!("{}{}enabled: {value}\n", lines.collect::<String>(), "  ".repeat(keys.len()))
    };
    for (first, second, before, since) in pairs {
        for (one, other) in [(true, false), (false, true), (true, true), (false, false)] {
            let texts = [set(first, one), set(second, other)];
            let texts = [texts[0].as_str(), texts[1].as_str()];
            let expected = if one == other { vec![] } else { vec![format!("{first}.enabled")] };
            assert_eq!(paths("disagreeing-module-flags", &chain(since, &texts)), expected, "{texts:?}");
            if let Some(before) = before {
                assert!(paths("disagreeing-module-flags", &chain(before, &texts)).is_empty(), "{before} {texts:?}");
            }
        }
    }
}

#[test]
fn cloud_costs_of_aws_need_clickhouse() {
    let ccm = "global:\n  ccm:\n    enabled: true\n";
    for (platform, fires) in [(Some("aws"), true), (Some("gcp"), false), (None, false)] {
        let mut case = chain("0.45.0", &[ccm]);
        case.declared.cloud = platform.map(str::to_owned);
        assert_eq!(!found("disagreeing-module-flags", &case).is_empty(), fires, "{platform:?}");
    }
    let mut case = chain("0.45.0", &["global:\n  database:\n    clickhouse:\n      enabled: true\n"]);
    case.declared.cloud = Some("aws".to_owned());
    let found = found("disagreeing-module-flags", &case);
    assert_eq!(found.len(), 1, "ClickHouse without cloud costs is only the other pair");
}

#[test]
fn every_group_of_feature_flags_is_the_charts_own() {
    // OLDGITSYNC is gone since 0.8.0: `removed-key` says that.
    let groups = "Base CCM CD CDB CET CHAOS CI FF GitOps NG OPA SAMLAutoAccept SRM SSCA STO";
    for group in groups.split(' ') {
        let text = format!("platform:\n  harness-manager:\n    featureFlags:\n      {group}: A\n");
        let found = found("feature-flag-group-override", &chain("0.45.0", &[&text]));
        assert_eq!(found.len(), 1, "{group}");
    }
}

#[test]
fn a_licence_is_an_error_but_for_a_demo() {
    let severity = |case: &Case| found("missing-license", case).first().map(|finding| finding.severity.word());
    let mut case = chain("0.45.0", &["global:\n  ha: true\n"]);
    assert_eq!(severity(&case), Some("error"));
    case.declared.profile = Some("demo".to_owned());
    assert_eq!(severity(&case), Some("info"));
    case.declared.architecture = Some("prod-3-replica".to_owned());
    assert_eq!(severity(&case), Some("error"), "the architecture says more than the profile");
    case.complete = false;
    assert_eq!(severity(&case), None);
    let half = "global:\n  license:\n    secrets:\n      kubernetesSecrets:\n        - secretName: ''\n          keys: {NG_LICENSE: ng}\n";
    assert_eq!(severity(&chain("0.45.0", &[half])), Some("error"), "no name of the Secret");
    let vault = "global:\n  externalSecretsLoader: {enabled: true, provider: vault}\n";
    assert_eq!(severity(&chain("0.45.0", &[vault])), None);
    assert_eq!(severity(&chain("0.35.17", &[vault])), Some("error"), "no such loader yet");
}

#[test]
fn looker_misses_each_thing_by_itself() {
    let on = "global:\n  airgap: 'true'\n  ngcustomdashboard:\n    enabled: true\n";
    let all = [
        "platform.looker.secrets.lookerLicenseFile",
        "platform.looker.secrets.lookerLicenseKey",
        "platform.ng-custom-dashboards.config.lookerPubDomain",
    ];
    let missing = |texts: &[&str]| {
        let mut paths = paths("incomplete-looker-setup", &chain("0.45.0", texts));
        paths.sort();
        paths
    };
    assert_eq!(missing(&[on]), all);
    assert_eq!(missing(&[on, "global:\n  airgap: false\n"]), all[1..]);
    assert_eq!(missing(&[on, "platform:\n  looker:\n    secrets:\n      lookerLicenseKey: x\n"]), [all[0], all[2]]);
}

#[test]
fn only_one_rule_reports_inside_what_a_complete_chain_switches_off() {
    let text = "global:\n  ci:\n    enabled: false\nci:\n  ci-manager:\n    autoscaling:\n      enabled: false\n\
                platform:\n  gateway:\n    autoscaling:\n      enabled: false\n";
    let mut case = chain("0.45.0", &[text]);
    let gateway = "platform.gateway.autoscaling.enabled";
    assert_eq!(paths("ineffective-autoscaling-disable", &case), [gateway]);
    assert_eq!(paths("values-for-disabled-module", &case), ["ci"]);
    case.complete = false;
    assert_eq!(paths("ineffective-autoscaling-disable", &case), ["ci.ci-manager.autoscaling.enabled", gateway]);
    assert!(paths("values-for-disabled-module", &case).is_empty(), "a file by itself switches nothing off");
    let on = chain("0.45.0", &[&text.replace("ci:\n    enabled: false", "ci:\n    enabled: true")]);
    assert_eq!(paths("ineffective-autoscaling-disable", &on).len(), 2);
}

#[test]
fn services_are_off_by_their_own_flags_too() {
    let looker = "platform:\n  looker:\n    resources: {limits: {memory: 8Gi}}\n";
    assert_eq!(paths("values-for-disabled-module", &chain("0.45.0", &[looker])), ["platform.looker"]);
    let store = "global:\n  database:\n    mongo:\n      installed: false\nplatform:\n  bootstrap:\n    database:\n      mongodb:\n        replicaCount: 3\n";
    assert_eq!(
        paths("values-for-disabled-module", &chain("0.45.0", &[store])),
        ["platform.bootstrap.database.mongodb"]
    );
    // SRM follows CD since 0.19.0; before, its own flag decides.
    let srm = "global:\n  cd:\n    enabled: true\nsrm:\n  cv-nextgen:\n    replicaCount: 1\n";
    assert!(paths("values-for-disabled-module", &chain("0.19.0", &[srm])).is_empty());
    assert_eq!(paths("values-for-disabled-module", &chain("0.18.2", &[srm])), ["srm"]);
    // A chart that no flag below `global` takes away.
    let gateway = "platform:\n  envoy-gateway:\n    enabled: false\n    deployCRDsJob:\n      enabled: true\n";
    assert!(paths("values-for-disabled-module", &chain("0.45.0", &[gateway])).is_empty());
}

#[test]
fn values_of_several_files_are_one_finding() {
    let ci = "ci:\n  ci-manager:\n    replicaCount: 2\n  ti-service:\n    replicaCount: 1\n";
    let found =
        found("values-for-disabled-module", &chain("0.45.0", &[ci, "global:\n  ci:\n    enabled: false\n", ci]));
    assert_eq!(found.len(), 1);
    assert!(found[0].message.starts_with("4 values below `ci`"), "{}", found[0].message);
    assert_eq!(found[0].related.len(), 2, "the other file and the flag");
}

#[test]
fn the_block_of_timescaledb_goes_with_what_it_leaves_empty() {
    let cases = [
        (
            "# mine\nglobal:\n  ha: true\nplatform:\n  bootstrap:\n    database:\n      timescaledb:\n        replicaCount: 1\n",
            Some("# mine\nglobal:\n  ha: true\n"),
        ),
        (
            "global:\n  database:\n    timescaledb:\n      installed: true # here\n    mongo:\n      installed: true\n",
            Some("global:\n  database:\n    # here\n    mongo:\n      installed: true\n"),
        ),
        ("global:\n  database:\n    timescaledb:\n      installed: true\n", Some("")),
        // Something else needs it.
        ("global:\n  database:\n    timescaledb: &t\n      installed: true\n    postgres: *t\n", None),
    ];
    for (text, expected) in cases {
        let found = found("dead-timescaledb-block", &chain("0.45.0", &[text]));
        assert_eq!(found.len(), 1, "{text}");
        let new = found[0].fix.as_ref().map(|fix| apply(text, &fix.edits).unwrap());
        assert_eq!(new.as_deref(), expected);
    }
}

#[test]
fn an_empty_block_of_timescaledb_sets_nothing_and_two_files_are_one_finding() {
    for nothing in ["null", "{}"] {
        let text = format!("global:\n  ha: true\n  database:\n    timescaledb: {nothing}\n");
        assert!(found("dead-timescaledb-block", &chain("0.45.0", &[&text])).is_empty(), "{nothing}");
    }
    let text = "global:\n  ha: true\n  database:\n    timescaledb:\n      installed: false\n";
    let found = found("dead-timescaledb-block", &chain("0.45.0", &[text, text]));
    assert_eq!((found.len(), found[0].related.len()), (1, 1));
}
