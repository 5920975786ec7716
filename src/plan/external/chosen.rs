//! Where a datastore runs, and whether the settings of the spec belong there.

use super::Ask;
use super::draft::Draft;
use crate::catalog::providers::{Class, Datastore, IN_CLUSTER, Provider};
use crate::spec::problem::Problem;

/// A datastore that runs outside the cluster.
pub struct Chosen<'a> {
    pub datastore: &'a Datastore,
    /// Id of the provider.
    pub id: &'a str,
    pub provider: &'a Provider,
}

/// Where the datastore called `name` runs; nothing where the chart runs it. `settings` says of each setting but
/// `provider` whether the spec has it.
pub fn chosen<'a>(
    ask: &Ask<'a>,
    name: &str,
    provider: Option<&str>,
    settings: &[(&str, bool)],
) -> Result<Option<Chosen<'a>>, Problem> {
    if provider.is_none() && settings.iter().all(|(_, is_set)| !is_set) {
        return Ok(None);
    }
    let datastore = ask.catalog.datastore(name).map_err(Problem::from)?;
    let path = |setting: &str| format!("datastores.{name}.{setting}");
    let (id, provider_found) =
        datastore.provider(provider.unwrap_or(IN_CLUSTER)).map_err(|error| Problem::of(&path("provider"), error))?;
    let set = settings.iter().filter(|(_, is_set)| *is_set).map(|(setting, _)| *setting);
    if let Some(stray) = set.into_iter().find(|setting| !provider_found.takes.iter().any(|taken| taken == setting)) {
        return Err(not_taken(datastore, id, provider_found, provider.is_some(), &path(stray), stray));
    }
    let outside = provider_found.class != Class::InCluster;
    Ok(outside.then_some(Chosen { datastore, id, provider: provider_found }))
}

fn not_taken(datastore: &Datastore, id: &str, provider: &Provider, named: bool, path: &str, setting: &str) -> Problem {
    let others = datastore.providers.iter().filter(|(_, other)| other.takes.iter().any(|taken| taken == setting));
    let others: Vec<&str> = others.map(|(id, _)| id.as_str()).collect();
    if provider.class == Class::InCluster {
        let message = match named {
            true => format!("is not for provider `{id}`: the chart sets it up itself"),
            false => "is for what runs outside the cluster, and `provider` does not say where".to_owned(),
        };
        return Problem::at(path, message).help(format!("it goes with provider {}", others.join(", ")));
    }
    let why = provider.why.get(setting).map(|why| format!(": {why}")).unwrap_or_default();
    let help = match others.is_empty() {
        true => format!("leave it out; `{id}` takes {}", provider.takes.join(", ")),
        false => format!("leave it out; it goes with provider {}", others.join(", ")),
    };
    Problem::at(path, format!("is not for provider `{id}`{why}")).help(help)
}

impl Chosen<'_> {
    /// `datastores.mongo.hosts` for `hosts`.
    pub fn spec_path(&self, setting: &str) -> String {
        format!("datastores.{}.{setting}", self.datastore.datastore)
    }

    /// `global.database.mongo.hosts` for `hosts`.
    pub fn key(&self, key: &str) -> String {
        format!("{}.{key}", self.datastore.block)
    }

    /// That `setting` is missing. `what` says what it would be.
    pub fn missing(&self, setting: &str, what: &str) -> Problem {
        let message = format!("is missing: provider `{}` needs {what}", self.id);
        Problem::at(&self.spec_path(setting), message)
    }

    /// The usual port. Those of a catalog that gives none are all taken.
    pub fn port(&self) -> u16 {
        self.provider.port.unwrap_or_default()
    }

    /// Begins the prerequisites: what the server itself must be.
    pub fn prerequisites(&self, ask: &Ask, draft: &mut Draft, reached_at: &[String]) {
        draft.about(&self.datastore.title);
        let at: Vec<String> = reached_at.iter().map(|host| format!("`{host}`")).collect();
        draft.need(format!("{}, which the pods reach at {}.", self.provider.title, at.join(", ")));
        if let Some(engine) = self.datastore.engine(ask.version) {
            draft.need(format!("A version near `{engine}`, which chart {} runs itself.", ask.version));
        }
        if let Some(size) = &self.provider.size {
            let disk = size.disk.as_ref().map(|disk| format!(" and {disk} of disk")).unwrap_or_default();
            let comma = if disk.is_empty() { " and" } else { "," };
            draft.need(format!(
                "The size that the documentation names: {} nodes, each with {} CPU{comma} {} of memory{disk}.",
                size.nodes, size.cpu, size.memory
            ));
        }
        for need in self.datastore.needs(self.id, ask.version) {
            draft.need(need);
        }
    }
}
