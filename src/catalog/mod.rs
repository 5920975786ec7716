//! All facts: profiles, modules and services, chart versions, volumes, errata.
//!
//! They stand as data files in `profiles/` and are embedded in the binary; [`Catalog::load`] reads
//! them once, each held to its JSON Schema.

pub mod architecture;
pub mod cell;
mod check;
pub mod datastores;
pub mod defaults;
pub mod engine_version;
pub mod erratum;
pub mod failover;
pub mod files;
pub mod key_kinds;
pub mod key_places;
pub mod keys;
pub mod known;
pub mod limits;
pub mod module;
pub mod network;
pub mod pattern;
mod place;
pub mod profile;
pub mod providers;
pub mod resilience;
pub mod rows;
pub mod scaling;
pub mod secrets;
pub mod service_paths;
pub mod sizing;
pub mod standby;
pub mod switches;
pub mod upgrades;
pub mod value_types;
pub mod version;
pub mod volume;
mod whole;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::error::{Error, Result, quoted};
use crate::suggest;
use architecture::Architecture;
use cell::Column;
use check::Checker;
use datastores::Datastores;
use defaults::Defaults;
use erratum::Erratum;
use failover::Failover;
use files::{DataFile, Schema};
use key_kinds::KeyKinds;
use key_places::KeyPlaces;
use keys::Keys;
use limits::Limits;
use module::Module;
use network::Network;
use profile::Profile;
use providers::Datastore;
use resilience::Resilience;
use scaling::Scaling;
use secrets::Secrets;
use standby::Standby;
use switches::Switches;
use upgrades::Upgrades;
use value_types::ValueTypes;
use version::ChartVersion;
use volume::Volume;

/// Everything that smpgen knows about the chart. Loaded once, then only asked.
#[derive(Debug)]
pub struct Catalog {
    directory: Option<PathBuf>,
    defaults: OnceLock<Defaults>,
    limits: OnceLock<Limits>,
    scaling: OnceLock<Scaling>,
    switches: OnceLock<Switches>,
    value_types: OnceLock<ValueTypes>,
    keys: OnceLock<Keys>,
    key_places: OnceLock<KeyPlaces>,
    key_kinds: OnceLock<KeyKinds>,
    providers: OnceLock<Vec<Datastore>>,
    upgrades: OnceLock<Upgrades>,
    architectures: OnceLock<Vec<Architecture>>,
    standby: OnceLock<Standby>,
    failover: OnceLock<Failover>,
    service_paths: service_paths::OfVersions,
    datastores: OnceLock<Datastores>,
    secrets: OnceLock<Secrets>,
    network: OnceLock<Network>,
    resilience: OnceLock<Resilience>,
    /// Smallest load first.
    pub profiles: Vec<Profile>,
    profile_names: Vec<String>,
    /// In the order in which they are rendered.
    pub modules: Vec<Module>,
    /// Oldest first.
    pub releases: Vec<Release>,
    /// Releases before the first with profiles, oldest first: an upgrade may start from them.
    pub earlier: Vec<Release>,
    pub volumes: Vec<Volume>,
    pub errata: Vec<Erratum>,
}

/// One published release of the chart.
#[derive(Clone, Debug)]
pub struct Release {
    pub version: ChartVersion,
    /// `YYYY-MM-DD`.
    pub date: String,
}

impl Catalog {
    /// The catalog in `directory`, or the one embedded in this binary.
    ///
    /// # Errors
    /// The first data file that cannot be read or breaks its schema, with its line.
    pub fn load(directory: Option<&Path>) -> Result<Catalog> {
        let files = match directory {
            Some(directory) => files::from_directory(directory)?,
            None => files::embedded(),
        };
        let mut checker = Checker::default();
        let mut catalog = Catalog {
            directory: directory.map(Path::to_path_buf),
            defaults: OnceLock::new(),
            limits: OnceLock::new(),
            scaling: OnceLock::new(),
            switches: OnceLock::new(),
            value_types: OnceLock::new(),
            keys: OnceLock::new(),
            key_places: OnceLock::new(),
            key_kinds: OnceLock::new(),
            upgrades: OnceLock::new(),
            architectures: OnceLock::new(),
            providers: OnceLock::new(),
            standby: OnceLock::new(),
            failover: OnceLock::new(),
            service_paths: Default::default(),
            datastores: OnceLock::new(),
            secrets: OnceLock::new(),
            network: OnceLock::new(),
            resilience: OnceLock::new(),
            profiles: Vec::new(),
            profile_names: Vec::new(),
            modules: Vec::new(),
            releases: Vec::new(),
            earlier: Vec::new(),
            volumes: Vec::new(),
            errata: Vec::new(),
        };
        // The heads come first: the other files may name no profile but theirs.
        let (heads, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.schema == Schema::Profile);
        for file in heads {
            catalog.take(&mut checker, file)?;
        }
        catalog.profiles.sort_by_key(|profile| profile.load.users);
        catalog.profile_names = catalog.profiles.iter().map(|profile| profile.name.clone()).collect();
        checker.profiles.clone_from(&catalog.profile_names);
        for file in others {
            catalog.take(&mut checker, file)?;
        }
        catalog.releases.sort_by(|a, b| a.version.cmp(&b.version));
        catalog.earlier.sort_by(|a, b| a.version.cmp(&b.version));
        whole::check(&catalog)?;
        Ok(catalog)
    }

