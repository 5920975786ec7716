//! Redis: one primary, with or without password and TLS.

use super::Ask;
use super::check::{Host, host_and_port};
use super::chosen::chosen;
use super::credentials::{self, Credentials, RAW_PASSWORD};
use super::draft::Draft;
use super::tls;
use crate::catalog::providers::Dashboards;
use crate::spec::datastores::RedisSpec;
use crate::spec::problem::Problem;

/// The port of Sentinel, which the chart speaks to in the cluster only.
const SENTINEL: u16 = 26379;

/// What the address of an ElastiCache cluster in cluster mode begins with.
const CLUSTER_MODE: &str = "clustercfg.";

pub fn plan(ask: &Ask, draft: &mut Draft) -> Result<(), Problem> {
    let spec = &ask.spec.datastores.redis;
    let Some(chosen) = chosen(ask, "redis", spec.provider.as_deref(), &settings(spec))? else { return Ok(()) };
    let path = chosen.spec_path("host");
    let text = spec.host.as_deref().ok_or_else(|| {
        chosen.missing("host", "the primary with its port").help(format!("`host: name:{}`", chosen.port()))
    })?;
    let host = host_and_port(&path, text, chosen.port(), &chosen.datastore.own_hosts)?;
    if host.port == Some(SENTINEL) {
        return Err(Problem::at(
            &path,
            "is on the port of Sentinel: outside the cluster the chart speaks to a plain server only",
        )
        .help("write the primary, or a proxy that follows it"));
    }
    if host.name.to_ascii_lowercase().starts_with(CLUSTER_MODE) {
        return Err(Problem::at(&path, "is the address of a cluster in cluster mode, which the chart cannot use")
            .help("turn cluster mode off, and write the primary endpoint"));
    }
    if let Some(settings) = &spec.tls {
        tls::check(&chosen, settings)?;
    }
    let auth = spec.auth.unwrap_or(true);
    if let (false, Some(_)) = (auth, &spec.secret) {
        return Err(Problem::at(
            &chosen.spec_path("secret"),
            "stands beside `auth: false`: a server that asks for no password needs none",
        )
        .help("leave one of the two out"));
    }
    let credentials = match auth {
        true => credentials::credentials(ask, &chosen, spec.secret.as_ref(), Some(&chosen.datastore.secret.name))?,
        false => Credentials::None,
    };

    let provider = chosen.provider;
    let protocol = match &spec.tls {
        Some(_) => provider.tls_protocol.as_ref().or(provider.protocol.as_ref()),
        None => provider.protocol.as_ref(),
    };
    draft.set(&chosen.key("installed"), false);
    draft.set(&chosen.key("protocol"), protocol.map_or("", String::as_str));
    draft.set(&chosen.key("hosts"), vec![host.text()]);
    credentials::write(draft, &chosen, &credentials, true);
    if let Some(settings) = &spec.tls {
        tls::write(draft, &chosen, settings);
        draft.comment(
            &chosen.key("ssl"),
            "The templates of the chart support TLS here; its documentation does not describe it.",
        );
    }
    if let Some(dashboards) = &chosen.datastore.dashboards
        && ask.spec.modules.contains(&dashboards.module)
        && dashboards.versions.contains(ask.version)
    {
        write_dashboards(draft, dashboards, &host);
    }

    chosen.prerequisites(ask, draft, &[host.text()]);
    match &credentials {
        Credentials::None => draft.need("The server asks for no password: the network alone keeps others out."),
        Credentials::Secret { user_key, .. } => {
            draft.need(RAW_PASSWORD);
            draft.need(format!("Where the server knows no users: the value under `{user_key}` is empty."));
        }
        Credentials::External(_) | Credentials::Vault => draft.need(RAW_PASSWORD),
    }
    credentials::prerequisites(draft, &credentials, ["redis-user", "redis-password"]);
    if let Some(settings) = &spec.tls {
        tls::prerequisites(ask, draft, settings, "redis");
    }
    Ok(())
}

fn settings(spec: &RedisSpec) -> [(&'static str, bool); 7] {
    [
        ("host", spec.host.is_some()),
        ("auth", spec.auth.is_some()),
        ("secret", spec.secret.is_some()),
        ("tls", spec.tls.is_some()),
        ("version", spec.version.is_some()),
        ("replicated", spec.replicated.is_some()),
        ("servers", spec.servers.is_some()),
    ]
}

/// Custom dashboards have no other way to the server. They write their numbers and switches as texts.
fn write_dashboards(draft: &mut Draft, dashboards: &Dashboards, host: &Host) {
    let key = |key: &str| format!("{}.{key}", dashboards.block);
    draft.set(&key("redisHost"), host.name.as_str());
    draft.set(&key("redisPort"), host.port.map(|port| port.to_string()).unwrap_or_default());
    draft.set(&key("redisSentinel"), "false");
    draft.comment(
        &key("redisHost"),
        "Custom dashboards read none of the settings above: without these they look for the Redis of the chart.",
    );
}
