//! Every gate that is a condition: the rule it names speaks where the gate holds, and not beside it.

mod support;

#[path = "support/lint.rs"]
mod lint;

use std::collections::BTreeSet;

use lint::{Case, Upgrade, lint_with};
use smpgen::catalog::upgrades::Gate;
use smpgen::lint::context::Declared;
use smpgen::lint::finding::Finding;
use smpgen::lint::jump::{Deployer, Facts};
use smpgen::lint::rule::Rule;
use smpgen::rules::{ALL, upgrade};
use support::CATALOG;

/// A step and values under which a gate speaks, and a step beside it under which it does not.
struct Row {
    gate: &'static str,
    values: &'static str,
    /// A part of the message.
    says: &'static str,
    there: (&'static str, &'static str),
    beside: (&'static str, &'static str),
    facts: Facts,
    kubernetes: &'static str,
}

fn row(
    gate: &'static str,
    says: &'static str,
    values: &'static str,
    there: (&'static str, &'static str),
    beside: (&'static str, &'static str),
) -> Row {
    Row { gate, values, says, there, beside, facts: Facts::default(), kubernetes: "" }
}

fn rows() -> Vec<Row> {
    let gateway = "global: {gatewayAPI: {enabled: true}}\nplatform: {envoy-gateway: {enabled: true}}\n";
    let moved = "platform: {mongodb: {replicaCount: 3}}\n";
    let argocd = Facts { deployer: Deployer::Argocd, ..Facts::default() };
    let sixteen = Facts { postgres_16: true, ..Facts::default() };
    vec![
        row("values-layout", "`platform.mongodb` moved", moved, ("0.8.4", "0.9.0"), ("0.8.3", "0.8.4")),
        row("timescale-ack", "ackTsdbMigration", "a: 1\n", ("0.36.0", "0.36.6"), ("0.35.3", "0.35.17")),
        row("timescale-done", "to be complete", "a: 1\n", ("0.36.6", "0.37.0"), ("0.37.0", "0.38.0")),
        row("version-record", "SMP_VERSION", "a: 1\n", ("0.28.1", "0.37.0"), ("0.29.0", "0.37.0")),
        Row {
            facts: argocd,
            ..row("deployment-present", "`harness-manager`", "a: 1\n", ("0.43.0", "0.43.1"), ("0.43.1", "0.44.0"))
        },
        Row {
            kubernetes: "1.24",
            ..row("kubernetes-minimum", "Kubernetes 1.25", "a: 1\n", ("0.22.4", "0.23.0"), ("0.22.3", "0.22.4"))
        },
        row("private-images", "are private", "a: 1\n", ("0.40.3", "0.41.0"), ("0.40.1", "0.40.3")),
        row("gateway-two-steps", "upgrade twice", gateway, ("0.43.1", "0.44.0"), ("0.43.0", "0.43.1")),
        Row {
            facts: sixteen,
            ..row("postgres-pin", "runs on 16", "a: 1\n", ("0.43.0", "0.43.1"), ("0.42.0", "0.42.1"))
        },
        // The first chart whose wrapper is gone is the first of all that can be planned from.
        row(
            "root-wrapper",
            "`harness.platform` moved",
            "harness: {platform: {gateway: {replicaCount: 1}}}\n",
            ("0.2.88", "0.3.0"),
            ("", ""),
        ),
    ]
}

fn found(row: &Row, (from, to): (&str, &str)) -> Vec<Finding> {
    let mut declared = Declared::default();
    declared.cluster.kubernetes = (!row.kubernetes.is_empty()).then(|| row.kubernetes.parse().unwrap());
    let case = Case {
        files: vec![("new.yaml".to_owned(), row.values.to_owned())],
        chart: Some(to.to_owned()),
        complete: true,
        declared,
        upgrade: Some(Upgrade { from: from.to_owned(), installed: None, facts: row.facts.clone() }),
        ..Case::default()
    };
    let rules: Vec<Rule> = ALL.iter().filter(|rule| upgrade::at_each_stop(rule)).copied().collect();
    lint_with(&CATALOG, &case, &rules)
}

#[test]
fn each_condition_is_told_by_the_rule_that_its_gate_names() {
    let gates = &CATALOG.upgrades().unwrap().gates;
    let conditions: BTreeSet<&str> =
        gates.iter().filter(|gate| gate.rule.is_some()).map(|gate| gate.id.as_str()).collect();
    let rows = rows();
    assert_eq!(rows.iter().map(|row| row.gate).collect::<BTreeSet<_>>(), conditions, "every condition has a row");
    for row in rows {
        let gate: &Gate = gates.iter().find(|gate| gate.id == row.gate).unwrap();
        let rule = gate.rule.as_deref().unwrap();
        let speaks = |found: &[Finding]| found.iter().any(|one| one.rule == rule && one.message.contains(row.says));
        let there = found(&row, row.there);
        assert!(speaks(&there), "{}: `{rule}` is silent from {:?}: {there:#?}", row.gate, row.there);
        if !row.beside.0.is_empty() {
            let beside = found(&row, row.beside);
            assert!(!speaks(&beside), "{}: `{rule}` speaks from {:?}", row.gate, row.beside);
        }
    }
}

#[test]
fn what_enforces_a_gate_reads_as_the_end_of_a_sentence() {
    for gate in &CATALOG.upgrades().unwrap().gates {
        let enforced = gate.enforced.as_str();
        assert!(!enforced.starts_with("by ") && !enforced.contains("same"), "{}: {enforced}", gate.id);
    }
}
