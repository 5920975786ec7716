//! Manifests of Kubernetes Secrets among the files that are linted.

use std::collections::BTreeMap;
use std::fmt;

use super::unit::header;
use crate::helm::chain::{Layer, LayerKind};
use crate::helm::read::read;
use crate::helm::value::{LayerId, Node, Value};
use crate::helm::version::HelmVersion;
use crate::yaml::source::Source;

/// One Secret, decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretManifest {
    pub name: String,
    /// By key. What is no text is empty here.
    data: BTreeMap<String, String>,
}

impl SecretManifest {
    /// Its keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.data.keys().map(String::as_str)
    }

    /// The secret under `key`; never to be printed.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.data.get(key).map(String::as_str)
    }
}

/// Names only: what is in it must not reach any output.
impl fmt::Debug for SecretManifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretManifest")
            .field("name", &self.name)
            .field("keys", &self.data.keys())
            .finish_non_exhaustive()
    }
}

/// The Secrets in a file; none unless every document of it is one, so that no values file is taken for manifests.
pub fn secret_manifests(layer: &Layer) -> Option<Vec<SecretManifest>> {
    let text = layer.source.text();
    // Most files are values: look for the words before reading anything.
    if layer.kind != LayerKind::File || !text.contains("Secret") || header(text, "chart version").is_some() {
        return None;
    }
    let secrets: Option<Vec<_>> =
        documents(text).iter().filter(|text| has_content(text)).map(|text| secret(text)).collect();
    secrets.filter(|secrets| !secrets.is_empty())
}

fn documents(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let separates =
            line.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty() || rest.starts_with([' ', '\t']));
        match out.last_mut().filter(|_| !separates) {
            Some(last) => last.push_str(line),
            None => out.push(String::new()),
        }
    }
    out
}

fn has_content(text: &str) -> bool {
    text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
}

fn secret(text: &str) -> Option<SecretManifest> {
    let root = read(&Source::from_text("", text), LayerId(0), HelmVersion::V3).ok()?.root;
    let Value::Map(entries) = &root.value else { return None };
    let text = |node: Option<&Node>| match node.map(|node| &node.value) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    if text(entries.get("kind")).as_deref() != Some("Secret")
        || text(entries.get("apiVersion")).as_deref() != Some("v1")
    {
        return None;
    }
    let map = |name: &str| match entries.get(name).map(|node| &node.value) {
        Some(Value::Map(entries)) => entries.iter().collect(),
        _ => Vec::new(),
    };
    let name = map("metadata").into_iter().find(|(key, _)| *key == "name").and_then(|(_, node)| text(Some(node)))?;
    let mut data = BTreeMap::new();
    for (key, node) in map("data") {
        data.insert(key.clone(), text(Some(node)).and_then(|text| decoded(&text)).unwrap_or_default());
    }
    // What is written in the clear wins, as in Kubernetes.
    for (key, node) in map("stringData") {
        data.insert(key.clone(), text(Some(node)).unwrap_or_default());
    }
    Some(SecretManifest { name, data })
}

/// Text in base64; none for what is not, or is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = ((bits << 6) | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::chain::layers;

    fn manifests(text: &str) -> Option<Vec<SecretManifest>> {
        secret_manifests(&layers(vec![Source::from_text("s.yaml", text)], &[])[0])
    }

    #[test]
    fn secrets_are_read_and_decoded() {
        let text = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {user: YWRtaW4=, bad: '*'}\n---\n# next\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringData: {password: 'p@ss'}\n";
        let found = manifests(text).unwrap();
        assert_eq!(
            (found[0].name.as_str(), found[0].value("user"), found[0].value("bad")),
            ("a", Some("admin"), Some(""))
        );
        assert_eq!(found[1].keys().collect::<Vec<_>>(), ["password"]);
        assert!(!format!("{found:?}").contains("p@ss"));
    }

    #[test]
    fn values_are_no_manifests() {
        for text in
            ["global: {database: {mongo: {secretName: Secret}}}\n", "kind: Secret\n", "kind: [\n", "", "# Secret\n"]
        {
            assert!(manifests(text).is_none(), "{text}");
        }
        let mixed = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n---\nglobal: {}\n";
        assert!(manifests(mixed).is_none());
    }
}
