//! What in a spec contradicts itself, its architecture, or the chart version.

use super::{license, modules, names, network, registry, storage};
use crate::catalog::Catalog;
use crate::catalog::architecture::{Architecture, Backup, Class};
use crate::catalog::providers::{Datastore, IN_CLUSTER};
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result, quoted};
use crate::spec::Spec;
use crate::spec::declared::declared;
use crate::spec::problem::Problem;
use crate::suggest;

/// The first chart that reads credentials from Vault, and the first that reads the mount of its login.
const VAULT_SINCE: (u64, u64) = (0, 36);
const VAULT_LOGIN_SINCE: (u64, u64) = (0, 41);

const PLATFORMS: [&str; 5] = ["eks", "gke", "aks", "openshift", "other"];
const QUALITIES: [&str; 2] = ["burstable", "guaranteed"];

/// Every contradiction that does not lie within one datastore, the weightiest first. `profile` is the name of the
/// one that the spec names or whose load it gives.
pub fn legality(catalog: &Catalog, spec: &Spec, profile: &str, version: &ChartVersion) -> Vec<Problem> {
    let mut out = Vec::new();
    if let Some(id) = &spec.architecture {
        match catalog.architecture(id) {
            Err(error) => out.push(Problem::of("architecture", error)),
            Ok(architecture) => {
                out.extend(of_profile(spec, architecture, profile));
                match kept(catalog, spec, version) {
                    Err(error) => out.push(Problem::from(error)),
                    Ok(stores) => {
                        out.extend(stores.iter().filter_map(|store| of_store(catalog, &stores, architecture, store)));
                        out.extend(of_demands(spec, architecture, &stores));
                    }
                }
            }
        }
    }
    if spec.profile.is_some() && spec.load.is_some() {
        out.push(
            Problem::at("load", "contradicts `profile`, which names the size already").help("keep one of the two"),
        );
    }
    out.extend(of_vault(spec, version));
    out.extend(modules::problems(catalog, spec, version));
    out.extend(network::problems(spec, version));
    out.extend(license::problems(spec));
    out.extend(registry::problems(spec, version));
    out.extend(storage::problems(spec));
    out.extend(of_names(spec));
    // Versions and quantities that only rules read.
    out.extend(declared(spec).err());
    out
}

fn of_profile(spec: &Spec, architecture: &Architecture, profile: &str) -> Option<Problem> {
    if architecture.profiles.iter().any(|name| name == profile) {
        return None;
    }
    // The place of what the user can change: the profile, or the load that leads to it.
    let (path, subject) = match (&spec.profile, &spec.load) {
        (Some(_), _) => ("profile", format!("`{profile}`")),
        (None, Some(_)) => ("load", format!("this load needs the profile `{profile}`, which")),
        (None, None) => ("architecture", format!("the profile `{profile}`")),
    };
    let message =
        format!("{subject} does not go with architecture `{}`: {}", architecture.id, architecture.profiles_reason);
    let names = architecture.profiles.join(", ");
    let help = match architecture.production {
        true => format!("choose one of {names}, or the architecture `demo`"),
        false => format!("choose the profile {names}, or an architecture for production"),
    };
    Some(Problem::at(path, message).help(help))
}

/// A store that the chart version has, and where the spec has it.
struct Kept<'a> {
    datastore: &'a Datastore,
    /// None where the spec does not say.
    provider: Option<&'a str>,
    class: Class,
}

/// The stores of the chart version. A provider that does not exist is told where datastores are planned.
fn kept<'a>(catalog: &'a Catalog, spec: &'a Spec, version: &ChartVersion) -> Result<Vec<Kept<'a>>> {
    let mut out = Vec::new();
    for (store, provider) in spec.datastores.providers() {
        let datastore = catalog.datastore(store)?;
        if datastore.versions.contains(version)
            && let Ok((_, known)) = datastore.provider(provider.unwrap_or(IN_CLUSTER))
        {
            out.push(Kept { datastore, provider, class: known.class });
        }
    }
    Ok(out)
}

