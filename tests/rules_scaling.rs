//! The rules of the family `scaling`: numbers and where they come from, severities, fixes, and rendered files.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, lint};
use smpgen::lint::finding::Finding;
use smpgen::lint::fix::Safety;
use smpgen::plan::ErrataChoice;
use smpgen::render::override_text;
use smpgen::yaml::edit::apply;
use support::{CATALOG, PROFILES, plan, versions};

fn case(chart: &str, text: &str) -> Case {
    Case { files: vec![("1.yaml".to_owned(), text.to_owned())], chart: Some(chart.to_owned()), ..Case::default() }
}

fn found(rule: &str, case: &Case) -> Vec<Finding> {
    lint(&CATALOG, case).into_iter().filter(|finding| finding.rule == rule).collect()
}

/// `warning platform.gateway.autoscaling.maxReplicas`, one per finding.
fn told(rule: &str, case: &Case) -> Vec<String> {
    let tell = |finding: Finding| {
        let path = finding.path.map(|path| path.to_string()).unwrap_or_default();
        format!("{} {path}", finding.severity.word())
    };
    found(rule, case).into_iter().map(tell).collect()
}

/// A gateway with these lines below `autoscaling`.
fn gateway(lines: &str) -> String {
    let lines: String = lines.split(", ").map(|line| format!("      {line}\n")).collect();
    format!("platform:\n  gateway:\n    autoscaling:\n{lines}")
}

#[test]
fn bounds_come_from_service_then_subchart_then_global_then_library() {
    let global = |lines: &str, rest: &str| format!("global:\n  autoscaling: {{{lines}}}\n{rest}");
    let max_one = |service: &str| {
        let (module, name) = service.split_once('.').unwrap();
        format!("{module}:\n  {name}:\n    autoscaling: {{enabled: true, maxReplicas: 1}}\n")
    };
    let own = "platform.gateway.autoscaling";
    let cases: Vec<(&str, String, Vec<String>)> = vec![
        ("0.45.0", gateway("minReplicas: 3, maxReplicas: 2"), vec![format!("error {own}.maxReplicas")]),
        ("0.45.0", gateway("minReplicas: '3', maxReplicas: '2'"), vec![format!("error {own}.maxReplicas")]),
        ("0.45.0", gateway("minReplicas: 2, maxReplicas: 2"), vec![]),
        // The library: 2 and 100, known only as what holds unless the sub-chart says otherwise.
        ("0.45.0", gateway("maxReplicas: 1"), vec![format!("warning {own}.maxReplicas")]),
        ("0.45.0", gateway("minReplicas: 101"), vec![format!("warning {own}.minReplicas")]),
        ("0.45.0", gateway("minReplicas: 100"), vec![]),
        ("0.45.0", gateway("minReplicas: 0, maxReplicas: 1"), vec![format!("warning {own}.maxReplicas")]),
        ("0.45.0", gateway("minReplicas: null, maxReplicas: 1"), vec![format!("warning {own}.maxReplicas")]),
        // What is no number stays silent.
        ("0.45.0", gateway("minReplicas: many, maxReplicas: 1"), vec![]),
        ("0.45.0", gateway("minReplicas: -1, maxReplicas: 1"), vec![]),
        // Global.
        ("0.45.0", global("minReplicas: 3", &gateway("maxReplicas: 2")), vec![format!("error {own}.maxReplicas")]),
        ("0.45.0", global("maxReplicas: 3", &gateway("minReplicas: 4")), vec![format!("error {own}.minReplicas")]),
        ("0.45.0", global("minReplicas: 3, maxReplicas: 2", ""), vec!["error global.autoscaling.maxReplicas".into()]),
        ("0.22.4", global("minReplicas: 3", &gateway("enabled: true, maxReplicas: 2")), vec![]),
        ("0.45.0", global("enabled: false, minReplicas: 3", &gateway("maxReplicas: 2")), vec![]),
        // Known sub-charts.
        ("0.45.0", max_one("platform.ng-custom-dashboards"), vec![]),
        ("0.45.0", max_one("ccm.ce-nextgen"), vec!["error ccm.ce-nextgen.autoscaling.maxReplicas".into()]),
        ("0.22.4", max_one("platform.gateway"), vec![]),
        (
            "0.22.4",
            "chaos:\n  chaos-web:\n    autoscaling: {enabled: true, minReplicas: 11}\n".into(),
            vec!["error chaos.chaos-web.autoscaling.minReplicas".into()],
        ),
        (
            "0.22.4",
            "ccm:\n  cloud-info:\n    autoscaling: {enabled: true, minReplicas: 3}\n".into(),
            vec!["error ccm.cloud-info.autoscaling.minReplicas".into()],
        ),
        // No autoscaler at all.
        ("0.45.0", max_one("platform.looker"), vec![]),
        ("0.45.0", max_one("data-platform.kafka-platform"), vec![]),
        ("0.22.4", gateway("minReplicas: 3, maxReplicas: 2"), vec![]),
    ];
    for (chart, text, expected) in cases {
        assert_eq!(told("inverted-replica-bounds", &case(chart, &text)), expected, "{chart}\n{text}");
    }
}

