//! What a profile comes to for one chart version: the values, the corrections in them, and why.
//!
//! A plan is pure: it follows from the catalog and a [`Request`], and rendering only prints it.

mod address;
pub mod advice;
pub mod architecture;
pub mod compare;
pub mod contradictions;
mod draft;
pub mod external;
pub mod installation;
pub mod legality;
mod license;
pub mod modules;
mod names;
mod network;
mod order;
pub mod parity;
mod registry;
mod replicas;
pub mod rollout;
pub mod runbook;
pub mod standby;
mod storage;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::catalog::Catalog;
use crate::catalog::erratum::{self, Change, Erratum};
use crate::catalog::profile::Profile;
use crate::catalog::version::ChartVersion;
use crate::catalog::volume::{Volume, VolumeKind};
use crate::error::{Error, Result, quoted};
use crate::leaf;
use crate::quantity::Quantity;
use crate::spec::problem::Problem;
use crate::suggest;
use crate::yaml::path::KeyPath;

/// One GiB: below it a size is a slip of the pen (`200` is 200 bytes); no shipped volume is smaller.
const SMALLEST_VOLUME: u64 = 1 << 30;

/// Which errata a plan applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrataChoice {
    /// Those that are on by default.
    Default,
    /// Every one, also those that the user has to ask for.
    All,
    /// None: the profile as it was shipped.
    None,
    /// Those with these ids.
    Only(Vec<String>),
}

/// What a plan is asked for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub profile: &'a Profile,
    pub chart_version: ChartVersion,
    /// Names of modules; empty for all.
    pub modules: Vec<String>,
    pub errata: ErrataChoice,
    /// Volume sizes set on purpose: store and size.
    pub storage: Vec<(String, String)>,
}

/// The decisions for one profile of one chart version.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    pub profile: Profile,
    pub chart_version: ChartVersion,
    /// Names of the modules asked for; empty for all.
    pub modules: Vec<String>,
    pub errata_choice: ErrataChoice,
    pub errata: Vec<Applied>,
    pub storage: Vec<SetVolume>,
    /// The values, in the order in which they are written.
    pub values: Map<String, Value>,
    /// What a reader needs to know, by key path, in the order of the values.
    pub comments: Vec<Comment>,
}

/// An erratum that changed something in this plan.
#[derive(Clone, Debug, Serialize)]
pub struct Applied {
    pub id: String,
    pub reason: String,
    /// How the number was chosen, where no source gives one.
    pub chosen: Option<String>,
    /// Number of leaves changed, added or dropped.
    pub leaves: usize,
}

/// A volume whose size the user set.
#[derive(Clone, Debug, Serialize)]
pub struct SetVolume {
    pub store: String,
    pub size: String,
}

/// Lines of comment above one key.
#[derive(Clone, Debug, Serialize)]
pub struct Comment {
    pub path: String,
    pub lines: Vec<String>,
}

/// Decides everything that `request` leaves open.
///
/// # Errors
/// A module that the chart version does not have or no profile sizes, an unknown erratum or store, a size
/// that is no Kubernetes quantity, and an erratum that does not fit the table it corrects.
pub fn plan(catalog: &Catalog, request: &Request) -> Result<Plan> {
    // What is asked for here is no spec with places.
    Ok(sized(catalog, request).map_err(|problem| Problem { path: KeyPath::root(), ..problem })?)
}

