//! The rules of the family `secrets`: windows, ways to log in to Vault, references, and that no secret is shown.

mod support;

#[path = "support/lint.rs"]
mod lint;

use std::fs;
use std::process::Command;

use lint::{Case, lint, lint_together};
use smpgen::lint::finding::Finding;
use support::CATALOG;

fn at(chart: &str, text: &str) -> Case {
    Case { files: vec![("values.yaml".to_owned(), text.to_owned())], chart: Some(chart.to_owned()), ..Case::default() }
}

fn paths_of(found: Vec<Finding>, rule: &str) -> Vec<String> {
    let found = found.into_iter().filter(|finding| finding.rule == rule);
    found.map(|finding| finding.path.as_ref().unwrap().to_string()).collect()
}

fn paths(rule: &str, case: &Case) -> Vec<String> {
    paths_of(lint(&CATALOG, case), rule)
}

const NEW: &str = "0.45.0";

/// A loader with `vault` and `databases` below it.
fn loader(enabled: &str, vault: &str, databases: &str) -> String {
    format!(
        "global: {{externalSecretsLoader: {{enabled: {enabled}, provider: vault, vault: {{{vault}}}, databases: {{{databases}}}}}}}\n"
    )
}

#[test]
fn the_loader_needs_what_its_method_needs() {
    let base = "address: a, engine: b, basePath: c";
    for (auth, wanted) in [
        ("method: token, token: t", None),
        ("method: token, token: ''", Some("auth.token")),
        ("token: ''", Some("auth.token")),
        ("method: approle, roleId: a, secretId: b", None),
        ("method: approle, roleId: a", Some("auth.secretId")),
        ("method: approle, secretId: a", Some("auth.roleId")),
        ("method: kubernetes, role: a", None),
        ("method: kubernetes", Some("auth.role")),
        // `invalid-enum-value` speaks of that.
        ("method: ldap", None),
    ] {
        for enabled in ["true", "'true'"] {
            let text = loader(enabled, &format!("{base}, auth: {{{auth}}}"), "");
            let wanted: Vec<String> =
                wanted.iter().map(|key| format!("global.externalSecretsLoader.vault.{key}")).collect();
            assert_eq!(paths("incomplete-vault-loader", &at(NEW, &text)), wanted, "{auth}");
            assert_eq!(paths("incomplete-vault-loader", &at("0.36.0", &text)), wanted, "{auth}");
            assert!(paths("incomplete-vault-loader", &at("0.35.17", &text)).is_empty(), "{auth}");
        }
        let off = loader("false", &format!("auth: {{{auth}}}"), "");
        assert!(paths("incomplete-vault-loader", &at(NEW, &off)).is_empty());
    }
    for missing in ["address", "engine", "basePath"] {
        let vault = base.replace(&format!("{missing}: "), "other: ");
        let text = loader("true", &format!("{vault}, auth: {{token: t}}"), "");
        assert_eq!(
            paths("incomplete-vault-loader", &at(NEW, &text)),
            [format!("global.externalSecretsLoader.vault.{missing}")]
        );
    }
    for (database, chart, fires) in [
        ("mongo", NEW, true),
        ("redis", NEW, true),
        ("postgres", NEW, true),
        ("timescaledb", "0.36.6", true),
        ("timescaledb", NEW, false),
    ] {
        let engine = |role: &str| {
            let databases =
                format!("{database}: {{useDatabaseSecretsEngine: true, databaseRole: '{role}', overridePath: p}}");
            loader("true", &format!("{base}, auth: {{token: t}}"), &databases)
        };
        assert_eq!(!paths("incomplete-vault-loader", &at(chart, &engine(""))).is_empty(), fires, "{database} {chart}");
        assert!(paths("incomplete-vault-loader", &at(chart, &engine("smp"))).is_empty());
    }
}