    fn take(&mut self, checker: &mut Checker, file: &DataFile) -> Result<()> {
        match file.schema {
            Schema::Profile => self.profiles.push(checker.typed(file)?),
            Schema::Services => self.modules.push(checker.typed(file)?),
            Schema::Charts => {
                let charts: Charts = checker.typed(file)?;
                for (list, dates) in [(&mut self.releases, charts.releases), (&mut self.earlier, charts.earlier)] {
                    list.extend(dates.into_iter().map(|(version, date)| Release { version, date }));
                }
            }
            Schema::Volumes => self.volumes = checker.typed::<Volumes>(file)?.volumes,
            Schema::Errata => self.errata = checker.typed::<Errata>(file)?.errata,
            // Read on demand, each by a method of its own.
            Schema::Defaults | Schema::Keys | Schema::KeyPlaces | Schema::KeyKinds | Schema::Upgrades => {}
            Schema::Limits | Schema::Scaling | Schema::Switches | Schema::ValueTypes => {}
            Schema::Standby | Schema::Failover => {}
            Schema::Architecture | Schema::Providers => {}
            Schema::Datastores | Schema::Secrets => {}
            Schema::Network | Schema::Resilience => {}
        }
        Ok(())
    }

    /// The chart's own defaults, read when first asked for.
    pub fn defaults(&self) -> Result<&Defaults> {
        if let Some(defaults) = self.defaults.get() {
            return Ok(defaults);
        }
        let mut checker = Checker::default();
        let mut defaults = Defaults::default();
        for file in files::on_demand(Schema::Defaults, self.directory.as_deref())? {
            defaults.add(checker.converted::<defaults::Rows, _>(&file)?);
        }
        Ok(self.defaults.get_or_init(|| defaults))
    }

    /// The bounds of the rules on sizes and volumes, read when first asked for.
    pub fn limits(&self) -> Result<&Limits> {
        self.single(Schema::Limits, &self.limits)
    }

    /// How the chart scales a service, read when first asked for.
    pub fn scaling(&self) -> Result<&Scaling> {
        self.single(Schema::Scaling, &self.scaling)
    }

    /// Switches that do not do what they say, read when first asked for.
    pub fn switches(&self) -> Result<&Switches> {
        self.single(Schema::Switches, &self.switches)
    }

    /// How a standby waits and comes alive, read when first asked for.
    pub fn standby(&self) -> Result<&Standby> {
        self.single(Schema::Standby, &self.standby)
    }

    /// How databases change sides, read when first asked for.
    pub fn failover(&self) -> Result<&Failover> {
        self.single(Schema::Failover, &self.failover)
    }

    /// What rules hold databases and object stores to, read when first asked for.
    pub fn datastores(&self) -> Result<&Datastores> {
        self.single(Schema::Datastores, &self.datastores)
    }

    /// Where values name Secrets, and where they might hold one, read when first asked for.
    pub fn secrets(&self) -> Result<&Secrets> {
        self.single(Schema::Secrets, &self.secrets)
    }

    /// What the rules of the family `network` compare with, read when first asked for.
    pub fn network(&self) -> Result<&Network> {
        self.single(Schema::Network, &self.network)
    }

    /// What the rules of the family `resilience` hold values to, read when first asked for.
    pub fn resilience(&self) -> Result<&Resilience> {
        self.single(Schema::Resilience, &self.resilience)
    }