#[test]
fn severities_are_as_documented() {
    let block = "platform.gateway.autoscaling";
    let cases: Vec<(&str, String, Vec<String>)> = vec![
        ("implicit-replica-bounds", gateway("enabled: true"), vec![format!("warning {block}")]),
        ("implicit-replica-bounds", gateway("enabled: true, minReplicas: 2"), vec![format!("warning {block}")]),
        ("implicit-replica-bounds", gateway("enabled: true, maxReplicas: 2"), vec![format!("info {block}")]),
        ("invalid-autoscaling-target", gateway("targetCPU: 80%"), vec![format!("error {block}.targetCPU")]),
        ("invalid-autoscaling-target", gateway("targetMemory: true"), vec![format!("error {block}.targetMemory")]),
        ("invalid-autoscaling-target", gateway("targetMemory: [80]"), vec![format!("error {block}.targetMemory")]),
        ("invalid-autoscaling-target", gateway("targetCPU: -5"), vec![format!("error {block}.targetCPU")]),
        ("invalid-autoscaling-target", gateway("targetCPU: 100"), vec![]),
        ("invalid-autoscaling-target", gateway("targetCPU: 101"), vec![format!("info {block}.targetCPU")]),
        (
            "replica-count-ignored",
            "platform:\n  gateway:\n    replicaCount: 2\n".into(),
            vec!["info platform.gateway.replicaCount".into()],
        ),
        (
            "replica-count-ignored",
            "platform:\n  gateway:\n    replicaCount: 0\n".into(),
            vec!["warning platform.gateway.replicaCount".into()],
        ),
    ];
    for (rule, text, expected) in cases {
        assert_eq!(told(rule, &case("0.45.0", &text)), expected, "{rule}\n{text}");
    }
}

#[test]
fn a_memory_target_is_compared_exactly_with_heap_and_request() {
    let text = |heap: &str, request: &str, target: u32| {
        format!(
            "{}    java:\n      memory: {heap}\n    resources:\n      requests:\n        memory: {request}\n",
            gateway(&format!("enabled: true, targetCPU: 80, targetMemory: {target}"))
        )
    };
    let pinned = Some("warning");
    let never = Some("info");
    let cases = [
        ("700m", "1000Mi", 80, pinned),
        ("699m", "1000Mi", 80, None),
        ("700", "1000Mi", 80, pinned),
        ("401m", "1000Mi", 80, None),
        ("400m", "1000Mi", 80, never),
        ("400m", "1000Mi", 79, None),
        ("400m", "1000Mi", 50, pinned),
        ("2g", "2Gi", 200, None),
        ("2048Mi", "2Gi", 80, None),
        ("700m", "lots", 80, None),
    ];
    for (heap, request, target, expected) in cases {
        let found = found("memory-target-without-signal", &case("0.45.0", &text(heap, request, target)));
        let severity = found.first().map(|finding| finding.severity.word());
        assert_eq!(severity, expected, "{heap} of {request} with {target}");
    }
}

#[test]
fn a_shared_memory_target_is_reported_at_the_service() {
    let text = "global:\n  autoscaling:\n    targetMemory: 80\nplatform:\n  gateway:\n    autoscaling:\n      enabled: true\n    \
                java:\n      memory: 3072m\n    resources:\n      requests:\n        memory: 4Gi\n";
    let found = found("memory-target-without-signal", &case("0.45.0", text));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path.as_ref().map(ToString::to_string).as_deref(), Some("platform.gateway.autoscaling"));
    assert!(found[0].fix.is_none(), "the target belongs to all services");
}

/// The text with the first fix of `rule` applied.
fn fixed(rule: &str, text: &str) -> Option<(Safety, String)> {
    let finding = found(rule, &case("0.45.0", text)).into_iter().next().expect(rule);
    let fix = finding.fix?;
    Some((fix.safety, apply(text, &fix.edits).unwrap()))
}