fn of_store(catalog: &Catalog, stores: &[Kept], architecture: &Architecture, store: &Kept) -> Option<Problem> {
    let (name, class) = (&store.datastore.datastore, store.class);
    if allows(architecture, store) {
        return None;
    }
    let path = match store.provider {
        Some(_) => format!("datastores.{name}.provider"),
        None => "architecture".to_owned(),
    };
    let runs = match store.provider {
        Some(provider) => format!("{} {}", quoted(provider), class.words()),
        None => {
            format!("{} {}, where `datastores.{name}` does not say otherwise", store.datastore.title, class.words())
        }
    };
    let message =
        format!("{runs}, and architecture `{}` forbids that: {}", architecture.id, architecture.stores_reason);
    let problem = Problem::at(&path, message);
    Some(match other_architecture(catalog, stores, architecture, store) {
        Ok(help) => problem.help(help),
        Err(error) => Problem::from(error),
    })
}

/// Whether an architecture takes a store where it is.
fn allows(architecture: &Architecture, store: &Kept) -> bool {
    let allowed = architecture.stores.get(&store.datastore.datastore);
    allowed.is_none_or(|allowed| allowed.contains(&store.class))
}

/// What to write where a store does not fit an architecture: one that takes all stores as they are, or a provider.
fn other_architecture(catalog: &Catalog, stores: &[Kept], architecture: &Architecture, store: &Kept) -> Result<String> {
    let fits = |other: &&Architecture| {
        other.sites == architecture.sites
            && other.production == architecture.production
            && stores.iter().all(|store| allows(other, store))
    };
    if store.class != Class::InCluster
        && let Some(other) = catalog.architectures()?.iter().find(fits)
    {
        return Ok(format!("choose the architecture `{}`", other.id));
    }
    let name = &store.datastore.datastore;
    let allowed = architecture.stores.get(name).map(Vec::as_slice).unwrap_or_default();
    let providers = catalog.providers(name)?.filter(|(_, class)| allowed.contains(class));
    let names: Vec<&str> = providers.map(|(name, _)| name).collect();
    let gone = store.datastore.gone.as_ref().filter(|_| store.class == Class::InCluster);
    let gone = gone.map(|gone| format!(" ({}: {})", store.datastore.title, gone.reason)).unwrap_or_default();
    Ok(format!("`datastores.{name}.provider` can be {}{gone}", names.join(", ")))
}

fn of_demands(spec: &Spec, architecture: &Architecture, stores: &[Kept]) -> Vec<Problem> {
    let mut out = Vec::new();
    let id = &architecture.id;
    if architecture.licence && spec.license.is_none() && spec.vault.is_none() {
        out.push(
            Problem::at("architecture", format!("`{id}` needs a licence, and none is named"))
                .help("name the Kubernetes Secret that holds it: `license: {secret: smp-license}` in smp.yaml, or --license-secret"),
        );
    }
    const BACKUP: &str =
        "state it: `backup: {tool: velero, schedule: \"0 7 * * *\"}` in smp.yaml, or --backup; smpgen sets nothing up";
    let in_cluster = || stores.iter().filter(|store| store.class == Class::InCluster && allows(architecture, store));
    match architecture.backup {
        Backup::Required if spec.backup.is_none() => out.push(
            Problem::at("architecture", format!("`{id}` needs a backup of what is in the cluster, and none is stated"))
                .help(BACKUP),
        ),
        // Databases outside have a backup of their own, which does not cover what is left in the cluster.
        Backup::Database if spec.backup.is_none() && in_cluster().next().is_some() => {
            let names: Vec<&str> = in_cluster().map(|store| store.datastore.datastore.as_str()).collect();
            let kept: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let paths: Vec<String> = names.iter().map(|name| format!("`datastores.{name}`")).collect();
            let message = format!("`{id}` keeps {} in the cluster, and no backup is stated", kept.join(" and "));
            out.push(
                Problem::at("architecture", message)
                    .help(format!("{BACKUP}; or name a provider outside in {}", paths.join(" and "))),
            );
        }
        Backup::None | Backup::Required | Backup::Database => {}
    }
    out
}

