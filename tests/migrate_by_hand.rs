//! `migrate` on files as people write them: comments, quotes, line ends; the traps of the shipped script; what is refused.

mod support;

use smpgen::catalog::version::ChartVersion;
use smpgen::upgrade::migrate::account::Fate;
use smpgen::upgrade::migrate::{Failure, Migration, Request, migrate};
use support::CATALOG;

fn version(text: &str) -> ChartVersion {
    text.parse().unwrap()
}

fn run(text: &str, from: &str, to: &str, drop_removed: bool) -> Migration {
    let request = Request { from: version(from), to: version(to), drop_removed };
    migrate(&CATALOG, "values.yaml", text, &request).unwrap()
}

/// From just before the great move to the newest chart.
fn migrated(text: &str) -> Migration {
    run(text, "0.8.3", "0.45.0", false)
}

/// The one finding of a file that stays as it is.
fn refused(text: &str) -> String {
    let migration = migrated(text);
    assert_eq!(migration.text, text);
    assert_eq!(migration.findings.len(), 1, "{:?}", migration.findings);
    let finding = &migration.findings[0];
    format!("{}:{} {} ({})", finding.position.line, finding.position.column, finding.message, finding.help)
}

const SITE: &str = include_str!("data/migrate/site-0.8.yaml");

#[test]
fn a_grown_file_keeps_its_comments_order_and_quotes() {
    let migration = run(SITE, "0.2.86", "0.45.0", false);
    insta::assert_snapshot!("migrate-site", migration.text);
    assert!(migration.findings.is_empty());
    assert_eq!(run(&migration.text, "0.2.86", "0.45.0", false).text, migration.text);
}

#[test]
fn line_ends_stay_what_they_were() {
    let windows = SITE.replace('\n', "\r\n");
    let migration = run(&windows, "0.2.86", "0.45.0", false);
    assert_eq!(migration.text, run(SITE, "0.2.86", "0.45.0", false).text.replace('\n', "\r\n"));
    let marked = format!("\u{feff}{SITE}");
    assert_eq!(
        run(&marked, "0.2.86", "0.45.0", false).text,
        format!("\u{feff}{}", run(SITE, "0.2.86", "0.45.0", false).text)
    );
    // Of a file with both kinds only the lines that move are touched.
    assert_eq!(migrated("a: 1\nb: 2\r\ngitops:\n  x: 1\n").text, "a: 1\nb: 2\r\ncd:\r\n  gitops:\r\n    x: 1\r\n");
    let open = "a: 1\ngitops:\n  x: 1";
    assert_eq!(migrated(open).text, "a: 1\ncd:\n  gitops:\n    x: 1\n");
}

#[test]
fn dropping_what_nothing_reads_leaves_the_rest_alone() {
    let text = "a: 1\n# gone with it\nidp:\n  x: 1 # this too\n\n# stays\nb: 2\n";
    let migration = run(text, "0.35.0", "0.45.0", true);
    assert_eq!(migration.text, "a: 1\n\n# stays\nb: 2\n");
    assert_eq!(migration.rows[0].reason, "nothing reads it since 0.40.0");
    assert_eq!(run(text, "0.35.0", "0.45.0", false).text, text);
}

#[test]
fn values_of_every_form_are_carried_whole() {
    let text = "platform:\n  mongodb:\n    script: |\n      # no comment\n        deeper\n\n      end\n    folded: >-\n      a\n      b\n    quoted: 'it''s'\n    hex: 0x1F\n    flow: {a: [1, 2],\n      b: \"x\"}\n    list:\n    - name: a\n      value: yes\n    # the end\n  other: 1\n";
    let wanted = "platform:\n  bootstrap:\n    database:\n      mongodb:\n        script: |\n          # no comment\n            deeper\n\n          end\n        folded: >-\n          a\n          b\n        quoted: 'it''s'\n        hex: 0x1F\n        flow: {a: [1, 2],\n          b: \"x\"}\n        list:\n        - name: a\n          value: yes\n        # the end\n  other: 1\n";
    assert_eq!(migrated(text).text, wanted);
}

// What `migrate-values-0.9.x.sh` of the chart does wrong.

#[test]
fn the_host_of_looker_is_not_lost() {
    let text = "platform:\n  looker:\n    ingress:\n      host: 'looker.example.com' # dashboards\n";
    let wanted = "platform:\n  looker:\n    ingress:\n      hosts:\n        - 'looker.example.com' # dashboards\n";
    assert_eq!(migrated(text).text, wanted);
}

#[test]
fn the_rest_of_infra_is_not_deleted() {
    let text = "infra:\n  postgresql:\n    a: 1\n  mine: 2\n";
    let migration = migrated(text);
    assert_eq!(
        migration.text,
        "infra:\n  mine: 2\nplatform:\n  bootstrap:\n    database:\n      postgresql:\n        a: 1\n"
    );
    let mine = migration.account.iter().find(|line| line.old.to_string() == "infra.mine").unwrap();
    assert_eq!((mine.fate, mine.reason.as_str()), (Fate::Unread, "nothing reads it since 0.9.0"));
}

