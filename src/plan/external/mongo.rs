//! MongoDB: a replica set, Percona's operator, Atlas.

use super::Ask;
use super::check::{Host, host, host_and_port, word};
use super::chosen::{Chosen, chosen};
use super::credentials::{self, RAW_PASSWORD};
use super::draft::Draft;
use super::options::options;
use super::tls;
use crate::spec::datastores::MongoSpec;
use crate::spec::problem::Problem;

/// Scheme of a connection whose members DNS names.
const SRV: &str = "mongodb+srv";

/// Where access-control, which builds its own connection, takes the members from.
const MEMBERS: &str = "platform.access-control.mongoHosts";

/// What MongoDB allows a replica set.
const MOST_MEMBERS: usize = 50;

/// The database that holds the users where the spec names none.
const ADMIN: &str = "admin";

pub fn plan(ask: &Ask, draft: &mut Draft) -> Result<(), Problem> {
    let spec = &ask.spec.datastores.mongo;
    let Some(chosen) = chosen(ask, "mongo", spec.provider.as_deref(), &settings(spec))? else { return Ok(()) };
    let protocol = chosen.provider.protocol.as_deref().unwrap_or_default();
    let srv = protocol == SRV;
    let hosts = if srv { srv_name(&chosen, spec)? } else { servers(&chosen, "hosts", &spec.hosts)? };
    let members = if srv { atlas_members(&chosen, spec)? } else { hosts.clone() };
    let replica_set = spec.replica_set.as_deref().or(chosen.provider.replica_set.as_deref());
    if let Some(name) = &spec.replica_set {
        word(&chosen.spec_path("replicaSet"), name, "-_.")?;
    }
    if !srv && hosts.len() > 1 && replica_set.is_none() {
        return Err(chosen
            .missing("replicaSet", "it for more than one host")
            .help("without it the driver takes the hosts for single servers: `replicaSet: rs0`"));
    }
    let operator = match chosen.id {
        "percona" => Some(percona_cluster(&chosen, &hosts, replica_set.unwrap_or_default())?),
        _ => None,
    };
    let arguments = arguments(&chosen, spec, srv, replica_set)?;
    if let Some(settings) = &spec.tls {
        tls::check(&chosen, settings)?;
    }
    let encrypted = chosen.provider.tls || spec.tls.is_some() || has_tls(&arguments);
    let usual =
        operator.as_ref().map_or(Some(chosen.datastore.secret.name.clone()), |operator| operator.secret.clone());
    let credentials = credentials::credentials(ask, &chosen, spec.secret.as_ref(), usual.as_deref())?;
    if let credentials::Credentials::External(external) = &credentials
        && external.user.is_none()
    {
        return Err(chosen.missing("secret.externalSecret.user", "a user beside the password"));
    }

    let texts = |hosts: &[Host]| hosts.iter().map(Host::text).collect::<Vec<_>>();
    draft.set(&chosen.key("installed"), false);
    draft.set(&chosen.key("protocol"), protocol);
    draft.set(&chosen.key("hosts"), texts(&hosts));
    if srv {
        draft.comment(
            &chosen.key("hosts"),
            "One name without port: DNS names the members, their ports and their options.",
        );
    }
    let arguments: Vec<String> = arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if !arguments.is_empty() {
        draft.set(&chosen.key("extraArgs"), arguments.join("&"));
    }
    credentials::write(draft, &chosen, &credentials, false);
    if let Some(settings) = &spec.tls {
        tls::write(draft, &chosen, settings);
    }
    draft.set(MEMBERS, texts(&members));
    if srv {
        draft.comment(MEMBERS, "access-control reads no SRV record: it needs the members themselves.");
    }
    if encrypted {
        draft.set("platform.access-control.mongoSSL.enabled", true);
    }
    for switch in chosen.datastore.switches.iter().filter(|switch| switch.versions.contains(ask.version)) {
        draft.set_with(&switch.path, false, &switch.why);
    }

    let reached = if srv { [texts(&hosts), texts(&members)].concat() } else { texts(&hosts) };
    chosen.prerequisites(ask, draft, &reached);
    if let Some(operator) = operator {
        operator.prerequisites(draft, &credentials);
    }
    draft.need(RAW_PASSWORD);
    credentials::prerequisites(draft, &credentials, ["mongo-user", "mongo-password"]);
    if let Some(settings) = &spec.tls {
        tls::prerequisites(ask, draft, settings, "mongo");
    }
    Ok(())
}

