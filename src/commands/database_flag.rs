//! `--database mongo=atlas,hosts=…`: a part of the spec in one flag.

use serde_json::Value;

use super::gathered::Flags;
use crate::error::{Error, Result, quoted};
use crate::spec::schema;
use crate::suggest;
use crate::yaml::path::KeyPath;

/// Puts `flag`, `STORE=PROVIDER[,FIELD=VALUE]…`, into `flags`. A field is a key path below the store; the items of a
/// list are divided by `;`.
///
/// # Errors
/// A store or a field that the spec does not have, and a value that is not of its type.
pub fn put(flags: &mut Flags, flag: &str) -> Result<()> {
    let wrong = |what: String| {
        Error::new(format!("--database {}: {what}", quoted(flag)))
            .help("write STORE=PROVIDER and what it needs: mongo=self-managed,hosts=a:27017;b:27017,replicaSet=rs0")
    };
    let schema = schema::schema();
    let stores = KeyPath::of(["datastores"]);
    let mut parts = flag.split(',');
    let (store, provider) =
        parts.next().and_then(|part| part.split_once('=')).ok_or_else(|| wrong("no `=` after the store".to_owned()))?;
    let known = schema::part(&schema, &stores).map(schema::keys).unwrap_or_default();
    let store = match store.trim() {
        "object-storage" => "objectStorage",
        store => store,
    };
    if !known.contains(&store) {
        return Err(wrong(suggest::unknown("datastore", store, known).to_string()));
    }
    let name = store;
    let store = stores.key(name);
    if flags.sets(&store) {
        return Err(Error::new(format!("--database names {} twice", quoted(name)))
            .help("give one flag for each datastore, with all of its fields joined by commas"));
    }
    let written = format!("--database {flag}");
    flags.named(store.key("provider"), provider.trim(), written.clone());
    for part in parts {
        let (field, value) = part.split_once('=').ok_or_else(|| wrong(format!("no `=` in {}", quoted(part.trim()))))?;
        let mut path = store.clone();
        for key in field.trim().split('.') {
            let known = schema::part(&schema, &path).map(schema::keys).unwrap_or_default();
            if !known.contains(&key) {
                return Err(wrong(suggest::unknown(&format!("field of `{path}`"), key, known).to_string()));
            }
            path = path.key(key);
        }
        let kind = schema::part(&schema, &path).and_then(|part| part.get("type")).and_then(Value::as_str);
        let value = match (kind, value.trim()) {
            (Some("array"), list) => list.split(';').map(|item| Value::from(item.trim())).collect(),
            (Some("boolean"), "true") => Value::Bool(true),
            (Some("boolean"), "false") => Value::Bool(false),
            (Some("boolean"), _) => return Err(wrong(format!("`{field}` is true or false"))),
            (Some("object"), _) => return Err(wrong(format!("`{field}` has fields of its own, such as `{field}.…`"))),
            (_, text) => Value::from(text),
        };
        flags.named(path, value, written.clone());
    }
    Ok(())
}