#[test]
fn fixes_remove_their_finding_and_touch_nothing_else() {
    let off = "# mine\nplatform:\n  gateway:\n    autoscaling:\n      enabled: false # small\n";
    let cases = [
        (
            "ineffective-autoscaling-disable",
            off.to_owned(),
            format!("{off}global:\n  autoscaling:\n    enabled: false\n"),
        ),
        (
            "ineffective-autoscaling-disable",
            format!("global:\n  # -- registry\n  airgap: false\n{off}"),
            format!("global:\n  autoscaling:\n    enabled: false\n  # -- registry\n  airgap: false\n{off}"),
        ),
        (
            "ineffective-autoscaling-disable",
            format!("global:\n  autoscaling:\n    enabled: true # all\n{off}"),
            format!("global:\n  autoscaling:\n    enabled: false # all\n{off}"),
        ),
        (
            "ineffective-autoscaling-disable",
            off.trim_end().to_owned(),
            format!("{off}global:\n  autoscaling:\n    enabled: false\n"),
        ),
        ("invalid-autoscaling-target", gateway("targetCPU: '80%'"), gateway("targetCPU: 80")),
        ("autoscaling-without-target", gateway("enabled: true"), gateway("targetCPU: 80, enabled: true")),
        (
            "autoscaling-without-target",
            gateway("enabled: true, targetCPU: ''"),
            gateway("enabled: true, targetCPU: 80"),
        ),
        (
            "replica-floor-below-count",
            gateway("enabled: true, minReplicas: 1, maxReplicas: 2") + "    replicaCount: 3\n",
            gateway("enabled: true, minReplicas: 3, maxReplicas: 3") + "    replicaCount: 3\n",
        ),
    ];
    for (rule, text, expected) in cases {
        let (_, new) = fixed(rule, &text).unwrap_or_else(|| panic!("{rule} has no fix for\n{text}"));
        assert_eq!(new, expected, "{rule}");
        assert!(found(rule, &case("0.45.0", &new)).is_empty(), "{rule} is still there");
    }
    let heap = "    java:\n      memory: 3g\n    resources:\n      requests:\n        memory: 4Gi\n";
    let text = gateway("enabled: true, targetCPU: 80, targetMemory: 80") + heap;
    let expected = gateway("enabled: true, targetCPU: 80") + heap;
    assert_eq!(fixed("memory-target-without-signal", &text), Some((Safety::Unsafe, expected)));
    let text = gateway("enabled: true, targetMemory: 80") + heap;
    assert_eq!(fixed("memory-target-without-signal", &text), None, "no target would be left");
    let flow = "platform: {gateway: {autoscaling: {enabled: false}}}\nglobal: {ha: true}\n";
    assert_eq!(fixed("ineffective-autoscaling-disable", flow), None, "flow maps are left alone");
    let text = gateway("enabled: true, minReplicas: 1") + "    replicaCount: 101\n";
    assert_eq!(fixed("replica-floor-below-count", &text), None, "the ceiling of the library would be below");
}

#[test]
fn only_the_percent_sign_is_fixed_without_asking() {
    assert_eq!(
        fixed("invalid-autoscaling-target", &gateway("targetCPU: 80%")).map(|(safety, _)| safety),
        Some(Safety::Safe)
    );
    for wrong in ["0.8", "high", "-5%", "0%", "8 0%"] {
        assert_eq!(fixed("invalid-autoscaling-target", &gateway(&format!("targetCPU: {wrong}"))), None, "{wrong}");
    }
}

const FAMILIES: [&str; 3] = ["scaling", "modules", "datastores"];

#[test]
fn rendered_files_give_no_error_and_no_warning() {
    let mut wrong = Vec::new();
    let mut last = None;
    for version in versions() {
        // The first release of each minor version.
        if last.replace(version.minor_line()) == Some(version.minor_line()) {
            continue;
        }
        for profile in PROFILES {
            let text = override_text(&plan(profile, version, ErrataChoice::Default)).unwrap();
            let files = vec![(format!("override-{profile}.yaml"), text)];
            let case = Case { files, chart: Some(version.to_string()), ..Case::default() };
            for finding in lint(&CATALOG, &case) {
                let rule = smpgen::rules::ALL.iter().find(|rule| rule.id == finding.rule).unwrap();
                if FAMILIES.contains(&rule.family)
                    && finding.severity.word() != "info"
                    && rule.id != "undersized-volume"
                {
                    wrong.push(format!("{version} {profile}: {} {}", finding.rule, finding.message));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_facts_of_another_catalog_count() {
    let copy = tempfile::tempdir().unwrap();
    copy_tree(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles"), copy.path());
    let file = copy.path().join("scaling.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let edited = text.replace("without: [platform.bootstrap,", "without: [platform.gateway, platform.bootstrap,");
    assert_ne!(text, edited);
    std::fs::write(&file, edited).unwrap();
    let catalog = smpgen::catalog::Catalog::load(Some(copy.path())).unwrap();
    assert_eq!(catalog.profiles.len(), PROFILES.len(), "the facts are no profile");
    let off = case("0.45.0", &gateway("enabled: false"));
    let fires = |catalog| lint(catalog, &off).iter().any(|found| found.rule == "ineffective-autoscaling-disable");
    assert!(fires(&CATALOG));
    assert!(!fires(&catalog));
    std::fs::write(&file, text.replace("fallbackTarget: 80", "fallbackTarget: lots")).unwrap();
    let catalog = smpgen::catalog::Catalog::load(Some(copy.path())).unwrap();
    let error = catalog.scaling().unwrap_err().to_string();
    assert!(error.contains("scaling.yaml:") && error.contains("fallbackTarget"), "{error}");
}

fn copy_tree(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_tree(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}
