//! Secrets that come from elsewhere than the values: Kubernetes Secrets, the External Secrets Operator, Vault.

use serde_json::Value as Json;

use super::context::Context;
use crate::yaml::path::KeyPath;

/// Whether `block` (a map with `kubernetesSecrets` and `secretManagement`) names a source for a variable, under any
/// of its `names`.
pub fn is_mapped(cx: &Context, block: &KeyPath, names: &[String]) -> bool {
    let items = |path: &KeyPath| match cx.effective(path).map(|found| found.value) {
        Some(Json::Array(items)) => items,
        _ => Vec::new(),
    };
    let named =
        |map: Option<&Json>, is_there: fn(&Json) -> bool| names.iter().filter_map(|name| map?.get(name)).any(is_there);
    let kubernetes = items(&block.key("kubernetesSecrets"));
    let operator = items(&block.key("secretManagement").key("externalSecretsOperator"));
    kubernetes.iter().any(|item| item.get("secretName").is_some_and(is_text) && named(item.get("keys"), is_text))
        || operator.iter().any(|item| {
            let store = item.get("secretStore").and_then(|store| store.get("name")).is_some_and(is_text);
            store && named(item.get("remoteKeys"), |key| key.get("name").is_some_and(is_text))
        })
}

/// Whether the chart loads its secrets from Vault.
pub fn is_vault(cx: &Context) -> bool {
    let at = |key| cx.effective(&KeyPath::of(["global", "externalSecretsLoader", key])).map(|found| found.value);
    // The template quotes the switch, so a text does as well.
    let enabled = at("enabled").is_some_and(|value| value == true || value == "true");
    enabled && at("provider").is_some_and(|value| value == "vault") && cx.in_window("0.36.0..")
}

/// Whether the value at `path` is a text with something in it.
pub fn is_given(cx: &Context, path: &KeyPath) -> bool {
    cx.effective(path).is_some_and(|found| is_text(&found.value))
}

fn is_text(value: &Json) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}
