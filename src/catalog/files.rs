//! The data files of the catalog: the copy embedded in the binary, or another one in a directory.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use crate::error::{Error, Result};
use crate::yaml::source::Source;

/// One data file: its path, its text, and the schema that it must fit.
pub struct DataFile {
    pub name: String,
    pub text: Cow<'static, str>,
    pub format: DataFormat,
    pub schema: Schema,
}

/// How the text of a data file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataFormat {
    /// As people write it.
    Yaml,
    /// As `build.rs` embeds it: a cold process reads it ten times faster.
    Json,
}

/// The kinds of data file, each with a JSON Schema of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Schema {
    Profile,
    Services,
    Charts,
    Volumes,
    Errata,
    Defaults,
    Limits,
    Scaling,
    Switches,
    ValueTypes,
    Keys,
    KeyPlaces,
    KeyKinds,
    Upgrades,
    Architecture,
    Providers,
    Standby,
    Failover,
    Datastores,
    Secrets,
    Network,
    Resilience,
}

impl Schema {
    /// The schema itself, as JSON text.
    pub fn text(self) -> &'static str {
        match self {
            Schema::Profile => include_str!("../../profiles/schema/profile.schema.json"),
            Schema::Services => include_str!("../../profiles/schema/services.schema.json"),
            Schema::Charts => include_str!("../../profiles/schema/charts.schema.json"),
            Schema::Volumes => include_str!("../../profiles/schema/volumes.schema.json"),
            Schema::Errata => include_str!("../../profiles/schema/errata.schema.json"),
            Schema::Defaults => include_str!("../../profiles/schema/defaults.schema.json"),
            Schema::Limits => include_str!("../../profiles/schema/limits.schema.json"),
            Schema::Scaling => include_str!("../../profiles/schema/scaling.schema.json"),
            Schema::Switches => include_str!("../../profiles/schema/switches.schema.json"),
            Schema::ValueTypes => include_str!("../../profiles/schema/value-types.schema.json"),
            Schema::Keys => include_str!("../../profiles/schema/keys.schema.json"),
            Schema::KeyPlaces => include_str!("../../profiles/schema/key-places.schema.json"),
            Schema::KeyKinds => include_str!("../../profiles/schema/key-kinds.schema.json"),
            Schema::Upgrades => include_str!("../../profiles/schema/upgrades.schema.json"),
            Schema::Architecture => include_str!("../../profiles/schema/architecture.schema.json"),
            Schema::Providers => include_str!("../../profiles/schema/providers.schema.json"),
            Schema::Standby => include_str!("../../profiles/schema/standby.schema.json"),
            Schema::Failover => include_str!("../../profiles/schema/failover.schema.json"),
            Schema::Datastores => include_str!("../../profiles/schema/datastores.schema.json"),
            Schema::Secrets => include_str!("../../profiles/schema/secrets.schema.json"),
            Schema::Network => include_str!("../../profiles/schema/network.schema.json"),
            Schema::Resilience => include_str!("../../profiles/schema/resilience.schema.json"),
        }
    }
}

