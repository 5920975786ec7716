//! Where the licence is.

use serde_json::{Map, Value, json};

use super::draft::Draft;
use super::{external, names};
use crate::spec::Spec;
use crate::spec::problem::Problem;
use crate::spec::secret::{LicenseSpec, RemoteKeySpec, SecretStoreKind, SecretStoreSpec};

/// The name under which the chart asks for it.
const VARIABLE: &str = "NG_LICENSE";
/// The key in a Secret, where the spec names none.
const KEY: &str = "license";

/// References that are incomplete or contradict each other.
pub fn problems(spec: &Spec) -> Vec<Problem> {
    let Some(license) = &spec.license else { return Vec::new() };
    let mut out = Vec::new();
    match (&license.secret, &license.store, &license.remote) {
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => out.push(
            Problem::at("license", "names both a Secret and an external store")
                .help("keep the one that holds the licence: `secret`, or `store` with `remote`"),
        ),
        (None, None, None) => out.push(
            Problem::at("license", "does not say where the licence is")
                .help("write `secret: smp-license`, the name of a Kubernetes Secret, or `store` and `remote`"),
        ),
        (None, Some(_), None) => out.push(
            Problem::at("license.store", "says which store, but not where in it the licence is")
                .help("add `remote` with the `name` of the secret in the store"),
        ),
        (None, None, Some(_)) => out.push(
            Problem::at("license.remote", "says where in a store, but not in which")
                .help("add `store` with its `name`"),
        ),
        _ => {}
    }
    if license.key.is_some() && license.secret.is_none() && license.store.is_some() {
        out.push(
            Problem::at("license.key", "is a key of a Kubernetes Secret, and the licence is in an external store")
                .help("write `remote.property` for a part of what the store holds"),
        );
    }
    out.extend(license.secret.as_ref().and_then(|name| names::secret("license.secret", name).err()));
    out.extend(license.key.as_ref().and_then(|key| names::key("license.key", key).err()));
    out.extend(license.store.as_ref().and_then(|store| names::secret("license.store.name", &store.name).err()));
    out.extend(license.remote.as_ref().and_then(|remote| external::remote_key("license.remote", remote).err()));
    out
}

/// Names the Secret or the external store, and what must be in it.
pub fn set(draft: &mut Draft, license: &LicenseSpec, namespace: &str) {
    if let Some(secret) = &license.secret {
        let key = license.key.as_deref().unwrap_or(KEY);
        draft.set("global.license.secrets.kubernetesSecrets", json!([{"secretName": secret, "keys": {VARIABLE: key}}]));
        draft.need(
            "Licence",
            vec![format!(
                "The Secret `{secret}` holds the licence under the key `{key}`, without a line break at its end."
            )],
            vec![format!(
                "kubectl create secret generic {secret} -n {namespace} --from-file={key}=<file with the licence>"
            )],
        );
    } else if let (Some(store), Some(remote)) = (&license.store, &license.remote) {
        let item = json!({"secretStore": store_value(store), "remoteKeys": {VARIABLE: remote_value(remote)}});
        draft.set("global.license.secrets.secretManagement.externalSecretsOperator", json!([item]));
        let kind = kind(store.kind);
        draft.need(
            "Licence",
            vec![
                "The External Secrets Operator is installed.".to_owned(),
                format!("The {kind} `{}` is ready, and holds the licence at `{}`.", store.name, remote.name),
            ],
            vec![match store.kind {
                SecretStoreKind::SecretStore => format!("kubectl get secretstore {} -n {namespace}", store.name),
                SecretStoreKind::ClusterSecretStore => format!("kubectl get clustersecretstore {}", store.name),
            }],
        );
    }
}

fn kind(kind: SecretStoreKind) -> &'static str {
    match kind {
        SecretStoreKind::SecretStore => "SecretStore",
        SecretStoreKind::ClusterSecretStore => "ClusterSecretStore",
    }
}

fn store_value(store: &SecretStoreSpec) -> Value {
    json!({"name": store.name, "kind": kind(store.kind)})
}

fn remote_value(remote: &RemoteKeySpec) -> Value {
    let mut map = Map::new();
    map.insert("name".to_owned(), json!(remote.name));
    if let Some(property) = &remote.property {
        map.insert("property".to_owned(), json!(property));
    }
    Value::Object(map)
}
