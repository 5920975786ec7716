//! Sites and environments that contradict each other, or themselves.

use core::net::IpAddr;

use crate::catalog::Catalog;
use crate::error::{Result, quoted};
use crate::spec::Spec;
use crate::spec::inherit::{PRIMARY, STANDBY, TWO_SITES, Target};
use crate::spec::problem::Problem;
use crate::yaml::path::KeyPath;

/// What an in-cluster name ends with; no other cluster reaches it.
const IN_CLUSTER: [&str; 4] = [".svc", ".svc.cluster.local", ".cluster.local", ".local"];

/// The longest name of a folder that an environment may have; Kubernetes takes no longer label.
const LONGEST: usize = 63;

/// The last charts with a TimescaleDB of their own.
const TIMESCALE_UNTIL: (u64, u64) = (0, 36);

/// Every contradiction in and between the installations of `spec`, each with its place in the whole file.
///
/// # Errors
/// Where the catalog cannot be read.
pub fn contradictions(catalog: &Catalog, spec: &Spec, targets: &[Target]) -> Result<Vec<Problem>> {
    let mut out = of_names(spec);
    if spec.recovery.is_some() && targets.iter().all(|target| target.site.is_none()) {
        out.push(
            Problem::at("recovery", "is about two sites, and the spec has none")
                .help("add `sites:` with `primary` and `standby`"),
        );
    }
    out.extend(of_recovery(spec));
    out.extend(of_targets(catalog, targets)?);
    // What is wrong with both sites is wrong once.
    let mut seen = Vec::new();
    out.retain(|problem| {
        let new = !seen.contains(&problem.path);
        seen.push(problem.path.clone());
        new
    });
    Ok(out)
}

/// Those in and between `targets`.
///
/// # Errors
/// Where the catalog cannot be read.
pub fn of_targets(catalog: &Catalog, targets: &[Target]) -> Result<Vec<Problem>> {
    let mut out = Vec::new();
    for target in targets {
        let region = target.spec.region.as_ref().filter(|region| !is_line(region));
        out.extend(region.map(|_| target.problem(Problem::at("region", "is no line of text"))));
    }
    for target in targets.iter().filter(|target| target.spec.profile.is_some() && target.spec.load.is_some()) {
        let both = Problem::at("load", "the profile is named already").help("give `profile` or `load`, not both");
        out.push(target.problem(both));
    }
    for target in targets.iter().filter(|target| target.site.is_some()) {
        out.extend(of_site(catalog, target)?.into_iter().map(|problem| target.problem(problem)));
    }
    for (index, target) in targets.iter().enumerate() {
        for other in targets.iter().take(index) {
            match target.environment == other.environment {
                true => out.extend(between_sites(other, target)),
                false => out.extend(between_environments(other, target)),
            }
        }
    }
    Ok(out)
}

fn of_names(spec: &Spec) -> Vec<Problem> {
    let fits = |name: &str| {
        let edge = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
        name.len() <= LONGEST
            && name.starts_with(edge)
            && name.ends_with(edge)
            && name.chars().all(|char| edge(char) || char == '-')
    };
    let mut out = Vec::new();
    for name in spec.environments.keys() {
        let path = KeyPath::of(["environments", name.as_str()]);
        if [PRIMARY, STANDBY].contains(&name.as_str()) {
            let message = "is the name of a site, and would be taken for one".to_owned();
            out.push(Problem { path, message, help: Some("choose another name".to_owned()) });
        } else if !fits(name) {
            let message = format!("{} is no name for a folder of files", quoted(name));
            let help = "write small letters, digits and hyphens, such as `prod1`".to_owned();
            out.push(Problem { path, message, help: Some(help) });
        }
    }
    out
}

fn of_recovery(spec: &Spec) -> Vec<Problem> {
    let Some(recovery) = &spec.recovery else { return Vec::new() };
    let texts = [
        ("rto", &recovery.rto),
        ("rpo", &recovery.rpo),
        ("trafficRehearsal", &recovery.traffic_rehearsal),
        ("databaseRehearsal", &recovery.database_rehearsal),
    ];
    let bad = texts.into_iter().filter(|(_, text)| text.as_ref().is_some_and(|text| !is_line(text)));
    bad.map(|(key, _)| {
        Problem::at(&format!("recovery.{key}"), "is no line of text").help("write it in words, such as 1h")
    })
    .collect()
}

