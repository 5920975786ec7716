//! A store outside that gets no user or no password.

use crate::lint::context::Context;
use crate::lint::credentials::{Credentials, TRIPLE, credentials};
use crate::lint::datastore::{Datastore, datastores, effective_text, place};
use crate::lint::finding::{Findings, Severity};
use crate::lint::object_store::logs;
use crate::lint::rule::Rule;
use crate::lint::secret_source::{is_mapped, is_vault};
use crate::yaml::path::KeyPath;
use serde_json::Value as Json;

pub const RULE: Rule = Rule {
    id: "incomplete-credentials",
    family: "datastores",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("incomplete_credentials.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    for db in datastores(cx) {
        match db.is_external() {
            true => database(&db, out),
            false => operator_entries(cx, &db.store.path, out),
        }
    }
    object_store(cx, out);
}

fn database(db: &Datastore, out: &mut Findings) {
    match credentials(db) {
        Credentials::Missing(keys) => missing(db, &keys, out),
        Credentials::Secret => still_defaults(db, out),
        Credentials::Mapped | Credentials::NoLogin => {}
    }
}

fn missing(db: &Datastore, keys: &[&str], out: &mut Findings) {
    let title = &db.store.title;
    let Some(first) = keys.first() else { return };
    let Some(at) = db.place(first) else { return };
    let names = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let is = if keys.len() == 1 { "is" } else { "are" };
    let (severity, effect) = match db.store.without_login {
        true => (Severity::Warning, "so the services may get no password, in silence".to_owned()),
        false => {
            let names = &db.store.variables;
            (RULE.severity, format!("so the URI keeps `$({})` and `$({})` as they stand", names.user, names.password))
        }
    };
    let variables = &db.store.variables;
    let open = if db.store.without_login { "; without a login all three are `\"\"`" } else { "" };
    out.push(
        RULE.at(at, format!("{title} runs outside, and {names} {is} empty: {effect}"))
            .path(&db.path(first))
            .severity(severity)
            .help(format!(
                "name a Secret and both keys in it, or map `{}` and `{}` below `{}`{open}",
                variables.user,
                variables.password,
                db.path("secrets")
            )),
    );
}

/// The chart's own names count as long as nobody says anything else; who writes them down means them.
fn still_defaults(db: &Datastore, out: &mut Findings) {
    let Some(level) = db.store.default_credentials else { return };
    let names = &db.store.variables;
    let mapped = |name: &String| is_mapped(db.cx, &db.path("secrets"), std::slice::from_ref(name));
    let written = TRIPLE.iter().any(|key| db.cx.set(&db.path(key)).is_some());
    if written || is_vault(db.cx) || (mapped(&names.user) && mapped(&names.password)) {
        return;
    }
    let Some(at) = db.place("secretName") else { return };
    let open = if db.store.without_login { "; without a login write `\"\"` for all three" } else { "" };
    out.push(
        RULE.at(
            at,
            format!(
                "{} runs outside, and its login is still the chart's default: `{}` and `{}` of the Secret `{}`",
                db.store.title,
                db.text("userKey"),
                db.text("passwordKey"),
                db.text("secretName")
            ),
        )
        .path(&db.path("secretName"))
        .severity(level.into())
        .help(format!("make that Secret, or write `secretName`, `userKey` and `passwordKey` of yours{open}")),
    );
}

/// A store in the cluster takes an entry of the External Secrets Operator only where it is the one.
fn operator_entries(cx: &Context, block: &KeyPath, out: &mut Findings) {
    let path = block.key("secrets").key("secretManagement").key("externalSecretsOperator");
    let Some(Json::Array(entries)) = cx.effective(&path).map(|found| found.value) else { return };
    let Some(at) = place(cx, &path).filter(|_| entries.len() > 1) else { return };
    out.push(
        RULE.at(
            at,
            format!(
                "{} entries of the External Secrets Operator are given, and a store in the cluster takes one",
                entries.len()
            ),
        )
        .path(&path)
        .severity(Severity::Warning)
        .help("write one entry with all variables"),
    );
}

/// An endpoint outside still with the Secret of MinIO in the cluster.
fn object_store(cx: &Context, out: &mut Findings) {
    let Some(logs) = logs(cx) else { return };
    let store = logs.store;
    if !logs.is_external() {
        operator_entries(cx, &store.path, out);
        return;
    }
    let mapped = |name: &String| is_mapped(cx, &store.secrets, std::slice::from_ref(name));
    let own = |path: &KeyPath| {
        effective_text(cx, &path.key("name")).is_some_and(|name| !name.is_empty() && name != store.in_cluster_secret)
    };
    let given = store.access_keys.iter().all(own)
        || (mapped(&store.variables.user)
            && mapped(&store.variables.password)
            && !maps_in_cluster_secret(cx, &store.secrets, &store.in_cluster_secret))
        || is_vault(cx);
    let Some(key) = store.access_keys.first().filter(|_| !logs.s3.is_empty() && !given) else { return };
    let Some(at) = place(cx, key) else { return };
    out.push(
        RULE.at(at, format!("logs go to an object store outside with the Secret `{}` of the one in the cluster, which is not installed", store.in_cluster_secret))
            .path(key)
            .severity(Severity::Warning)
            .help(format!("map `{}` and `{}` in `{}.kubernetesSecrets`", store.variables.user, store.variables.password, store.secrets)),
    );
}

fn maps_in_cluster_secret(cx: &Context, block: &KeyPath, secret: &str) -> bool {
    let entries = cx.effective(&block.key("kubernetesSecrets")).map(|found| found.value);
    let named = |entry: &Json| entry.get("secretName").and_then(Json::as_str) == Some(secret);
    entries.as_ref().and_then(Json::as_array).is_some_and(|entries| entries.iter().any(named))
}