#[test]
fn vault_and_a_store_in_the_cluster_exclude_each_other() {
    let text = |inside: &str| {
        let stores = ["mongo", "postgres", "redis"].map(|name| format!("{name}: {{installed: {}}}", name == inside));
        format!(
            "global: {{externalSecretsLoader: {{enabled: true, provider: vault}}, database: {{{}}}}}\n",
            stores.join(", ")
        )
    };
    for inside in ["mongo", "postgres", "redis"] {
        let found = lint(&CATALOG, &at(NEW, &text(inside)));
        let finding = found.iter().find(|finding| finding.rule == "vault-loader-with-in-cluster-store").unwrap();
        assert_eq!(finding.related.len(), 1, "{inside}");
    }
    for chart in ["0.36.6", NEW] {
        // TimescaleDB is on by default.
        assert!(paths("vault-loader-with-in-cluster-store", &at(chart, &text("none"))).is_empty(), "{chart}");
    }
}

#[test]
fn images_are_private_from_0_41_0_on() {
    let complete = |chart: &str, text: &str| Case { complete: true, ..at(chart, text) };
    for (chart, fires) in [("0.40.3", false), ("0.41.0", true), ("0.43.1", true), (NEW, true)] {
        let bad = complete(chart, "global: {ha: true}\n");
        assert_eq!(!paths("missing-image-pull-secret", &bad).is_empty(), fires, "{chart}");
        let good = complete(chart, "global: {imagePullSecrets: [registry]}\n");
        assert!(paths("missing-image-pull-secret", &good).is_empty(), "{chart}");
    }
    let other = "platform: {gateway: {imagePullSecrets: [a]}}\n";
    assert!(!paths("missing-image-pull-secret", &complete(NEW, other)).is_empty(), "not below `image`");
}

#[test]
fn references_are_found_wherever_they_stand() {
    for (text, path) in [
        ("global: {database: {mongo: {ssl: {secret: Bad_Name}}}}", "global.database.mongo.ssl.secret"),
        ("global: {database: {postgres: {certName: Bad_Name}}}", "global.database.postgres.certName"),
        ("global: {ingress: {tls: {secretName: Bad_Name}}}", "global.ingress.tls.secretName"),
        ("global: {imagePullSecrets: [ok, Bad_Name]}", "global.imagePullSecrets[1]"),
        (
            "global: {license: {secrets: {kubernetesSecrets: [{secretName: Bad_Name}]}}}",
            "global.license.secrets.kubernetesSecrets[0].secretName",
        ),
        (
            "global: {license: {secrets: {kubernetesSecrets: [{keys: {NG_LICENSE: 'a b'}}]}}}",
            "global.license.secrets.kubernetesSecrets[0].keys.NG_LICENSE",
        ),
        ("global: {database: {redis: {userKey: 'a b'}}}", "global.database.redis.userKey"),
        ("global: {database: {redis: {ssl: {caFileKey: 'a/b'}}}}", "global.database.redis.ssl.caFileKey"),
        (
            "platform: {log-service: {logServiceS3AccessKeyID: {name: Bad}}}",
            "platform.log-service.logServiceS3AccessKeyID.name",
        ),
        (
            "platform: {log-service: {logServiceS3AccessKeyID: {key: 'a/b'}}}",
            "platform.log-service.logServiceS3AccessKeyID.key",
        ),
        (
            "platform: {gateway: {extraEnvVars: [{valueFrom: {secretKeyRef: {name: Bad}}}]}}",
            "platform.gateway.extraEnvVars[0].valueFrom.secretKeyRef.name",
        ),
    ] {
        assert_eq!(paths("invalid-secret-reference", &at(NEW, text)), [path], "{text}");
    }
    for text in [
        "global: {database: {redis: {secretName: '', userKey: ''}}}",
        "global: {ingress: {tls: {secretName: '{{ .Release.Name }}-TLS'}}}",
        "global: {database: {mongo: {secretName: a.b-c, userKey: MONGODB_DATABASE_ADMIN_USER}}}",
    ] {
        assert!(paths("invalid-secret-reference", &at(NEW, text)).is_empty(), "{text}");
    }
}

