//! The tables of the rules on kinds of values: types, switches, closed sets, samples, keys without effect.

mod support;

#[path = "support/lint.rs"]
mod lint;

#[path = "support/rows.rs"]
mod rows;

use lint::{Case, lint};
use rows::{block, findings, found, table};
use smpgen::lint::fix::Safety;
use smpgen::yaml::edit::apply;
use support::CATALOG;

#[test]
fn wrong_types() {
    table(
        "wrong-type",
        &[
            ("platform", "[a]", "0.45.0", "error"),
            ("ci", "yes", "0.45.0", "error"),
            ("platform.gateway", "2", "0.45.0", "error"),
            ("platform.bootstrap.database.mongodb", "text", "0.45.0", "error"),
            ("platform.gateway", "null", "0.45.0", "-"),
            ("global.ingress.tls", "[{hosts: [a]}]", "0.45.0", "error"),
            ("global.ingress.tls", "{enabled: true}", "0.45.0", "-"),
            ("global.ingress.hosts", "''", "0.45.0", "error"),
            ("global.ingress.hosts", "{a: b}", "0.45.0", "error"),
            ("global.database.mongo.hosts", "a:1", "0.45.0", "warning"),
            ("global.database.postgres.hosts", "a:1", "0.45.0", "warning"),
            ("global.database.redis.hosts", "{a: b}", "0.45.0", "warning"),
            ("global.database.timescaledb.hosts", "a:1", "0.36.0", "warning"),
            ("platform.access-control.mongoHosts", "a:1", "0.45.0", "warning"),
            ("global.istio.virtualService.hosts", "a", "0.45.0", "warning"),
            ("global.imagePullSecrets", "[{name: a}]", "0.45.0", "error"),
            ("platform.bootstrap.database.mongodb.extraFlags", "--a", "0.45.0", "warning"),
            ("global.dr.createCluster", "'true'", "0.45.0", "warning"),
            ("global.dr.createCluster", "true", "0.45.0", "-"),
            ("platform.gateway.replicaCount", "-1", "0.45.0", "warning"),
            ("platform.gateway.replicaCount", "0", "0.45.0", "-"),
            ("platform.gateway.replicaCount", "1.5", "0.45.0", "warning"),
            ("platform.gateway.replicaCount", "two", "0.45.0", "warning"),
            ("platform.gateway.autoscaling.minReplicas", "-2", "0.45.0", "warning"),
            ("platform.gateway.replicaCount", "'2'", "0.45.0", "info"),
            ("platform.gateway.autoscaling.maxReplicas", "'2'", "0.45.0", "info"),
            ("platform.gateway.autoscaling.targetCPU", "'80'", "0.45.0", "info"),
            ("platform.gateway.autoscaling.targetMemory", "\"80\"", "0.45.0", "info"),
            ("platform.gateway.autoscaling.targetMemory", "\"80%\"", "0.45.0", "-"),
            ("data-platform.kafka-connect-strimzi.replicas", "'3'", "0.45.0", "info"),
            ("platform.gateway.config.replicas", "'3'", "0.45.0", "-"),
        ],
    );
    let text = block("platform.gateway.replicaCount", "\"2\" # two");
    let fix = findings("wrong-type", "0.45.0", &text)[0].fix.clone().unwrap();
    assert_eq!(fix.safety, Safety::Safe);
    assert_eq!(apply(&text, &fix.edits).unwrap(), block("platform.gateway.replicaCount", "2 # two"));
}