fn of_vault(spec: &Spec, version: &ChartVersion) -> Vec<Problem> {
    let Some(vault) = &spec.vault else { return Vec::new() };
    let mut out = Vec::new();
    if version.minor_line() < VAULT_SINCE {
        out.push(
            Problem::at("vault", format!("chart {version} does not read from Vault: that came with 0.36.0"))
                .help("name Kubernetes Secrets instead, or choose a newer chart"),
        );
    } else if vault.auth_path.is_some() && version.minor_line() < VAULT_LOGIN_SINCE {
        out.push(
            Problem::at("vault.authPath", format!("chart {version} does not read it: that came with 0.41.0"))
                .help("mount the login at the server's default, or choose a newer chart"),
        );
    }
    let databases = [("mongo", "MongoDB"), ("postgres", "PostgreSQL"), ("redis", "Redis")];
    for (store, name) in databases {
        let provider = spec.datastores.providers().into_iter().find(|(other, _)| *other == store);
        if provider.and_then(|(_, provider)| provider).unwrap_or(IN_CLUSTER) == IN_CLUSTER {
            out.push(
                Problem::at(
                    "vault",
                    format!("{name} runs in the cluster, and takes its password from a Kubernetes Secret"),
                )
                .help(format!("Vault needs all databases outside: name a provider in `datastores.{store}`")),
            );
        }
    }
    for (key, text) in
        [("address", &vault.address), ("engine", &vault.engine), ("basePath", &vault.base_path), ("role", &vault.role)]
    {
        out.extend(names::given(&format!("vault.{key}"), text));
    }
    out
}

/// Words of which there are only some.
fn of_names(spec: &Spec) -> Vec<Problem> {
    let one_of = |path: &str, kind: &str, word: &Option<String>, words: &[&str]| {
        let unknown = |word: &String| -> Error { suggest::unknown(kind, word, words.iter().copied()) };
        let word = word.as_ref().filter(|word| !words.contains(&word.as_str()));
        word.map(|word| Problem::of(path, unknown(word)))
    };
    let facts = &spec.kubernetes;
    let version = facts.version.as_ref().filter(|text| !is_kubernetes_version(text)).map(|text| {
        Problem::at("kubernetes.version", format!("{} is no version of Kubernetes", quoted(text)))
            .help("write it like \"1.31\", in quotes")
    });
    let release = &spec.release;
    let name = |path, name: &Option<String>| name.as_ref().and_then(|name| names::object(path, name));
    let checks = [
        name("release.name", &release.name),
        name("release.namespace", &release.namespace),
        version,
        one_of("kubernetes.platform", "platform", &facts.platform, &PLATFORMS),
        one_of("kubernetes.qos", "quality of service", &facts.qos, &QUALITIES),
    ];
    checks.into_iter().flatten().collect()
}

/// `1.31`, `1.31.4`, `v1.31.4-eks-1`: what clusters say.
fn is_kubernetes_version(text: &str) -> bool {
    let digits = text.strip_prefix('v').unwrap_or(text);
    let number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.chars().all(|char| char.is_ascii_digit()))
    };
    let mut parts = digits.splitn(3, '.');
    let minor = |part: Option<&str>| number(part.map(|part| part.trim_end_matches('+')));
    let (major, second) = (parts.next(), parts.next());
    let patch = parts.next().is_none_or(|rest| rest.starts_with(|char: char| char.is_ascii_digit()));
    number(major) && minor(second) && patch
}

#[cfg(test)]
mod tests {
    use super::is_kubernetes_version;

    #[test]
    fn versions_as_clusters_say_them() {
        for good in ["1.31", "1.31.4", "v1.31.4-eks-abc", "1.27+"] {
            assert!(is_kubernetes_version(good), "{good}");
        }
        for bad in ["", "1", "latest", "1.x", "1.31.", "1..3"] {
            assert!(!is_kubernetes_version(bad), "{bad}");
        }
    }
}