fn settings(spec: &MongoSpec) -> [(&'static str, bool); 9] {
    [
        ("hosts", !spec.hosts.is_empty()),
        ("members", !spec.members.is_empty()),
        ("replicaSet", spec.replica_set.is_some()),
        ("authSource", spec.auth_source.is_some()),
        ("options", spec.options.is_some()),
        ("secret", spec.secret.is_some()),
        ("tls", spec.tls.is_some()),
        ("version", spec.version.is_some()),
        ("servers", spec.servers.is_some()),
    ]
}

/// Members with their ports, each once.
fn servers(chosen: &Chosen, setting: &str, texts: &[String]) -> Result<Vec<Host>, Problem> {
    if texts.is_empty() {
        return Err(chosen
            .missing(setting, "the members with their ports")
            .help(format!("`{setting}: [host:{}]`", chosen.port())));
    }
    if texts.len() > MOST_MEMBERS {
        let message = format!("holds {} hosts: a replica set has at most {MOST_MEMBERS} members", texts.len());
        return Err(Problem::at(&chosen.spec_path(setting), message));
    }
    let mut hosts: Vec<Host> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let path = chosen.spec_path(&format!("{setting}[{index}]"));
        let host = host_and_port(&path, text, chosen.port(), &chosen.datastore.own_hosts)?;
        if hosts.contains(&host) {
            return Err(Problem::at(&path, "stands in the list twice"));
        }
        hosts.push(host);
    }
    Ok(hosts)
}

/// The one SRV name, without port.
fn srv_name(chosen: &Chosen, spec: &MongoSpec) -> Result<Vec<Host>, Problem> {
    let help = "Atlas shows it as `mongodb+srv://…`: write what follows, such as `cluster0.abcde.mongodb.net`";
    let [text] = spec.hosts.as_slice() else {
        return Err(match spec.hosts.len() {
            0 => chosen.missing("hosts", "the one SRV name").help(help),
            count => Problem::at(
                &chosen.spec_path("hosts"),
                format!("holds {count} names: a `{SRV}` connection takes exactly one"),
            )
            .help("write the SRV name to `hosts`, and the members to `members`"),
        });
    };
    let path = chosen.spec_path("hosts[0]");
    let found = host(&path, text, &chosen.datastore.own_hosts).map_err(|problem| match problem.help {
        Some(_) => problem,
        None => problem.help(help),
    })?;
    match found.port {
        None => Ok(vec![found]),
        Some(_) => Err(Problem::at(&path, format!("has a port: a `{SRV}` connection takes a name without one"))
            .help("drop the port; the members, with theirs, go to `members`")),
    }
}

fn atlas_members(chosen: &Chosen, spec: &MongoSpec) -> Result<Vec<Host>, Problem> {
    if spec.members.is_empty() {
        return Err(chosen
            .missing("members", "the real members with their ports: access-control reads no SRV record")
            .help("look them up with `nslookup -type=SRV _mongodb._tcp.<the SRV name>`"));
    }
    servers(chosen, "members", &spec.members)
}