#[test]
fn each_character_that_breaks_a_uri_is_seen() {
    let values = "global: {database: {redis: {installed: false, secretName: s, userKey: u, passwordKey: p}}}\n";
    let found = |password: &str| {
        let secret =
            format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{u: 'a@b', p: '{password}'}}\n");
        let mut case = Case { together: true, ..at(NEW, values) };
        case.files.push(("secret.yaml".to_owned(), secret));
        lint_together(&CATALOG, &case)
    };
    for unsafe_character in "@:/?#%[] ".chars() {
        let found = found(&format!("mellon{unsafe_character}x"));
        let shown = found.iter().any(|finding| finding.message.contains("mellon"));
        assert!(!shown, "{unsafe_character}");
        assert_eq!(paths_of(found, "url-unsafe-password"), ["global.database.redis.passwordKey"], "{unsafe_character}");
    }
    assert!(paths_of(found("mellon-_.~!2"), "url-unsafe-password").is_empty(), "the name of a user may hold anything");
}

#[test]
fn a_licence_has_one_source() {
    let text = |ng: &str, secrets: &str| format!("global: {{license: {{ng: '{ng}', secrets: {secrets}}}}}\n");
    let operator = "{secretManagement: {externalSecretsOperator: [{secretStore: {name: a, kind: SecretStore}}]}}";
    assert_eq!(paths("duplicate-license-source", &at(NEW, &text("x", operator))), ["global.license.ng"]);
    for (ng, secrets) in [("", operator), ("x", "{}"), ("x", "{kubernetesSecrets: []}")] {
        assert!(paths("duplicate-license-source", &at(NEW, &text(ng, secrets))).is_empty(), "{ng} {secrets}");
    }
}

/// Whatever the format: no password of the values, and none of a manifest beside them.
#[test]
fn no_format_shows_a_secret() {
    let directory = tempfile::tempdir().unwrap();
    let (values, secret) = (directory.path().join("values.yaml"), directory.path().join("secret.yaml"));
    // So that no spec above the directory counts.
    fs::write(directory.path().join("smp.yaml"), "lint: {}\n").unwrap();
    let text = "global:\n  database:\n    mongo:\n      installed: false\n      hosts:\n      - admin:gandalf1@db.acme.internal:27017\n      - mongodb://root:gandalf2@x\n      passwordKey: gandalf3 is it!\n    postgres:\n      installed: false\n      extraArgs: user=a password=gandalf4\n    redis:\n      installed: false\n      hosts: ['u:gandalf5@r.acme.internal:6379,:gandalf6@s.acme.internal']\n      secretName: redis-login\n      userKey: u\n      passwordKey: p\n  externalSecretsLoader: {vault: {auth: {token: gandalf7}}}\n";
    fs::write(&values, text).unwrap();
    fs::write(
        &secret,
        "apiVersion: v1\nkind: Secret\nmetadata: {name: redis-login}\nstringData: {u: a, p: 'gandalf8@'}\n",
    )
    .unwrap();
    for format in ["human", "json", "sarif", "github", "gitlab", "junit", "markdown"] {
        for more in [None, Some("--diff")] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_smpgen"));
            // --diff prints a diff and no report.
            let how = more.map_or(vec!["--format", format], |diff| vec![diff]);
            command.arg("lint").args([&values, &secret]).args(how);
            let out = command.current_dir(directory.path()).output().unwrap();
            let (out, err) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
            assert!(more.is_some() || out.contains("literal-secret"), "{format}: {out} {err}");
            assert!(more.is_some() || out.contains("url-unsafe-password"), "{format}: {out} {err}");
            assert!(!out.contains("unknown-module"), "{format}: a manifest is read as values");
            let shown: Vec<&str> = out.lines().chain(err.lines()).filter(|line| line.contains("gandalf")).collect();
            assert!(shown.is_empty(), "{format} {more:?}: {shown:?}");
        }
    }
}
