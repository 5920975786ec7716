//! The Vault loader: credentials of all datastores from HashiCorp Vault.

use super::Ask;
use super::check::{url, word};
use super::draft::Draft;
use crate::catalog::providers::IN_CLUSTER;
use crate::catalog::version::ChartVersion;
use crate::spec::VaultSpec;
use crate::spec::problem::Problem;
use crate::suggest;

const BLOCK: &str = "global.externalSecretsLoader";

/// The first chart with the loader, and the first that reads where the Kubernetes login is mounted: `values.yaml` of
/// the releases.
const SINCE: &str = "0.36.0";
const AUTH_PATH_SINCE: &str = "0.41.0";

/// Characters of a path in Vault, beside letters and digits.
const PATH: &str = "-_./";

/// Whether the loader can be used at all.
pub fn check(ask: &Ask) -> Result<(), Problem> {
    let Some(vault) = &ask.spec.vault else { return Ok(()) };
    if *ask.version < version(SINCE)? {
        return Err(Problem::at("vault", format!("is for charts from {SINCE} on, and this is {}", ask.version)));
    }
    url("vault.address", &vault.address, &[])?;
    path("vault.engine", &vault.engine)?;
    path("vault.basePath", &vault.base_path)?;
    word("vault.role", &vault.role, "-_.")?;
    if let Some(mount) = &vault.auth_path {
        if *ask.version < version(AUTH_PATH_SINCE)? {
            let message =
                format!("is for charts from {AUTH_PATH_SINCE} on: {} logs in at the default mount", ask.version);
            return Err(Problem::at("vault.authPath", message));
        }
        path("vault.authPath", mount)?;
    }
    let databases = databases(ask)?;
    for (name, provider) in &databases {
        if provider.unwrap_or(IN_CLUSTER) == IN_CLUSTER {
            let message = format!(
                "needs every database outside the cluster, and {name} is in it: the chart's own databases read Kubernetes Secrets"
            );
            return Err(Problem::at("vault", message)
                .help(format!("say with `datastores.{name}.provider` where it runs, or leave `vault` out")));
        }
    }
    for (name, database) in &vault.databases {
        let at = |key: &str| format!("vault.databases.{name}.{key}");
        if !databases.iter().any(|(known, _)| known == name) {
            let unknown = suggest::unknown("database", name, databases.iter().map(|(known, _)| *known));
            return Err(Problem::of("vault.databases", unknown));
        }
        match (&database.role, &database.engine, &database.path) {
            (Some(_), _, Some(_)) => {
                return Err(Problem::at(
                    &at("path"),
                    "stands beside `role`: credentials are either made for a role or read from a path",
                ));
            }
            (None, Some(_), None) => {
                return Err(Problem::at(&at("role"), "is missing: an engine makes credentials for a role")
                    .help("write `role`, or `path` where the engine holds static credentials"));
            }
            _ => {}
        }
        if let Some(role) = &database.role {
            word(&at("role"), role, "-_.")?;
        }
        for (key, value) in [("engine", &database.engine), ("path", &database.path)] {
            if let Some(value) = value {
                path(&at(key), value)?;
            }
        }
    }
    Ok(())
}

/// The databases that the loader has credentials for in this chart version, and where the spec says that they run.
fn databases<'a>(ask: &Ask<'a>) -> Result<Vec<(&'static str, Option<&'a str>)>, Problem> {
    let spec = &ask.spec.datastores;
    let mut databases = vec![
        ("mongo", spec.mongo.provider.as_deref()),
        ("postgres", spec.postgres.provider.as_deref()),
        ("redis", spec.redis.provider.as_deref()),
    ];
    if has_timescale(ask)? {
        let provider = spec.timescaledb.as_ref().and_then(|timescale| timescale.provider.as_deref());
        databases.push(("timescaledb", provider));
    }
    Ok(databases)
}

fn has_timescale(ask: &Ask) -> Result<bool, Problem> {
    let datastore = ask.catalog.datastore("timescaledb").map_err(Problem::from)?;
    Ok(datastore.versions.contains(ask.version))
}

fn version(text: &str) -> Result<ChartVersion, Problem> {
    text.parse().map_err(|reason: String| Problem::at("vault", reason))
}

