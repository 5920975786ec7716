//! One half of a TLS setting without the other.

use crate::catalog::datastores::{Datastores, StoreName};
use crate::lint::context::Context;
use crate::lint::datastore::{Datastore, external, place};
use crate::lint::endpoint::{Endpoint, argument, is_in_domain, malformed};
use crate::lint::finding::{Findings, Severity};
use crate::lint::object_store::logs;
use crate::lint::rule::Rule;

pub const RULE: Rule = Rule {
    id: "half-configured-tls",
    family: "datastores",
    severity: Severity::Error,
    fixable: false,
    versions: "",
    page: include_str!("half_configured_tls.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.datastores() else { return };
    for db in external(cx) {
        if db.store.tls_keys && db.flag("ssl.enabled") {
            mounted(&db, out);
        }
        match db.store.name {
            StoreName::Mongo => access_control(&db, tables, out),
            StoreName::Postgres => postgres(&db, tables, out),
            StoreName::Redis => redis(&db, tables, out),
            StoreName::Timescaledb => timescaledb(&db, out),
            StoreName::Minio => {}
        }
    }
    object_store(cx, out);
}

/// A finding about `key`, at `about` where that is set.
fn report(db: &Datastore, severity: Severity, key: &str, about: &str, message: String, help: &str, out: &mut Findings) {
    let cx = db.cx;
    let at = cx.set(&db.path(about)).map(|node| cx.at_key(node)).or_else(|| db.place(key));
    if let Some(at) = at {
        out.push(RULE.at(at, message).path(&db.path(key)).severity(severity).help(help));
    }
}

/// The certificates that `ssl.enabled` speaks of.
fn mounted(db: &Datastore, out: &mut Findings) {
    let lacks_files = !db.is_given("ssl.caFileKey") && !db.is_given("ssl.trustStoreKey");
    if !db.is_given("ssl.secret") || lacks_files {
        let what = if lacks_files { "`caFileKey` or `trustStoreKey`" } else { "`secret`" };
        let message = format!("`{}` is on without {what}: no certificate is mounted", db.path("ssl.enabled"));
        report(
            db,
            Severity::Error,
            "ssl.enabled",
            "ssl.enabled",
            message,
            "name the Secret and the key of the certificate in it",
            out,
        );
    } else if db.is_given("ssl.trustStoreKey") && !db.is_given("ssl.trustStorePasswordKey") {
        let message = format!(
            "`{}` is set without `trustStorePasswordKey`: Java cannot open the trust store",
            db.path("ssl.trustStoreKey")
        );
        report(
            db,
            Severity::Warning,
            "ssl.trustStoreKey",
            "ssl.trustStoreKey",
            message,
            "name the key of its password in the same Secret",
            out,
        );
    }
}

/// Access control has a switch of its own.
fn access_control(db: &Datastore, tables: &Datastores, out: &mut Findings) {
    let cx = db.cx;
    let arguments = db.text("extraArgs");
    let asked = argument(&arguments, "tls").or_else(|| argument(&arguments, "ssl"));
    // A name to look up means TLS unless somebody says no.
    let uses_tls = asked.map_or(db.is_looked_up(), |value| value.eq_ignore_ascii_case("true"));
    let path = &tables.access_control.tls;
    if !uses_tls || cx.effective(path).is_some_and(|found| found.value == true) {
        return;
    }
    let Some(at) = place(cx, path) else { return };
    out.push(
        RULE.at(at, format!("MongoDB is reached with TLS, and `{path}` is not true: access control uses none"))
            .path(path)
            .severity(Severity::Warning)
            .help(format!("set `{path}: true`")),
    );
}

fn postgres(db: &Datastore, tables: &Datastores, out: &mut Findings) {
    let mode = db.text("sslMode");
    if tables.ssl_modes.verifying.contains(&mode) && !(db.is_given("certName") && db.is_given("certKey")) {
        let message = format!("`sslMode: {mode}` checks a certificate, and `certName` or `certKey` is empty");
        report(
            db,
            Severity::Warning,
            "certName",
            "sslMode",
            message,
            "name the Secret and the key of the root certificate",
            out,
        );
    }
}

fn redis(db: &Datastore, tables: &Datastores, out: &mut Findings) {
    let forms = &tables.redis;
    let (protocol, enabled) = (db.text("protocol"), db.flag("ssl.enabled"));
    if (protocol == forms.tls_protocol) != enabled {
        let (state, key) = if enabled { ("on", "ssl.enabled") } else { ("off", "protocol") };
        let message = format!("`protocol` is `{protocol}` and `{}` is {state}", db.path("ssl.enabled"));
        let help = format!("set `protocol: {}` and `ssl.enabled: true`, or neither", forms.tls_protocol);
        report(db, Severity::Warning, "protocol", key, message, &help, out);
    }
    let plain = |text: &str| {
        forms.plain_hosts.iter().any(|domain| is_in_domain(&Endpoint::of(text).host.to_ascii_lowercase(), domain))
    };
    if let Some(host) =
        db.hosts().into_iter().find(|host| enabled && malformed(&host.text).is_none() && plain(&host.text))
        && let Some(node) = host.node
    {
        let message =
            format!("`{}` is reached with TLS, for which the documentation asks to have it off", host.shown());
        out.push(
            RULE.at(db.cx.at_value(node), message)
                .path(&host.path)
                .severity(Severity::Info)
                .help("the templates know TLS, but nobody documents it for this store: try it first"),
        );
    }
}

fn timescaledb(db: &Datastore, out: &mut Findings) {
    if db.flag("sslEnabled") && !(db.is_given("certName") && db.is_given("certKey")) {
        let message = format!("`{}` is on, and `certName` or `certKey` is empty", db.path("sslEnabled"));
        report(
            db,
            Severity::Error,
            "sslEnabled",
            "sslEnabled",
            message,
            "name the Secret and the key of the root certificate",
            out,
        );
    }
}

/// Logs in plain text.
fn object_store(cx: &Context, out: &mut Findings) {
    let Some(logs) = logs(cx).filter(|logs| cx.is_production() && logs.s3.to_ascii_lowercase().starts_with("http://"))
    else {
        return;
    };
    let path = logs.store.s3.key("endpoint");
    let Some(at) = place(cx, &path) else { return };
    out.push(
        RULE.at(at, format!("`{path}` begins with `http://`: logs and keys travel in plain text"))
            .path(&path)
            .severity(Severity::Warning)
            .help("give the endpoint a certificate, and write `https://`"),
    );
}