#[test]
fn quoted_booleans() {
    let conditions = [
        "ccm",
        "cd",
        "chaos",
        "ci",
        "ff",
        "sto",
        "ssca",
        "dbops",
        "code",
        "iacm",
        "data-platform",
        "kafka",
        "ti",
        "cdc",
        "ng",
        "cg",
        "ngcustomdashboard",
        "servicediscoverymanager",
        "dbopsHelmMigration",
    ];
    for name in conditions {
        let path = format!("global.{name}.enabled");
        table(
            "quoted-boolean",
            &[
                (&path, "'false'", "0.45.0", "error"),
                (&path, "'true'", "0.45.0", "error"),
                (&path, "0", "0.45.0", "error"),
                (&path, "false", "0.45.0", "-"),
            ],
        );
    }
    for store in ["mongo", "postgres", "redis", "timescaledb", "minio"] {
        // From 0.37.0 on the whole block of TimescaleDB is dead, and another rule says so.
        let version = if store == "timescaledb" { "0.36.6" } else { "0.45.0" };
        table("quoted-boolean", &[(&format!("global.database.{store}.installed"), "'False'", version, "error")]);
    }
    let switches = [
        "global.autoscaling.enabled",
        "global.ingress.enabled",
        "global.istio.enabled",
        "global.gatewayAPI.enabled",
        "global.ha",
        "global.onprem",
        "global.pdb.create",
        "platform.gateway.autoscaling.enabled",
        "platform.gateway.pdb.create",
        "platform.bootstrap.networking.nginx.create",
        "platform.bootstrap.networking.defaultbackend.create",
        "platform.envoy-gateway.enabled",
        "global.ingress.tls.enabled",
        "global.istio.gateway.create",
    ];
    for path in switches {
        table(
            "quoted-boolean",
            &[
                (path, "'false'", "0.45.0", "error"),
                (path, "\"TRUE\"", "0.45.0", "info"),
                (path, "true", "0.45.0", "-"),
            ],
        );
    }
    table(
        "quoted-boolean",
        &[
            ("global.cet.enabled", "'false'", "0.16.2", "error"),
            ("global.idp.enabled", "'false'", "0.39.1", "error"),
            ("global.migrator.enabled", "'false'", "0.25.5", "error"),
            ("global.gitops.enabled", "'false'", "0.21.0", "error"),
            ("global.gitops.enabled", "'false'", "0.22.0", "-"),
            ("global.opa.enabled", "'false'", "0.17.3", "error"),
            ("global.srm.enabled", "'false'", "0.18.2", "error"),
            ("global.srm.enabled", "'false'", "0.19.0", "-"),
            ("global.airgap", "'false'", "0.45.0", "info"),
            ("global.airgap", "'true'", "0.45.0", "-"),
            ("global.useImmutableDelegate", "'true'", "0.45.0", "-"),
            ("global.externalSecretsLoader.enabled", "'true'", "0.45.0", "-"),
            ("platform.gateway.config.A", "'true'", "0.45.0", "-"),
            ("platform.gateway.additionalConfigs.A", "'true'", "0.45.0", "-"),
        ],
    );
    let text = block("global.ccm.enabled", "\"False\"");
    let fix = findings("quoted-boolean", "0.45.0", &text)[0].fix.clone().unwrap();
    assert_eq!(apply(&text, &fix.edits).unwrap(), block("global.ccm.enabled", "false"));
}