/// [`plan`], with the place in the spec where a mistake is in one value of it.
pub fn sized(catalog: &Catalog, request: &Request) -> std::result::Result<Plan, Problem> {
    let mut values = shipped(catalog, request)?;
    let mut errata = Vec::new();
    let chosen = chosen_errata(catalog, &request.errata).map_err(|error| Problem::of("errata", error))?;
    for erratum in chosen {
        let column = catalog.column(&request.profile.name, &request.chart_version);
        let changes: Vec<Change> =
            erratum.changes(column).into_iter().filter(|change| in_modules(&change.path, &request.modules)).collect();
        for change in &changes {
            correct(&mut values, erratum, change)?;
        }
        if !changes.is_empty() {
            errata.push(Applied {
                id: erratum.id.clone(),
                reason: erratum.reason.clone(),
                chosen: erratum.chosen.clone(),
                leaves: changes.len(),
            });
        }
    }
    // A switch for the whole platform reads best above what it rules.
    if let Some(global) = values.shift_remove("global") {
        values.shift_insert(0, "global".to_owned(), global);
    }
    let mut storage = Vec::new();
    for (store, size) in &request.storage {
        let set = set_volume(catalog, request, &mut values, store, size);
        let path = KeyPath::of(["storage", "volumes", store.as_str()]);
        storage.push(set.map_err(|error| Problem { path, ..Problem::from(error) })?);
    }
    order::canonical(&mut values);
    let comments = comments(catalog, request, &values);
    Ok(Plan {
        profile: request.profile.clone(),
        chart_version: request.chart_version.clone(),
        modules: request.modules.clone(),
        errata_choice: request.errata.clone(),
        errata,
        storage,
        values,
        comments,
    })
}

/// The values as the chart shipped them, without any correction.
fn shipped(catalog: &Catalog, request: &Request) -> Result<Map<String, Value>> {
    let column = catalog.column(&request.profile.name, &request.chart_version);
    for name in &request.modules {
        let module = catalog.module(name)?;
        if !module.exists_in(&request.chart_version) {
            let windows: Vec<String> = module.services.iter().map(|service| service.versions.to_string()).collect();
            return Err(Error::new(format!("chart {} has no module `{name}`", request.chart_version)).help(format!(
                "it holds services for chart versions {}",
                windows.first().cloned().unwrap_or_default()
            )));
        }
    }
    let mut values = Map::new();
    for module in &catalog.modules {
        if !request.modules.is_empty() && !request.modules.contains(&module.name) {
            continue;
        }
        for service in &module.services {
            let Some(sizing) = &service.sizing else { continue };
            if !sizing.holds_for(&request.chart_version, &service.versions) {
                continue;
            }
            let below: KeyPath = format!("{}.{}", module.name, service.name).parse().map_err(Error::new)?;
            leaf::put(&mut values, &below, Value::Object(sizing.values(column)));
        }
    }
    leaf::prune(&mut values);
    if values.is_empty() {
        if request.modules.is_empty() {
            return Err(Error::new(format!("the catalog sizes no service of chart {}", request.chart_version)));
        }
        return Err(Error::new(format!("no profile sizes a service of {}", request.modules.join(", ")))
            .help("their services run on the chart's own defaults; leave --module away to render what is sized"));
    }
    Ok(values)
}

fn chosen_errata<'a>(catalog: &'a Catalog, choice: &ErrataChoice) -> Result<Vec<&'a Erratum>> {
    if let ErrataChoice::Only(ids) = choice {
        let known = catalog.errata.iter().map(|erratum| erratum.id.as_str());
        if let Some(id) = ids.iter().find(|id| !known.clone().any(|known| known == id.as_str())) {
            return Err(suggest::unknown("erratum", id, erratum::WORDS.into_iter().chain(known)));
        }
    }
    let wanted = |erratum: &&Erratum| match choice {
        ErrataChoice::Default => erratum.default,
        ErrataChoice::All => true,
        ErrataChoice::None => false,
        ErrataChoice::Only(ids) => ids.contains(&erratum.id),
    };
    Ok(catalog.errata.iter().filter(wanted).collect())
}

/// Whether the leaf at `path` belongs to what was asked for. Switches under `global` always do.
fn in_modules(path: &str, modules: &[String]) -> bool {
    let module = path.split('.').next().unwrap_or_default();
    modules.is_empty() || module == "global" || modules.iter().any(|name| name == module)
}

