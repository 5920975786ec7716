//! What in a spec contradicts itself, its architecture, or the chart version.

use super::{license, modules, names, network, registry, storage};
use crate::catalog::Catalog;
use crate::catalog::architecture::{Architecture, Backup, Class};
use crate::catalog::version::ChartVersion;
use crate::error::{Error, Result, quoted};
use crate::spec::Spec;
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
                out.extend(of_stores(catalog, spec, architecture).unwrap_or_else(|error| vec![Problem::from(error)]));
                out.extend(of_demands(spec, architecture));
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

/// The stores that a spec names, by their names in it: what each is called, and its provider where it has one.
pub fn stores(spec: &Spec) -> [(&'static str, &'static str, Option<&str>); 4] {
    let stores = &spec.datastores;
    [
        ("mongo", "MongoDB", stores.mongo.provider.as_deref()),
        ("postgres", "PostgreSQL", stores.postgres.provider.as_deref()),
        ("redis", "Redis", stores.redis.provider.as_deref()),
        ("objectStorage", "object storage", stores.object_storage.provider.as_deref()),
    ]
}

fn of_stores(catalog: &Catalog, spec: &Spec, architecture: &Architecture) -> Result<Vec<Problem>> {
    let mut out = Vec::new();
    for (store, name, provider) in stores(spec) {
        let Some(allowed) = architecture.stores.get(store) else { continue };
        // A provider that does not exist is told where datastores are planned.
        let Ok(class) = catalog.provider_class(store, provider.unwrap_or("in-cluster")) else { continue };
        if allowed.contains(&class) {
            continue;
        }
        let path = match provider {
            Some(_) => format!("datastores.{store}.provider"),
            None => "architecture".to_owned(),
        };
        let runs = match provider {
            Some(provider) => format!("{} {}", quoted(provider), class.words()),
            None => format!("{name} {}, where `datastores.{store}` does not say otherwise", class.words()),
        };
        let message =
            format!("{runs}, and architecture `{}` forbids that: {}", architecture.id, architecture.stores_reason);
        out.push(Problem::at(&path, message).help(other_architecture(catalog, spec, architecture, store, class)?));
    }
    Ok(out)
}

/// What to write where a store does not fit an architecture: one that takes all stores as they are, or a provider.
fn other_architecture(
    catalog: &Catalog,
    spec: &Spec,
    architecture: &Architecture,
    store: &str,
    class: Class,
) -> Result<String> {
    let fits = |other: &&Architecture| {
        other.sites == architecture.sites
            && other.production == architecture.production
            && stores(spec).iter().all(|(store, _, provider)| {
                let class = catalog.provider_class(store, provider.unwrap_or("in-cluster"));
                other.stores.get(*store).is_none_or(|allowed| class.is_ok_and(|class| allowed.contains(&class)))
            })
    };
    if class != Class::InCluster
        && let Some(other) = catalog.architectures()?.iter().find(fits)
    {
        return Ok(format!("choose the architecture `{}`", other.id));
    }
    let allowed = architecture.stores.get(store).map(Vec::as_slice).unwrap_or_default();
    let providers = catalog.providers(store)?.filter(|(_, class)| allowed.contains(class));
    let names: Vec<&str> = providers.map(|(name, _)| name).collect();
    Ok(format!("`datastores.{store}.provider` can be {}", names.join(", ")))
}

fn of_demands(spec: &Spec, architecture: &Architecture) -> Vec<Problem> {
    let mut out = Vec::new();
    let id = &architecture.id;
    if architecture.licence && spec.license.is_none() && spec.vault.is_none() {
        out.push(
            Problem::at("architecture", format!("`{id}` needs a licence, and none is named"))
                .help("add `license: {secret: smp-license}`, the name of a Kubernetes Secret that holds it"),
        );
    }
    if architecture.backup == Backup::Required && spec.backup.is_none() {
        out.push(
            Problem::at("architecture", format!("`{id}` needs a backup of what is in the cluster, and none is stated"))
                .help("add `backup: {tool: velero, schedule: \"0 7 * * *\"}`: a statement, smpgen sets nothing up"),
        );
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
    for (store, name, provider) in stores(spec).into_iter().filter(|(store, ..)| *store != "objectStorage") {
        if provider.unwrap_or("in-cluster") == "in-cluster" {
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