#[test]
fn keys_without_effect() {
    table(
        "ineffective-key",
        &[
            ("platform.bootstrap.database.mongodb.args", "[a]", "0.45.0", "warning"),
            ("platform.bootstrap.networking.nginx.replicaCount", "2", "0.45.0", "info"),
            ("platform.bootstrap.networking.nginx.resources", "{limits: {memory: 1Gi}}", "0.45.0", "-"),
            ("platform.change-data-capture.java.memory", "1", "0.45.0", "info"),
            ("platform.ng-dashboard-aggregator.java.memory", "1", "0.45.0", "info"),
            ("platform.ng-custom-dashboards.memory", "1", "0.45.0", "info"),
            ("platform.policy-mgmt.resources", "{limits: {memory: 1Gi}}", "0.45.0", "info"),
            ("platform.policy-mgmt.resources", "{}", "0.45.0", "-"),
            ("platform.bootstrap.database.timescaledb.storage.capacity", "1Gi", "0.11.2", "info"),
            ("platform.bootstrap.database.timescaledb.enabled", "true", "0.36.6", "info"),
            ("platform.bootstrap.database.timescaledb.enabled", "true", "0.37.0", "-"),
            ("platform.bootstrap.database.timescaledb.autoscaling", "{enabled: true}", "0.36.6", "info"),
            ("enabled", "true", "0.45.0", "info"),
            ("enabled", "true", "0.8.4", "-"),
            ("global.overrideValidation", "{restructuredValues: true}", "0.22.0", "info"),
            ("global.overrideValidation", "{restructuredValues: true}", "0.21.0", "-"),
        ],
    );
    let combined =
        |text: &str, expected: &[&str]| assert_eq!(found("ineffective-key", "0.45.0", text), expected, "{text}");
    let gateways = "  istio:\n    virtualService: {gateways: [mine]}\n";
    combined(&format!("global:\n{gateways}    enabled: true\n"), &["warning global.istio.virtualService.gateways"]);
    combined(&format!("global:\n{gateways}    enabled: true\n    gateway: {{create: false}}\n"), &[]);
    combined(&format!("global:\n{gateways}    enabled: false\n"), &[]);
    combined("global: {istio: {enabled: true, virtualService: {gateways: ['']}}}\n", &[]);
    combined("global: {pdb: {minAvailable: 1, maxUnavailable: 1}}\n", &["warning global.pdb.maxUnavailable"]);
    combined("global: {pdb: {minAvailable: 1}}\nci: {ci-manager: {pdb: {maxUnavailable: 1}}}\n", &[]);
    combined(
        "ci: {ci-manager: {pdb: {minAvailable: 1, maxUnavailable: 1}}}\n",
        &["warning ci.ci-manager.pdb.maxUnavailable"],
    );
    combined(
        "ci:\n  ci-manager:\n    autoscaling: {metrics: [{type: Pods}], targetCPU: 80, targetMemory: 80}\n",
        &["info ci.ci-manager.autoscaling.targetCPU", "info ci.ci-manager.autoscaling.targetMemory"],
    );
    combined("ci: {ci-manager: {autoscaling: {metrics: [], targetCPU: 80}}}\n", &[]);
    combined(
        "srm: {le-nextgen: {keda: {enabled: true}, autoscaling: {maxReplicas: 2}}}\n",
        &["info srm.le-nextgen.autoscaling"],
    );
    combined(
        "global: {database: {postgres: {installed: false, protocol: jdbc}}}\n",
        &["info global.database.postgres.protocol"],
    );
    combined("global: {database: {postgres: {installed: true, protocol: jdbc}}}\n", &[]);
}

#[test]
fn flags_of_mongodb_move_to_where_they_are_read() {
    let text = block("platform.bootstrap.database.mongodb.args", "[\"--a=1\"]");
    let fix = findings("ineffective-key", "0.45.0", &text)[0].fix.clone().unwrap();
    assert_eq!(fix.safety, Safety::Unsafe);
    let fixed = apply(&text, &fix.edits).unwrap();
    assert_eq!(fixed, block("platform.bootstrap.database.mongodb.extraFlags", "[\"--a=1\"]"));
}

#[test]
fn closed_sets() {
    let kind =
        "{kubernetesSecrets: [], secretManagement: {externalSecretsOperator: [{secretStore: {name: a, kind: Store}}]}}";
    assert_eq!(
        found("invalid-enum-value", "0.45.0", &block("platform.gateway.secrets", kind)),
        ["error platform.gateway.secrets.secretManagement.externalSecretsOperator[0].secretStore.kind"]
    );
    let path = "{objects: [{paths: [{path: /, pathType: prefix}]}]}";
    assert_eq!(
        found("invalid-enum-value", "0.45.0", &block("platform.gateway.ingress", path)),
        ["error platform.gateway.ingress.objects[0].paths[0].pathType"]
    );
    table(
        "invalid-enum-value",
        &[
            ("global.database.mongo.protocol", "mongo", "0.45.0", "error"),
            ("global.database.mongo.protocol", "mongodb+srv", "0.45.0", "-"),
            ("global.database.postgres.sslMode", "Require", "0.45.0", "error"),
            ("global.database.postgres.sslMode", "''", "0.45.0", "-"),
            ("global.database.postgres.sslMode", "true", "0.45.0", "error"),
            ("global.database.redis.protocol", "tls", "0.45.0", "warning"),
            ("global.externalSecretsLoader.provider", "aws", "0.45.0", "error"),
            ("global.externalSecretsLoader.vault.auth.method", "jwt", "0.45.0", "error"),
            ("global.ingress.pathType", "prefix", "0.45.0", "error"),
            ("global.ingress.pathType", "Prefix", "0.45.0", "-"),
            ("global.pdb.unhealthyPodEvictionPolicy", "Always", "0.45.0", "error"),
            ("platform.gateway.pdb.unhealthyPodEvictionPolicy", "AlwaysAllow", "0.45.0", "-"),
            ("global.proxy.protocol", "socks", "0.45.0", "warning"),
            ("ccm.batch-processing.cliProxy.protocol", "socks", "0.45.0", "warning"),
        ],
    );
}

