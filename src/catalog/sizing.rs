//! A row of the sizing table, and the values that its columns stand for.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::cell::{self, Column};
use super::version::{ChartVersion, Windows};

/// One row: every column is a cell (see [`cell::resolve`]) or absent.
///
/// | column | values it stands for |
/// |---|---|
/// | `hpa.enabled`, `min`, `max`, `cpu`, `memory` | `autoscaling.enabled`, `minReplicas`, `maxReplicas`, `targetCPU`, `targetMemory` |
/// | `heap` | `java.memory` |
/// | `replicas` | `replicaCount`, or the key that `replicasKey` names |
/// | `cpu`, `cpuLimit` | `resources.requests.cpu`, `resources.limits.cpu` |
/// | `memory` | `resources.requests.memory`, and the limit too unless `memoryLimit` gives one |
/// | `job` | the same four under `jobresources` |
/// | `storage` | a map of key path to size |
/// | `values` | odd keys, as they stand |
/// | `parts` | further rows below a key path of this service |
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sizing {
    /// Where the row holds for other versions than the service is in the chart: shipped files keep
    /// blocks of services that have left.
    versions: Option<Windows>,
    hpa: Option<Map<String, Value>>,
    heap: Option<Value>,
    replicas: Option<Value>,
    replicas_key: Option<String>,
    cpu: Option<Value>,
    memory: Option<Value>,
    cpu_limit: Option<Value>,
    memory_limit: Option<Value>,
    job: Option<JobResources>,
    storage: Option<Map<String, Value>>,
    values: Option<Map<String, Value>>,
    #[serde(default)]
    parts: IndexMap<String, Sizing>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobResources {
    cpu: Option<Value>,
    memory: Option<Value>,
    cpu_limit: Option<Value>,
    memory_limit: Option<Value>,
}

/// Column of `hpa` and the key it stands for, in the order in which they are written.
const HPA_KEYS: [(&str, &str); 5] = [
    ("enabled", "enabled"),
    ("min", "minReplicas"),
    ("max", "maxReplicas"),
    ("cpu", "targetCPU"),
    ("memory", "targetMemory"),
];

impl Sizing {
    /// Whether the shipped profiles of `version` have this row; `service` are the versions of its service.
    pub fn holds_for(&self, version: &ChartVersion, service: &Windows) -> bool {
        self.versions.as_ref().unwrap_or(service).contains(version)
    }

    /// The values of this row below its service, in the order in which they are written.
    /// Empty where every column is silent for `column`.
    pub fn values(&self, column: Column) -> Map<String, Value> {
        let mut out = Map::new();
        let mut put = |path: &[&str], cell: Option<&Value>| {
            if let Some(value) = cell.and_then(|cell| cell::resolve(cell, column)) {
                merge_at(&mut out, path, value);
            }
        };
        if let Some(hpa) = &self.hpa {
            for (name, key) in HPA_KEYS {
                put(&["autoscaling", key], hpa.get(name));
            }
        }
        put(&["java", "memory"], self.heap.as_ref());
        put(&[self.replicas_key.as_deref().unwrap_or("replicaCount")], self.replicas.as_ref());
        let own = [&self.cpu_limit, &self.memory_limit, &self.cpu, &self.memory];
        let job = self.job.as_ref().map(|job| [&job.cpu_limit, &job.memory_limit, &job.cpu, &job.memory]);
        for (key, cells) in [("resources", Some(own)), ("jobresources", job)] {
            let Some([cpu_limit, memory_limit, cpu, memory]) = cells.map(|cells| cells.map(Option::as_ref)) else {
                continue;
            };
            put(&[key, "limits", "cpu"], cpu_limit);
            put(&[key, "limits", "memory"], memory_limit.or(memory));
            put(&[key, "requests", "cpu"], cpu);
            put(&[key, "requests", "memory"], memory);
        }
        for (path, cell) in self.storage.iter().flatten() {
            put(&path.split('.').collect::<Vec<_>>(), Some(cell));
        }
        for (key, cell) in self.values.iter().flatten() {
            put(&[key], Some(cell));
        }
        for (path, row) in &self.parts {
            let values = row.values(column);
            if !values.is_empty() {
                merge_at(&mut out, &path.split('.').collect::<Vec<_>>(), Value::Object(values));
            }
        }
        out
    }
}

/// Puts `value` at `path` below `map`; maps on the way are made, and two maps become one.
fn merge_at(map: &mut Map<String, Value>, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else { return };
    let slot = map.entry(*first).or_insert(Value::Null);
    if !rest.is_empty() {
        if !slot.is_object() {
            *slot = Value::Object(Map::new());
        }
        if let Value::Object(inner) = slot {
            merge_at(inner, rest, value);
        }
        return;
    }
    match (slot, value) {
        (Value::Object(inner), Value::Object(value)) => {
            for (key, value) in value {
                merge_at(inner, &[&key], value);
            }
        }
        (slot, value) => *slot = value,
    }
}
