//! Where images come from.

use super::draft::Draft;
use super::names;
use crate::catalog::version::ChartVersion;
use crate::error::quoted;
use crate::spec::Spec;
use crate::spec::problem::Problem;

/// The first chart with images that the public registry hands out to nobody without a login.
const PRIVATE_SINCE: (u64, u64) = (0, 41);
/// The first charts with further images that their list of services does not name.
const HOOKS_SINCE: (u64, u64) = (0, 37);
const UPGRADER_SINCE: (u64, u64) = (0, 43);

/// Registries that are incomplete, and images that no node could pull.
pub fn problems(spec: &Spec, version: &ChartVersion) -> Vec<Problem> {
    let registry = &spec.registry;
    let mut out = Vec::new();
    if let Some(host) = &registry.host {
        out.extend(host_problem(host));
    } else if registry.air_gap == Some(true) {
        out.push(
            Problem::at("registry.airGap", "a cluster without a way to the internet needs a registry of its own")
                .help("add `host: registry.example.com` with the images of the chart in it"),
        );
    }
    for (index, name) in registry.pull_secrets.iter().enumerate() {
        out.extend(names::secret(&format!("registry.pullSecrets[{index}]"), name).err());
    }
    if registry.pull_secret_from_cluster == Some(true) && !registry.pull_secrets.is_empty() {
        out.push(
            Problem::at("registry.pullSecretFromCluster", "contradicts `pullSecrets`, which names them")
                .help("keep one of the two"),
        );
    }
    let settled = registry.host.is_some() || registry.pull_secret_from_cluster == Some(true);
    if spec.architecture.is_some()
        && version.minor_line() >= PRIVATE_SINCE
        && registry.pull_secrets.is_empty()
        && !settled
    {
        out.push(
            Problem::at(
                "architecture",
                format!("the images of chart {version} are private (since 0.41.0), and no pull secret is named"),
            )
            .help("add `registry.pullSecrets: [harnesssecure-cred]` (or --pull-secret), `registry.host`, or `registry.pullSecretFromCluster: true`"),
        );
    }
    out
}

fn host_problem(host: &str) -> Option<Problem> {
    let path = "registry.host";
    let wrong = |what: &str, help: &str| Some(Problem::at(path, format!("{} {what}", quoted(host))).help(help));
    const EXAMPLE: &str = "write it like registry.example.com or registry.example.com:5000";
    if host.contains('@') {
        return Some(Problem::at(path, "holds a user name").help("the login belongs into a pull secret"));
    }
    if host.contains("://") {
        return wrong("has a scheme, and images have none", EXAMPLE);
    }
    if host.ends_with('/') {
        return wrong("ends in a slash, and the chart adds one", EXAMPLE);
    }
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.' | ':' | '/');
    match !host.is_empty() && host.chars().all(fits) && !host.starts_with('/') {
        true => None,
        false => wrong("is no registry", EXAMPLE),
    }
}

/// Names the registry and the pull secrets.
pub fn set(draft: &mut Draft, spec: &Spec, version: &ChartVersion, namespace: &str) {
    let registry = &spec.registry;
    if let Some(host) = &registry.host {
        draft.set("global.imageRegistry", host.as_str());
    }
    if registry.air_gap == Some(true) {
        draft.set("global.airgap", true);
    }
    if !registry.pull_secrets.is_empty() {
        draft.explain(
            "global.imagePullSecrets",
            registry.pull_secrets.clone(),
            &["Names only: the chart takes no maps here."],
        );
    }
    let mut needs = Vec::new();
    if let Some(host) = &registry.host {
        needs.push(format!(
            "`{host}` holds every image of chart {version} under its own path: the chart changes the host only."
        ));
        if version.minor_line() >= HOOKS_SINCE {
            let mut hooks = vec!["`busybox`", "`helm-init-container`"];
            if version.minor_line() >= UPGRADER_SINCE {
                hooks.extend(["`pg-upgrader`", "`postgresql`"]);
            }
            needs.push(format!("Among them those of hooks, which are easily forgotten: {}.", hooks.join(", ")));
        }
        needs.push("Looker is in no bundle of images.".to_owned());
    }
    let mut commands = Vec::new();
    for name in &registry.pull_secrets {
        needs.push(format!("The Secret `{name}` of type docker-registry lets the cluster pull images."));
        commands.push(format!(
            "kubectl create secret generic {name} -n {namespace} --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=<docker config file with the login>"
        ));
    }
    if registry.pull_secret_from_cluster == Some(true) {
        needs.push("Nodes or service accounts bring the login for the registry.".to_owned());
    }
    if !needs.is_empty() {
        draft.need("Images", needs, commands);
    }
}