macro_rules! embedded {
    ($($schema:ident $name:literal),* $(,)?) => {
        &[$((Schema::$schema, $name, include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")))),*]
    };
}

/// Every data file, in the order in which modules are rendered.
const EMBEDDED: &[(Schema, &str, &str)] = embedded![
    Profile "demo.yaml",
    Profile "small.yaml",
    Profile "medium.yaml",
    Profile "large.yaml",
    Charts "charts.yaml",
    Volumes "volumes.yaml",
    Errata "errata.yaml",
    Services "services/platform.yaml",
    Services "services/ci.yaml",
    Services "services/cd.yaml",
    Services "services/code.yaml",
    Services "services/iacm.yaml",
    Services "services/idp.yaml",
    Services "services/sto.yaml",
    Services "services/ssca.yaml",
    Services "services/srm.yaml",
    Services "services/chaos.yaml",
    Services "services/ccm.yaml",
    Services "services/ff.yaml",
    Services "services/db-devops.yaml",
    Services "services/data-platform.yaml",
];

/// Files that only some commands need, read when they are asked for.
const ON_DEMAND: &[(Schema, &str, &str)] = embedded![
    Defaults "defaults/global.yaml",
    Defaults "defaults/platform.yaml",
    Defaults "defaults/modules.yaml",
    Limits "limits.yaml",
    Scaling "scaling.yaml",
    Switches "switches.yaml",
    ValueTypes "rules/value-types.yaml",
    Keys "keys/common.yaml",
    Keys "keys/global.yaml",
    Keys "keys/services.yaml",
    KeyPlaces "keys/places.yaml",
    KeyKinds "keys/kinds.yaml",
    Providers "datastores/mongo.yaml",
    Providers "datastores/postgres.yaml",
    Providers "datastores/redis.yaml",
    Providers "datastores/timescaledb.yaml",
    Providers "datastores/object-storage.yaml",
    Upgrades "upgrades.yaml",
    Architecture "architectures/demo.yaml",
    Architecture "architectures/prod-1-replica.yaml",
    Architecture "architectures/prod-3-replica.yaml",
    Architecture "architectures/prod-3-replica-external.yaml",
    Architecture "architectures/prod-3-replica-cloud.yaml",
    Architecture "architectures/dr-warm-standby.yaml",
    Standby "standby.yaml",
    Failover "failover.yaml",
    Datastores "rules/datastores.yaml",
    Secrets "rules/secrets.yaml",
    Network "rules/network.yaml",
    Resilience "rules/resilience.yaml",
];

/// The files of a kind that is read on demand, from `directory` or the embedded copy.
pub fn on_demand(schema: Schema, directory: Option<&Path>) -> Result<Vec<DataFile>> {
    let of_kind = ON_DEMAND.iter().filter(|(other, ..)| *other == schema);
    let file = |(_, name, text): &(Schema, &str, &'static str)| match directory {
        Some(directory) => from_path(schema, &directory.join(name)),
        None => Ok(embedded_file(schema, name, text)),
    };
    of_kind.map(file).collect()
}

/// The files that were compiled into this binary.
pub fn embedded() -> Vec<DataFile> {
    EMBEDDED.iter().map(|(schema, name, text)| embedded_file(*schema, name, text)).collect()
}

/// Every file in this binary, also those that are read on demand.
#[cfg(test)]
pub fn every_embedded() -> Vec<DataFile> {
    let all = EMBEDDED.iter().chain(ON_DEMAND);
    all.map(|(schema, name, text)| embedded_file(*schema, name, text)).collect()
}

fn embedded_file(schema: Schema, name: &str, text: &'static str) -> DataFile {
    DataFile { name: format!("profiles/{name}"), text: Cow::Borrowed(text), format: DataFormat::Json, schema }
}

pub(super) fn from_path(schema: Schema, path: &Path) -> Result<DataFile> {
    let name = path.display().to_string();
    let unreadable = |why: &str| Error::new(format!("cannot read catalog file {name}: {why}"));
    // A pipe would be waited for, and a device never ends.
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(unreadable("is a directory")),
        Ok(metadata) if !metadata.is_file() => return Err(unreadable("is not a regular file")),
        Ok(_) => {}
        Err(error) => return Err(unreadable(&error.to_string())),
    }
    let source = Source::from_path(path)
        .map_err(|error| Error::new(format!("cannot read catalog file {error}")).help(error.help()))?;
    Ok(DataFile { name, text: Cow::Owned(source.text().to_owned()), format: DataFormat::Yaml, schema })
}

/// The files of another copy of `profiles/`. Those known by name come in their known order,
/// then further profiles and modules by name, so that adding a module is adding a file.
pub fn from_directory(directory: &Path) -> Result<Vec<DataFile>> {
    let mut names: Vec<(Schema, String)> =
        EMBEDDED.iter().map(|(schema, name, _)| (*schema, (*name).to_owned())).collect();
    let mut listed = Vec::new();
    let on_demand = |name: &str| ON_DEMAND.iter().any(|(_, known, _)| *known == name);
    for entry in yaml_files(directory)?.into_iter().filter(|name| !on_demand(name)) {
        listed.push((Schema::Profile, entry));
    }
    for entry in yaml_files(&directory.join("services"))? {
        listed.push((Schema::Services, format!("services/{entry}")));
    }
    // A profile or a module may be left out. The rest may not: without its errata, for one, a catalog would pass off
    // the values as shipped for corrected ones.
    let may_miss = |schema| matches!(schema, Schema::Profile | Schema::Services);
    names.retain(|(schema, name)| !may_miss(*schema) || listed.iter().any(|(_, other)| other == name));
    let later = |name: &str| ON_DEMAND.iter().any(|(_, known, _)| *known == name);
    for (schema, name) in listed {
        if !later(&name) && !names.iter().any(|(_, known)| *known == name) {
            names.push((schema, name));
        }
    }
    names.iter().map(|(schema, name)| from_path(*schema, &directory.join(name))).collect()
}

fn yaml_files(directory: &Path) -> Result<Vec<String>> {
    let unreadable = |error: std::io::Error| {
        Error::new(format!("cannot read catalog directory {}: {error}", directory.display()))
            .help("a catalog is a copy of the `profiles` directory: profile heads, charts.yaml, errata.yaml, volumes.yaml, services/")
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