#[test]
fn keys_are_not_sorted() {
    let text = "zeta: 1\ngitops:\n  b: 1\n  a: 2\nalpha: 1\n";
    assert_eq!(migrated(text).text, "zeta: 1\ncd:\n  gitops:\n    b: 1\n    a: 2\nalpha: 1\n");
}

#[test]
fn clickhouse_is_split_and_not_copied() {
    let text = "ccm:\n  clickhouse:\n    enabled: true\n    username: u\n";
    let settings = "platform:\n  bootstrap:\n    database:\n      clickhouse:\n        username: u\n";
    let switch = "global:\n  database:\n    clickhouse:\n      enabled: true\n";
    assert_eq!(migrated(text).text, format!("{settings}{switch}"));
}

#[test]
fn dashboards_move_without_looker_too() {
    let text = "ngcustomdashboard:\n  ng-custom-dashboards:\n    a: 1\n";
    assert_eq!(migrated(text).text, "platform:\n  ng-custom-dashboards:\n    a: 1\n");
}

#[test]
fn objects_of_nginx_go_elsewhere_than_nginx() {
    let text =
        "global:\n  ingress:\n    nginx:\n      create: true\n      objects:\n        annotations:\n          a: b\n";
    let migration = migrated(text);
    assert!(
        migration.text.contains("  ingress:\n    objects:\n      annotations:\n        a: b\n"),
        "{}",
        migration.text
    );
    assert!(migration.text.contains("    networking:\n      nginx:\n        create: true\n"), "{}", migration.text);
}

#[test]
fn root_services_of_no_module_are_not_deleted() {
    let text = "ng-manager:\n  replicaCount: 2\n";
    assert_eq!(run(text, "0.8.3", "0.45.0", true).text, text);
}

// Both places set.

#[test]
fn what_the_new_place_says_too_is_dropped_with_the_reason() {
    let text = "gitops:\n  memory: 2048Mi\n  resources: {limits: {memory: 2Gi}} # ours\ncd:\n  gitops:\n    resources:\n      limits:\n        memory: 2048Mi\n    memory: 2048Mi\n";
    let migration = migrated(text);
    assert!(migration.findings.is_empty(), "{:?}", migration.findings);
    assert_eq!(
        migration.text,
        "# ours\ncd:\n  gitops:\n    resources:\n      limits:\n        memory: 2048Mi\n    memory: 2048Mi\n"
    );
    assert!(migration.account[..2].iter().all(|line| line.fate == Fate::Dropped), "{:?}", migration.account);
    assert!(migration.account[0].reason.contains("`cd.gitops.memory`, its place since 0.9.0, holds the same"));
}

#[test]
fn what_the_new_place_contradicts_stays_at_both() {
    let text =
        "platform:\n  minio:\n    size: 1\n    mode: a\n  bootstrap:\n    database:\n      minio:\n        size: 2\n";
    let migration = migrated(text);
    let wanted = "platform:\n  minio:\n    size: 1\n  bootstrap:\n    database:\n      minio:\n        size: 2\n        mode: a\n";
    assert_eq!(migration.text, wanted);
    let finding = &migration.findings[0];
    assert_eq!((finding.position.line, finding.path.to_string().as_str()), (3, "platform.minio.size"));
    assert!(finding.message.contains("is set to something else"), "{}", finding.message);
    let there = "platform.bootstrap.database.minio.size".parse().unwrap();
    assert_eq!(finding.values, Some((1.into(), there, 2.into())));
    assert_eq!(migrated(&migration.text).text, migration.text);
}

#[test]
fn switches_go_by_what_they_do() {
    for (text, wanted) in [
        ("global:\n  opa:\n    enabled: true\n", "global:\n  ng:\n    enabled: true\n"),
        ("global:\n  opa:\n    enabled: false\n  a: 1\n", "global:\n  a: 1\n"),
        ("global:\n  srm:\n    enabled: true\n  cd:\n    enabled: true\n", "global:\n  cd:\n    enabled: true\n"),
    ] {
        let migration = migrated(text);
        assert_eq!((migration.text.as_str(), migration.findings.len()), (wanted, 0), "{text}");
    }
    let text = "global:\n  srm:\n    enabled: false\n  cd:\n    enabled: true\n";
    assert!(
        refused(text).contains("`global.srm.enabled` has no effect since chart 0.19.0: `global.cd.enabled` decides")
    );
    assert!(refused("global:\n  srm:\n    enabled: maybe\n").contains("neither true nor false"));
}

