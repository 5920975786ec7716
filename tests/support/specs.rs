//! From the text of a spec to an installation, as a command goes, and to the files of the chain.
#![allow(dead_code, reason = "each test file uses its own part")]

use smpgen::catalog::Catalog;
use smpgen::catalog::architecture::Class;
use smpgen::catalog::profile::{Load, Profile, choose};
use smpgen::catalog::version::ChartVersion;
use smpgen::error::Result;
use smpgen::plan::installation::{Installation, installation};
use smpgen::plan::modules::sized_modules;
use smpgen::plan::{ErrataChoice, Request};
use smpgen::render;
use smpgen::spec::problem::Problem;
use smpgen::spec::read::SpecFile;
use smpgen::spec::{ARCHITECTURES, Spec};
use smpgen::yaml::source::Source;

/// Reads a spec, holds its names to what there is, and plans it.
///
/// # Errors
/// The error that a command would print.
pub fn installed(catalog: &Catalog, name: &str, text: &str, version: Option<&ChartVersion>) -> Result<Installation> {
    let file = SpecFile::read(Source::from_text(name, text))?;
    planned(catalog, &file.spec, version).map_err(|problem| {
        let error = file.error(&problem.path, problem.message);
        match problem.help {
            Some(help) => error.help(help),
            None => error,
        }
    })
}

/// The plan of a spec, for `version` or the one that it names.
pub fn planned(
    catalog: &Catalog,
    spec: &Spec,
    version: Option<&ChartVersion>,
) -> std::result::Result<Installation, Problem> {
    if let Some(version) = &spec.chart_version {
        catalog.chart_version(&version.to_string()).map_err(|error| Problem::of("chartVersion", error))?;
    }
    if let Some(id) = &spec.architecture {
        catalog.architecture(id).map_err(|error| Problem::of("architecture", error))?;
    }
    let version = version.or(spec.chart_version.as_ref()).unwrap_or(catalog.newest());
    let request = Request {
        profile: profile(catalog, spec)?,
        chart_version: version.clone(),
        modules: sized_modules(catalog, spec, version)?,
        errata: if spec.errata.as_deref() == Some("none") { ErrataChoice::None } else { ErrataChoice::Default },
        storage: spec.storage.volumes.iter().map(|(store, size)| (store.clone(), size.clone())).collect(),
    };
    installation(catalog, spec, &request)
}

fn profile<'a>(catalog: &'a Catalog, spec: &Spec) -> std::result::Result<&'a Profile, Problem> {
    match (&spec.profile, &spec.load) {
        (Some(name), _) => catalog.profile(name).map_err(|error| Problem::of("profile", error)),
        (None, Some(load)) => {
            let load = Load { users: load.users, ci: load.ci, cd: load.cd };
            let choice = choose(&catalog.profiles, &load).map_err(|_| Problem::at("load", "no profile carries it"))?;
            Ok(choice.profile)
        }
        (None, None) => Err(Problem::at("profile", "is missing")),
    }
}

/// Name and text of each file, in the order of the chain.
pub fn chain(installation: &Installation) -> Vec<(String, String)> {
    let profile = &installation.profile;
    let mut files = vec![(render::override_name(profile), render::override_text(profile).unwrap())];
    for layer in &installation.layers {
        files.push((layer.name.to_owned(), render::layer_text(installation, layer).unwrap()));
    }
    files
}

/// A spec for an architecture and profile, with one provider of the class for each database.
pub fn spec(architecture: &str, profile: &str, class: Class) -> Spec {
    let datastores = match class {
        Class::InCluster => {
            r#"{"mongo": {"provider": "in-cluster"}, "postgres": {"provider": "in-cluster"},
                "redis": {"provider": "in-cluster"}, "objectStorage": {"provider": "in-cluster"}}"#
        }
        Class::SelfManaged => {
            r#"{"mongo": {"provider": "self-managed", "hosts": ["mongo.acme.io:27017"]},
                "postgres": {"provider": "self-managed", "host": "postgres.acme.io:5432", "prerequisitesMet": true},
                "redis": {"provider": "self-managed", "host": "redis.acme.io:6379", "replicated": true},
                "objectStorage": {"provider": "minio", "endpoint": "https://minio.acme.io"}}"#
        }
        Class::Cloud => {
            r#"{"mongo": {"provider": "atlas", "hosts": ["smp.a1b2c.mongodb.net"], "members": ["m0.a1b2c.mongodb.net:27017"]},
                "postgres": {"provider": "rds", "host": "postgres.acme.io:5432", "prerequisitesMet": true},
                "redis": {"provider": "elasticache", "host": "redis.acme.io:6379", "replicated": true},
                "objectStorage": {"provider": "s3", "bucket": "smp-logs", "region": "us-east-1"}}"#
        }
    };
    Spec {
        architecture: Some(architecture.to_owned()),
        profile: Some(profile.to_owned()),
        license: serde_json::from_str(r#"{"secret": "smp-license"}"#).unwrap(),
        backup: serde_json::from_str(r#"{"tool": "velero"}"#).unwrap(),
        registry: serde_json::from_str(r#"{"pullSecrets": ["cred"]}"#).unwrap(),
        storage: serde_json::from_str(r#"{"class": "gp3"}"#).unwrap(),
        network: serde_json::from_str(r#"{"url": "https://smp.acme.io", "tlsSecret": "smp-tls"}"#).unwrap(),
        datastores: serde_json::from_str(datastores).unwrap(),
        ..Spec::default()
    }
}

/// The same with TimescaleDB outside the cluster, where the chart has one and the other site needs its data.
pub fn for_two_sites(mut spec: Spec, version: &ChartVersion) -> Spec {
    if spec.architecture.as_deref() == Some("dr-warm-standby") && *version < "0.37.0".parse().unwrap() {
        let timescale = r#"{"provider": "self-managed", "host": "timescale.acme.io:5432", "prerequisitesMet": true}"#;
        spec.datastores.timescaledb = serde_json::from_str(timescale).unwrap();
    }
    spec
}

/// Every architecture, profile and class of provider.
pub fn combinations() -> Vec<(&'static str, &'static str, Class)> {
    let profiles =
        |id: &'static str| ["demo", "small", "medium", "large"].into_iter().map(move |profile| (id, profile));
    let pairs = ARCHITECTURES.into_iter().flat_map(profiles);
    pairs.flat_map(|(id, profile)| Class::ALL.into_iter().map(move |class| (id, profile, class))).collect()
}
