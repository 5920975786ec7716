//! Whether a database outside gets user and password, and where its password comes from.

use super::context::Context;
use super::datastore::Datastore;
use super::secret_source::{is_mapped, is_vault};
use crate::helm::value::{Node, Value};
use crate::yaml::path::{KeyPath, Segment};

/// The three keys that name a Secret and what is taken from it.
pub const TRIPLE: [&str; 3] = ["secretName", "userKey", "passwordKey"];

/// What the values say of user and password of one database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// A Secret with both keys.
    Secret,
    /// Both variables are mapped below `secrets`, or come from Vault.
    Mapped,
    /// None, and it needs none.
    NoLogin,
    /// These of [`TRIPLE`] are empty, and nothing else gives them.
    Missing(Vec<&'static str>),
}

/// Where user and password of `db` come from.
pub fn credentials(db: &Datastore) -> Credentials {
    let missing: Vec<&'static str> = TRIPLE.into_iter().filter(|key| !db.is_given(key)).collect();
    if missing.is_empty() {
        return Credentials::Secret;
    }
    let (block, names) = (db.path("secrets"), &db.store.variables);
    let mapped = |name: &String| is_mapped(db.cx, &block, std::slice::from_ref(name));
    if is_vault(db.cx) || (mapped(&names.user) && mapped(&names.password)) {
        return Credentials::Mapped;
    }
    match db.store.without_login && missing.len() == TRIPLE.len() {
        true => Credentials::NoLogin,
        false => Credentials::Missing(missing),
    }
}

/// A key in a Secret that the values take something from.
pub struct Reference<'a> {
    pub secret: String,
    pub key: String,
    /// Where the key is named.
    pub path: KeyPath,
    pub node: &'a Node,
}

/// Every key of a Secret that the merged values name together with the Secret: `secretName` beside `userKey`,
/// `passwordKey` and `certKey`, the keys of `ssl`, `kubernetesSecrets`, and `{name, key}`.
pub fn references<'a>(cx: &'a Context<'a>) -> Vec<Reference<'a>> {
    let mut out = Vec::new();
    walk(KeyPath::root(), cx.merged(), &mut out);
    out
}

/// The key that names a Secret, and keys beside it that name what is in it.
const PAIRS: [(&str, &[&str]); 4] = [
    ("secretName", &["userKey", "passwordKey"]),
    ("certName", &["certKey"]),
    ("secret", &["caFileKey", "trustStoreKey", "trustStorePasswordKey"]),
    ("name", &["key"]),
];

fn walk<'a>(path: KeyPath, node: &'a Node, out: &mut Vec<Reference<'a>>) {
    match &node.value {
        Value::List(items) => items.iter().enumerate().for_each(|(index, item)| walk(path.index(index), item, out)),
        Value::Map(entries) => {
            let text = |key: &str| match entries.get(key).map(|node| &node.value) {
                Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
                _ => None,
            };
            for (secret, keys) in PAIRS {
                // `{name, key}` is a common pair: only where the place is known does it name a Secret.
                let Some(name) = text(secret).filter(|_| secret != "name" || is_reference(&path)) else { continue };
                for key in keys {
                    if let (Some(text), Some(node)) = (text(key), entries.get(*key)) {
                        out.push(Reference { secret: name.clone(), key: text, path: path.key(*key), node });
                    }
                }
            }
            if let (Some(name), Some(Value::Map(keys))) = (text("secretName"), entries.get("keys").map(|k| &k.value)) {
                for (variable, node) in keys {
                    if let Value::String(key) = &node.value {
                        let path = path.key("keys").key(variable.as_str());
                        out.push(Reference { secret: name.clone(), key: key.clone(), path, node });
                    }
                }
            }
            entries.iter().for_each(|(key, node)| walk(path.key(key.as_str()), node, out));
        }
        _ => {}
    }
}

fn is_reference(path: &KeyPath) -> bool {
    matches!(path.last(), Some(Segment::Key(key))
        if ["secretKeyRef", "logServiceS3AccessKeyID", "logServiceS3SecretAccessKey"].contains(&key.as_str()))
}