#[test]
fn a_size_that_never_worked_does_not_start_to() {
    let text = "platform:\n  timescaledb:\n    storage:\n      capacity: 200Gi\n";
    let migration = run(text, "0.8.3", "0.20.0", false);
    assert!(
        migration.text.contains("timescaledb:\n        storage:\n          capacity: 200Gi\n"),
        "{}",
        migration.text
    );
    assert_eq!(migration.account[0].reason, "nothing reads it since 0.12.0; the old key never worked");
    assert_eq!(run(text, "0.8.3", "0.20.0", true).text, "");
}

#[test]
fn pull_secrets_of_the_init_container_become_those_of_all_images() {
    let text = "global:\n  waitForInitContainer:\n    image:\n      tag: '1'\n      imagePullSecrets: [a]\n";
    let wanted = "global:\n  waitForInitContainer:\n    image:\n      tag: '1'\n  imagePullSecrets: [a]\n";
    assert_eq!(run(text, "0.30.0", "0.45.0", false).text, wanted);
    let both = format!("{text}  imagePullSecrets: [b]\n");
    assert_eq!(run(&both, "0.30.0", "0.45.0", false).findings.len(), 1);
}

#[test]
fn an_empty_map_at_the_new_place_is_filled_and_null_is_not() {
    assert_eq!(migrated("cd: {} # none\ngitops:\n  a: 1\n").text, "cd: # none\n  gitops:\n    a: 1\n");
    assert!(refused("cd:\ngitops:\n  a: 1\n").contains("`cd` is set to something else"));
    assert_eq!(migrated("gitops: {}\n").text, "gitops: {}\n");
    assert_eq!(migrated("gitops:\n  a: null\n").text, "cd:\n  gitops:\n    a: null\n");
}

// What cannot be moved with certainty.

#[test]
fn flow_anchors_duplicates_and_tabs_are_left_for_people() {
    for (text, wanted) in [
        (
            "{gitops: {a: 1}}\n",
            "1:2 `gitops` moved to `cd.gitops` in chart 0.9.0, and cannot be moved: it stands in a map in braces",
        ),
        (
            "cd: {a: 1}\ngitops:\n  a: 1\n",
            "2:1 `gitops` moved to `cd.gitops` in chart 0.9.0, and cannot be moved: `cd` is written in braces",
        ),
        ("gitops: &g\n  a: 1\nb: *g\n", "it has an anchor or alias in it"),
        ("b: &g\n  a: 1\ngitops: *g\n", "it has an anchor or alias in it"),
        ("gitops:\n  a: 1\ngitops:\n  a: 2\n", "`gitops` is written twice"),
        ("platform:\n  redis: {a: 1}\nplatform:\n  redis: {a: 1}\n", "`platform` is written twice"),
        ("x: &x\n  gitops: {a: 1}\n<<: *x\n", "it comes from an alias or a merge key"),
        ("gitops:\n  a: 1\n---\nb: 1\n", "nothing was migrated: the file holds more than one document"),
        ("1: a\n'1': b\ngitops:\n  a: 1\n", "two keys are one"),
        ("looker:\n  ingress:\n    host: |\n      a\n", "its value is not on the line of its key"),
        ("looker:\n  ingress:\n    host:\n      a: 1\n", "it is no single value"),
    ] {
        let shown = refused(text);
        assert!(shown.contains(wanted), "{text:?}: {shown}");
    }
    assert!(refused("{gitops: {a: 1}}\n").contains("(write it at `cd.gitops` by hand, and delete `gitops`)"));
}

#[test]
fn what_moved_long_before_is_told_and_left_alone() {
    let migration = run("gitops:\n  a: 1\n", "0.30.0", "0.45.0", false);
    assert_eq!(migration.text, "gitops:\n  a: 1\n");
    assert_eq!(migration.stale.len(), 1);
    assert_eq!(migration.stale[0].since, version("0.9.0"));
}

#[test]
fn files_that_helm_refuses_are_an_error_with_a_place() {
    let request = Request { from: version("0.8.0"), to: version("0.45.0"), drop_removed: false };
    for text in ["a: [", "- a\n", "a: b: c\n", "\ta: 1\n"] {
        assert!(matches!(migrate(&CATALOG, "x", text, &request), Err(Failure::Syntax(_))), "{text:?}");
    }
}

#[test]
fn hostile_files_end() {
    let wide: String = (0..20_000).map(|number| format!("  k{number}: {{a: 1}}\n")).collect();
    let wide = format!("infra:\n{wide}gitops:\n{wide}cd:\n  gitops:\n");
    let wide = wide + &(0..5_000).map(|number| format!("    k{number}: 1\n")).collect::<String>();
    let start = std::time::Instant::now();
    for drop_removed in [false, true] {
        run(&wide, "0.8.0", "0.45.0", drop_removed);
    }
    let deep: String = (0..900).map(|depth| format!("{}k:\n", " ".repeat(depth))).collect();
    let text = format!("gitops:\n{}", deep.lines().map(|line| format!(" {line}\n")).collect::<String>());
    let request = Request { from: version("0.8.0"), to: version("0.45.0"), drop_removed: true };
    let _ = migrate(&CATALOG, "deep", &text, &request);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