/// What `placeholder-value` finds in a chain.
fn samples(files: &[&str], complete: bool) -> Vec<String> {
    let files = files.iter().enumerate().map(|(index, text)| (format!("{index}.yaml"), (*text).to_owned())).collect();
    let case = Case { files, complete, ..Case::default() };
    let found = lint(&CATALOG, &case).into_iter().filter(|finding| finding.rule == "placeholder-value");
    found.map(|finding| finding.path.map(|path| path.to_string()).unwrap_or_default()).collect()
}

#[test]
fn samples_count_only_where_they_are_used() {
    let one = |text: &str| samples(&[text], false);
    assert_eq!(one("global: {loadbalancerURL: 'https://myhostname.example.com'}\n"), ["global.loadbalancerURL"]);
    assert_eq!(one("global: {loadbalancerURL: ''}\n"), [""; 0]);
    assert_eq!(
        one("global: {ingress: {enabled: true, hosts: [a.b.c, my-host.example.org]}}\n"),
        ["global.ingress.hosts[1]"]
    );
    assert_eq!(
        one("global: {istio: {enabled: true, virtualService: {hosts: [myhostname.example.com]}}}\n"),
        ["global.istio.virtualService.hosts[0]"]
    );
    for (store, host) in
        [("mongo", "<a>:1"), ("postgres", "db.XXXX.net:5432"), ("redis", "<internal-endpoint-with-port>")]
    {
        let text = |on: bool| format!("global: {{database: {{{store}: {{installed: {on}, hosts: ['{host}']}}}}}}\n");
        assert_eq!(one(&text(false)), [format!("global.database.{store}.hosts[0]")]);
        assert_eq!(one(&text(true)), [""; 0]);
    }
    // The store is gone in 0.37.0.
    assert_eq!(
        one("global: {database: {timescaledb: {installed: false, hosts: ['hostname.timescale.com:5432']}}}\n"),
        [""; 0]
    );
    let vault =
        "global: {externalSecretsLoader: {enabled: true, vault: {auth: {method: token, token: vault-token}}}}\n";
    assert_eq!(one(vault), ["global.externalSecretsLoader.vault.auth.token"]);
    assert_eq!(one(&vault.replace("method: token", "method: kubernetes")), [""; 0]);
    assert_eq!(
        one("platform: {log-service: {s3: {endpoint: 'https://<bucket>'}, gcs: {endpoint: ''}}}\n"),
        ["platform.log-service.s3.endpoint"]
    );
    assert_eq!(one("global: {loadbalancerURL: 'https://example.community'}\n"), [""; 0]);
}

#[test]
fn samples_of_the_chart_or_behind_a_switch_elsewhere_need_the_whole_chain() {
    let (switch, host) = (
        "global: {ingress: {enabled: true}}\n",
        "global: {ingress: {hosts: [a.example.com]}, loadbalancerURL: 'https://a.b'}\n",
    );
    assert_eq!(samples(&[switch, host], false), [""; 0]);
    assert_eq!(samples(&[switch, host], true), ["global.ingress.hosts[0]"]);
    assert_eq!(samples(&[switch], true), ["global.loadbalancerURL", "global.ingress.hosts"]);
    assert_eq!(samples(&[switch], false), [""; 0]);
}
