//! How a standby waits and comes alive: `profiles/standby.yaml`.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::yaml::path::{KeyPath, Segment};

/// What is known of a standby.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standby {
    pub flags: Flags,
    replicas: String,
    elsewhere: IndexMap<String, Vec<String>>,
    remarks: IndexMap<String, String>,
    uncounted: Vec<Uncounted>,
    defaults: Defaults,
}

/// The documented values of a standby, by key path.
#[derive(Clone, Debug, Deserialize)]
pub struct Flags {
    pub waiting: IndexMap<String, bool>,
    pub activated: IndexMap<String, bool>,
}

/// Services without a number of pods in the values.
#[derive(Clone, Debug, Deserialize)]
pub struct Uncounted {
    services: Vec<String>,
    /// Whether any pod of them runs all the same.
    pub pods: bool,
    /// Why, as a clause.
    pub why: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Defaults {
    replicas: i64,
    services: IndexMap<String, i64>,
}

impl Standby {
    /// The keys below `service` that count its pods, or why there are none.
    pub fn counts(&self, service: &KeyPath) -> Result<Vec<KeyPath>, &Uncounted> {
        let none = |row: &&Uncounted| {
            // The row of a chart is not one of the stores and parts below it.
            row.services.iter().any(|name| {
                let around = KeyPath::of(name.split('.'));
                *service == around || (service.starts_with(&around) && around.segments().len() > 2)
            })
        };
        if let Some(row) = self.uncounted.iter().find(none) {
            return Err(row);
        }
        let below = |key: &String| {
            let mut path = service.clone();
            key.split('.').for_each(|step| path.push(Segment::Key(step.into())));
            path
        };
        Ok(match self.elsewhere.get(&service.to_string()) {
            Some(keys) => keys.iter().map(below).collect(),
            None => vec![below(&self.replicas)],
        })
    }

    /// What to know of `service` at zero.
    pub fn remark(&self, service: &KeyPath) -> Option<&str> {
        self.remarks.get(&service.to_string()).map(String::as_str)
    }

    /// The chart's own number of pods of `service`, as far as it is public.
    pub fn default_count(&self, service: &KeyPath) -> i64 {
        self.defaults.services.get(&service.to_string()).copied().unwrap_or(self.defaults.replicas)
    }
}