/// Whether `text` can stand in a line of a runbook or in a comment.
fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(char::is_control)
}

/// What makes one site impossible: an architecture with one site, a store that stays behind, a name that cannot move.
fn of_site(catalog: &Catalog, target: &Target) -> Result<Vec<Problem>> {
    let spec = &target.spec;
    let mut out = Vec::new();
    if let Some(id) = spec.architecture.as_deref().filter(|id| *id != TWO_SITES) {
        out.push(
            Problem::at("architecture", format!("{} has one site, and the spec has two", quoted(id)))
                .help(format!("write `architecture: {TWO_SITES}`, or leave `sites` out")),
        );
    }
    let version = spec.chart_version.clone().unwrap_or_else(|| catalog.newest().clone());
    for (store, provider, hosts) in stores(spec) {
        if store == "timescaledb" && version.minor_line() > TIMESCALE_UNTIL {
            continue;
        }
        if provider.unwrap_or("in-cluster") == "in-cluster" {
            let path = format!("datastores.{store}.provider");
            out.push(
                Problem::at(&path, "a store in the cluster of one site is not at the other, and is lost with it")
                    .help("run it outside of both clusters, replicated"),
            );
            continue;
        }
        for (key, host) in hosts {
            if let Some(why) = immovable(host) {
                let path = format!("datastores.{store}.{key}");
                out.push(
                    Problem::at(&path, format!("{} {why}", quoted(host)))
                        .help("name it by a DNS name that both clusters reach and that moves to the new primary"),
                );
            }
        }
    }
    if spec.datastores.redis.replicated == Some(false) {
        out.push(
            Problem::at("datastores.redis.replicated", "a Redis that is not replicated is empty at the other site")
                .help("replicate it, then write `replicated: true`"),
        );
    }
    Ok(out)
}

/// A store by its name in the spec, its provider, and its hosts, each with its key.
type Store<'a> = (&'static str, Option<&'a str>, Vec<(String, &'a str)>);

fn stores(spec: &Spec) -> Vec<Store<'_>> {
    let all = &spec.datastores;
    let mut mongo = listed("hosts", &all.mongo.hosts);
    mongo.extend(listed("members", &all.mongo.members));
    let timescale = all.timescaledb.as_ref();
    vec![
        ("mongo", all.mongo.provider.as_deref(), mongo),
        ("postgres", all.postgres.provider.as_deref(), one("host", &all.postgres.host)),
        ("redis", all.redis.provider.as_deref(), one("host", &all.redis.host)),
        ("objectStorage", all.object_storage.provider.as_deref(), one("endpoint", &all.object_storage.endpoint)),
        (
            "timescaledb",
            timescale.and_then(|store| store.provider.as_deref()),
            timescale.map(|store| one("host", &store.host)).unwrap_or_default(),
        ),
    ]
}

fn listed<'a>(key: &str, hosts: &'a [String]) -> Vec<(String, &'a str)> {
    hosts.iter().enumerate().map(|(index, host)| (format!("{key}[{index}]"), host.as_str())).collect()
}

fn one<'a>(key: &str, host: &'a Option<String>) -> Vec<(String, &'a str)> {
    host.iter().map(|host| (key.to_owned(), host.as_str())).collect()
}

/// Why a host cannot follow a failover; none where it can.
fn immovable(host: &str) -> Option<&'static str> {
    let name = host_name(host);
    if name.parse::<IpAddr>().is_ok() {
        return Some("is an address, which stays where it is when another server takes over");
    }
    match IN_CLUSTER.iter().any(|end| name.ends_with(end)) || !name.contains('.') {
        true => Some("is a name that only one cluster knows"),
        false => None,
    }
}