fn correct(values: &mut Map<String, Value>, erratum: &Erratum, change: &Change) -> Result<()> {
    let path: KeyPath = change.path.parse().map_err(Error::new)?;
    let held = leaf::get(values, &path).cloned();
    if held != change.shipped {
        return Err(Error::new(format!(
            "erratum `{}` does not fit the sizing table: `{path}` holds {}, the erratum expects {}",
            erratum.id,
            show(&held),
            show(&change.shipped)
        )));
    }
    match &change.ours {
        Some(value) => leaf::put(values, &path, value.clone()),
        None => leaf::remove(values, &path),
    }
    // An item that a list does not have cannot be set.
    if leaf::get(values, &path) != change.ours.as_ref() {
        return Err(Error::new(format!(
            "erratum `{}` does not fit the sizing table: there is no `{path}` to change",
            erratum.id
        )));
    }
    Ok(())
}

fn show(value: &Option<Value>) -> String {
    value.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string)
}

fn set_volume(
    catalog: &Catalog,
    request: &Request,
    values: &mut Map<String, Value>,
    store: &str,
    size: &str,
) -> Result<SetVolume> {
    let stores = catalog.volumes.iter().map(|volume| volume.store.as_str());
    let volume = catalog
        .volumes
        .iter()
        .find(|volume| volume.store == store)
        .ok_or_else(|| suggest::unknown("store", store, stores))?;
    if size.is_empty() {
        return Err(Error::new(format!("the size for `{store}` is empty")).help("write it with its unit: 200Gi"));
    }
    let bytes = size
        .parse::<Quantity>()
        .map_err(|error| Error::new(format!("{} is not a size for `{store}`: {error}", quoted(size))))?;
    if bytes == Quantity::MAX {
        return Err(Error::new(format!(
            "{} is too large a volume for `{store}`: Kubernetes cannot count so far",
            quoted(size)
        )));
    }
    if bytes < Quantity::from_whole(SMALLEST_VOLUME) {
        return Err(Error::new(format!("{} is too small a volume for `{store}`: the smallest is 1Gi", quoted(size)))
            .help("write the unit: 200Gi"));
    }
    let paths = size_paths(values, volume);
    if !volume.versions.contains(&request.chart_version) || paths.is_empty() {
        return Err(Error::new(format!(
            "`{store}` has no volume in what is rendered for chart {}",
            request.chart_version
        ))
        .help("check --chart-version and --module"));
    }
    for path in paths {
        leaf::put(values, &path, Value::String(size.to_owned()));
    }
    Ok(SetVolume { store: store.to_owned(), size: size.to_owned() })
}

/// Where `values` holds the size of `volume`; empty where it does not.
fn size_paths(values: &Map<String, Value>, volume: &Volume) -> Vec<KeyPath> {
    let Ok(path) = volume.path.parse::<KeyPath>() else { return Vec::new() };
    match (leaf::get(values, &path), &volume.each) {
        (Some(Value::Array(items)), Some(each)) => (0..items.len()).map(|index| path.index(index).key(each)).collect(),
        (Some(_), None) => vec![path],
        _ => Vec::new(),
    }
}

fn comments(catalog: &Catalog, request: &Request, values: &Map<String, Value>) -> Vec<Comment> {
    let mut comments = Vec::new();
    for volume in &catalog.volumes {
        if !volume.versions.contains(&request.chart_version) || size_paths(values, volume).is_empty() {
            continue;
        }
        let lines: &[&str] = match volume.kind {
            VolumeKind::Statefulset => {
                &["Fixed once installed: `helm upgrade` fails if this size changes, up or down."]
            }
            VolumeKind::Claim | VolumeKind::NodePool => {
                &["May grow on upgrade where the storage class allows it, but never shrink."]
            }
        };
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        comments.push(Comment { path: volume.path.clone(), lines });
    }
    comments
}