/// A mount or a path in Vault: no slash at either end.
fn path(at: &str, text: &str) -> Result<(), Problem> {
    word(at, text, PATH)?;
    match text.starts_with('/') || text.ends_with('/') || text.contains("//") {
        true => Err(Problem::at(at, "begins or ends with a slash, or has two in a row: the chart joins paths itself")),
        false => Ok(()),
    }
}

pub fn plan(ask: &Ask, draft: &mut Draft) -> Result<(), Problem> {
    let Some(vault) = &ask.spec.vault else { return Ok(()) };
    let key = |key: &str| format!("{BLOCK}.{key}");
    draft.set(&key("enabled"), true);
    draft.set(&key("provider"), "vault");
    draft.set(&key("vault.address"), vault.address.as_str());
    draft.set(&key("vault.engine"), vault.engine.as_str());
    draft.set(&key("vault.basePath"), vault.base_path.as_str());
    draft.set_with(
        &key("vault.auth.method"),
        "kubernetes",
        "A token or an AppRole would stand in a ConfigMap in clear text.",
    );
    draft.set(&key("vault.auth.role"), vault.role.as_str());
    if let Some(mount) = &vault.auth_path {
        draft.set(&key("vault.auth.path"), mount.as_str());
    }
    for name in vault.databases.keys() {
        write_database(draft, vault, name, name);
    }
    let timescale = has_timescale(ask)?;
    if !timescale {
        write_database(draft, vault, "timescaledb", "postgres");
        draft.comment(
            &key("databases.timescaledb"),
            "Services still ask for the credentials of TimescaleDB: since 0.37.0 these are those of PostgreSQL.",
        );
    }
    prerequisites(ask, vault, draft)
}

/// Where the loader takes the credentials of `name` from: from where the spec says those of `of` are.
fn write_database(draft: &mut Draft, vault: &VaultSpec, name: &str, of: &str) {
    let key = |key: &str| format!("{BLOCK}.databases.{name}.{key}");
    let database = vault.databases.get(of).cloned().unwrap_or_default();
    if let Some(role) = &database.role {
        draft.set(&key("useDatabaseSecretsEngine"), true);
        draft.set(&key("databaseRole"), role.as_str());
    }
    if let Some(engine) = &database.engine {
        draft.set(&key("engine"), engine.as_str());
    }
    match database.path {
        Some(path) => draft.set(&key("overridePath"), path),
        None if database.role.is_none() && name != of => {
            draft.set(&key("overridePath"), format!("{}/{of}", vault.base_path))
        }
        None => {}
    }
}

fn prerequisites(ask: &Ask, vault: &VaultSpec, draft: &mut Draft) -> Result<(), Problem> {
    draft.about("Vault");
    draft.need(format!("Vault, which the pods reach at `{}`.", vault.address));
    draft.need(format!(
        "Role `{}` of the Kubernetes login, bound to the service accounts of the modules: `harness-default` for CI and \
         CD, and those that the documentation lists for the platform and Chaos. It may read below `{}/{}`.",
        vault.role, vault.engine, vault.base_path
    ));
    draft.need("Modules other than CI, CD and Chaos are not documented to work with the loader.");
    for (name, _) in databases(ask)? {
        let auth = name != "redis" || ask.spec.datastores.redis.auth.unwrap_or(true);
        let database = vault.databases.get(name).cloned().unwrap_or_default();
        match (&database.role, &database.path) {
            _ if !auth => {}
            (Some(role), _) => draft.need(format!(
                "Role `{role}` of the database secrets engine `{}` makes the credentials of {name}. Pods do not fetch new \
                 ones by themselves: restart them before a lease ends.",
                database.engine.as_deref().unwrap_or("database")
            )),
            (None, path) => {
                let engine = database.engine.as_ref().unwrap_or(&vault.engine);
                let path = path.clone().unwrap_or_else(|| format!("{}/{name}", vault.base_path));
                draft.need(format!("`username` and `password` of {name} at `{engine}/{path}`."));
            }
        }
    }
    draft.need(format!(
        "The licence at `{0}/{1}/ng-manager/env-secrets` as `SMP_LICENSE`, and at `{0}/{1}/harness-manager/env-secrets` as `LICENSE_INFO`.",
        vault.engine, vault.base_path
    ));
    Ok(())
}