/// Everything behind the `?` of the connection, in order.
fn arguments<'a>(
    chosen: &Chosen,
    spec: &'a MongoSpec,
    srv: bool,
    replica_set: Option<&'a str>,
) -> Result<Vec<(&'a str, &'a str)>, Problem> {
    let mut all = Vec::new();
    if let Some(name) = replica_set.filter(|_| !srv) {
        all.push(("replicaSet", name));
    }
    match &spec.auth_source {
        Some(name) => {
            word(&chosen.spec_path("authSource"), name, "-_")?;
            all.push(("authSource", name.as_str()));
        }
        // The TXT record beside an SRV name says it.
        None if srv => {}
        None => all.push(("authSource", ADMIN)),
    }
    if let Some(text) = &spec.options {
        let path = chosen.spec_path("options");
        let own: &[(&str, &str)] = match spec.tls.is_some() {
            true => &[("replicaSet", "replicaSet"), ("authSource", "authSource"), ("tls", "tls"), ("ssl", "tls")],
            false => &[("replicaSet", "replicaSet"), ("authSource", "authSource")],
        };
        let found = options(&path, text, own)?;
        if chosen.provider.tls && found.iter().any(|(name, value)| is_tls(name) && *value == "false") {
            return Err(Problem::at(&path, format!("turns TLS off: `{}` takes no connection without it", chosen.id)));
        }
        all.extend(found);
    }
    if spec.tls.is_some() {
        all.push(("tls", "true"));
    }
    Ok(all)
}

fn is_tls(name: &str) -> bool {
    name.eq_ignore_ascii_case("tls") || name.eq_ignore_ascii_case("ssl")
}

fn has_tls(arguments: &[(&str, &str)]) -> bool {
    arguments.iter().any(|(name, value)| is_tls(name) && *value == "true")
}

/// What the names that Percona's operator gives tell of its cluster.
struct Operator {
    /// Secret with the users, where the name of the service tells it.
    secret: Option<String>,
    /// Namespace of the cluster, where the host names it.
    namespace: Option<String>,
}

/// The cluster behind `<cluster>-<replica set>.<namespace>.svc…`, or behind its members `…-<replica set>-0.…`.
fn percona_cluster(chosen: &Chosen, hosts: &[Host], replica_set: &str) -> Result<Operator, Problem> {
    let mut clusters: Vec<&str> = Vec::new();
    for (index, host) in hosts.iter().enumerate() {
        let service = host.name.split('.').next().unwrap_or_default();
        let member = service.rsplit_once('-').filter(|(_, end)| end.bytes().all(|byte| byte.is_ascii_digit()));
        let service = member.map_or(service, |(service, _)| service);
        let cluster = service.strip_suffix(replica_set).and_then(|name| name.strip_suffix('-'));
        let Some(cluster) = cluster.filter(|name| !name.is_empty()) else {
            let path = chosen.spec_path(&format!("hosts[{index}]"));
            return Err(Problem::at(&path, format!("is not of replica set `{replica_set}`: the operator ends the name of its service in `-{replica_set}`"))
                .help("write the service of the one replica set, `<cluster>-rs0.<namespace>.svc.cluster.local:27017`; `-rs1` is another replica set, no member"));
        };
        clusters.push(cluster);
    }
    let namespace = hosts.iter().find_map(|host| host.name.split('.').rev().skip_while(|part| *part != "svc").nth(1));
    Ok(Operator {
        secret: clusters.first().map(|cluster| format!("{cluster}-secrets")),
        namespace: namespace.map(str::to_owned),
    })
}

impl Operator {
    fn prerequisites(&self, draft: &mut Draft, credentials: &credentials::Credentials) {
        let credentials::Credentials::Secret { name, user_key, password_key, .. } = credentials else { return };
        let namespace = self.namespace.as_deref().unwrap_or("<mongo-namespace>");
        draft.need(format!(
            "A copy of the operator's Secret `{name}` in the namespace of the release. Copy it again when the operator \
             changes the password."
        ));
        for (key, file) in [(user_key, "mongo-user"), (password_key, "mongo-password")] {
            let template = format!("{{{{index .data \"{key}\" | base64decode}}}}");
            draft.command(format!("kubectl get secret {name} -n {namespace} -o go-template='{template}' > {file}"));
        }
    }
}