    /// The one data file of a kind that is read on demand.
    fn single<'a, T: for<'de> Deserialize<'de>>(&self, schema: Schema, slot: &'a OnceLock<T>) -> Result<&'a T> {
        if let Some(read) = slot.get() {
            return Ok(read);
        }
        let files = files::on_demand(schema, self.directory.as_deref())?;
        let file =
            files.first().ok_or_else(|| Error::new(format!("the catalog has no file of the kind {schema:?}")))?;
        let read = Checker::default().typed(file)?;
        Ok(slot.get_or_init(|| read))
    }

    /// What upgrades meet, read when first asked for.
    pub fn upgrades(&self) -> Result<&Upgrades> {
        self.single(Schema::Upgrades, &self.upgrades)
    }

    /// How the chart takes values, read when first asked for.
    pub fn value_types(&self) -> Result<&ValueTypes> {
        self.single(Schema::ValueTypes, &self.value_types)
    }

    /// The newest chart version that is known.
    pub fn newest(&self) -> &ChartVersion {
        // `load` refuses a catalog without releases.
        &self.releases[self.releases.len() - 1].version
    }

    /// The profile called `name`. The error names the nearest and all that are valid.
    pub fn profile(&self, name: &str) -> Result<&Profile> {
        let names = self.profile_names.iter().map(String::as_str);
        self.profiles
            .iter()
            .find(|profile| profile.name == name)
            .ok_or_else(|| suggest::unknown("profile", name, names))
    }

    /// The chart version written as `text`. The error names those of the same minor version, or the whole range.
    pub fn chart_version(&self, text: &str) -> Result<ChartVersion> {
        let versions = || self.releases.iter().map(|release| &release.version);
        let all: Vec<String> = versions().map(ChartVersion::to_string).collect();
        let (first, newest) = (&self.releases[0].version, self.newest());
        let hint = match text.parse::<ChartVersion>() {
            Ok(version) if versions().any(|known| *known == version) => return Ok(version),
            Ok(version) if version > *newest => format!("; the newest that this smpgen knows is {newest}"),
            Ok(version) => {
                let near = versions().filter(|known| known.minor_line() == version.minor_line());
                match near.map(ChartVersion::to_string).collect::<Vec<_>>().join(", ") {
                    list if list.is_empty() => String::new(),
                    list => format!("; released there: {list}"),
                }
            }
            Err(_) => match suggest::nearest(text, all.iter().map(String::as_str)) {
                Some(name) => format!(" (did you mean `{name}`?)"),
                None => String::new(),
            },
        };
        let what = match text {
            "" => "the chart version is empty".to_owned(),
            text => format!("unknown chart version {}{hint}", quoted(text)),
        };
        let count = all.len();
        Err(Error::new(format!("{what}; valid: the {count} releases {first} to {newest} that `smpgen charts` lists")))
    }

    /// The module called `name`. The error names the nearest and all that are valid.
    pub fn module(&self, name: &str) -> Result<&Module> {
        let names = self.modules.iter().map(|module| module.name.as_str());
        self.modules.iter().find(|module| module.name == name).ok_or_else(|| suggest::unknown("module", name, names))
    }

    /// The errata that change something in `version`, each with the profiles they change there.
    pub fn errata_in<'a>(&'a self, version: &'a ChartVersion) -> Vec<(&'a Erratum, Vec<&'a str>)> {
        let changed = |erratum: &'a Erratum| {
            let names = self.profile_names.iter().map(String::as_str);
            (erratum, names.filter(|name| !erratum.changes(self.column(name, version)).is_empty()).collect::<Vec<_>>())
        };
        self.errata.iter().map(changed).filter(|(_, profiles)| !profiles.is_empty()).collect()
    }

    /// What to ask a cell of the table for one profile and chart version.
    pub fn column<'a>(&'a self, profile: &'a str, version: &'a ChartVersion) -> Column<'a> {
        Column { profile, version, profiles: &self.profile_names }
    }
}

fn in_file(file: &DataFile, reason: &str) -> Error {
    Error::new(format!("catalog file {}: {reason}", file.name))
}

#[derive(Deserialize)]
struct Charts {
    #[serde(default)]
    earlier: IndexMap<ChartVersion, String>,
    releases: IndexMap<ChartVersion, String>,
}

#[derive(Deserialize)]
struct Volumes {
    volumes: Vec<Volume>,
}

#[derive(Deserialize)]
struct Errata {
    errata: Vec<Erratum>,
}