/// The name in `https://host:port/path`, `host:port` or `[::1]:port`, in small letters, without the dot at its end.
fn host_name(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split('/').next().unwrap_or(rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let name = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None if rest.matches(':').count() > 1 => rest,
        None => rest.split(':').next().unwrap_or(rest),
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// The port in a host or URL.
fn port(text: &str) -> Option<&str> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split('/').next().unwrap_or(rest);
    let (_, port) = rest.rsplit_once(':')?;
    (!port.is_empty() && port.chars().all(|char| char.is_ascii_digit())).then_some(port)
}

fn between_sites(primary: &Target, standby: &Target) -> Vec<Problem> {
    let mut out = Vec::new();
    let (one, other) = (&primary.spec, &standby.spec);
    let mut refuse = |path: &str, message: String, help: &str| {
        out.push(standby.problem(Problem::at(path, message).help(help)));
    };
    if let (Some(one), Some(other)) = (&one.kube_context, &other.kube_context)
        && one == other
    {
        refuse(
            "kubeContext",
            format!("{} is the cluster of the primary too: a cluster that is lost takes both with it", quoted(one)),
            "name the context of another cluster",
        );
    }
    if let (Some(one), Some(other)) = (&one.network, &other.network)
        && one.url != other.url
    {
        refuse(
            "network.url",
            format!("{} is not the address of the primary: people and delegates keep theirs", quoted(&other.url)),
            "leave it out; at failover the name moves to the other site",
        );
    }
    if one.storage.volumes != other.storage.volumes {
        refuse(
            "storage.volumes",
            "differ between the sites, which have the same sizes".to_owned(),
            "set them once, above `sites`",
        );
    }
    if one.registry.air_gap != other.registry.air_gap && one.registry.host.is_none() != other.registry.host.is_none() {
        refuse(
            "registry.airGap",
            "one site without the internet, and no registry at the other".to_owned(),
            "give both a registry",
        );
    }
    out
}

fn between_environments(first: &Target, second: &Target) -> Vec<Problem> {
    let mut out = Vec::new();
    let theirs = first.name();
    let mut refuse = |path: &str, message: String, help: &str| {
        out.push(second.problem(Problem::at(path, message).help(help)));
    };
    let (one, other) = (&first.spec, &second.spec);
    for ((store, _, theirs_hosts), (_, _, hosts)) in stores(one).into_iter().zip(stores(other)) {
        // Of object storage the bucket counts, not the host.
        if store == "objectStorage" {
            continue;
        }
        let shared = hosts.iter().find(|(_, host)| theirs_hosts.iter().any(|(_, other)| same(host, other)));
        if let Some((key, host)) = shared {
            refuse(
                &format!("datastores.{store}.{key}"),
                format!("{} is a store of `{theirs}` too, and the databases in it have the same names", quoted(host)),
                "give each environment its own server",
            );
        }
    }
    let bucket = |spec: &Spec| {
        let store = &spec.datastores.object_storage;
        let provider = store.provider.clone()?;
        let place = store.endpoint.as_deref().map(host_name).or_else(|| store.region.clone());
        let default = (provider == "minio").then(|| "logs".to_owned());
        Some((place?, store.bucket.clone().or(default)?))
    };
    if let (Some(one), Some(other)) = (bucket(one), bucket(other))
        && one == other
    {
        let message = format!("the bucket {} is that of `{theirs}` too", quoted(&other.1));
        refuse("datastores.objectStorage.bucket", message, "give each environment a bucket of its own");
    }
    let namespace = |spec: &Spec| spec.release.namespace.clone();
    if one.kube_context == other.kube_context
        && let (Some(namespace), true) = (namespace(other), namespace(one) == namespace(other))
    {
        let cluster = match &other.kube_context {
            Some(context) => format!("the cluster {}", quoted(context)),
            None => "the same cluster (no `kubeContext` is named)".to_owned(),
        };
        let message = format!("{} in {cluster} is the namespace of `{theirs}` too", quoted(&namespace));
        refuse("release.namespace", message, "give each environment a namespace or a cluster of its own");
    }
    for (key, host) in addresses(other) {
        if addresses(one).iter().any(|(_, known)| host_name(known) == host_name(host)) {
            let message = format!("{} is an address of `{theirs}` too", quoted(&host_name(host)));
            refuse(&key, message, "give each environment a host name of its own");
            break;
        }
    }
    out
}

/// Whether two hosts are one server; a port that is not named may be any.
fn same(one: &str, other: &str) -> bool {
    let ports = (port(one), port(other));
    host_name(one) == host_name(other) && (ports.0 == ports.1 || ports.0.is_none() || ports.1.is_none())
}

fn addresses(spec: &Spec) -> Vec<(String, &str)> {
    let Some(network) = &spec.network else { return Vec::new() };
    let hosts =
        network.hosts.iter().enumerate().map(|(index, host)| (format!("network.hosts[{index}]"), host.as_str()));
    std::iter::once(("network.url".to_owned(), network.url.as_str())).chain(hosts).collect()
}
