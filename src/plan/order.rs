//! The order in which the leaves of a container are written, wherever each of them came from.

use serde_json::{Map, Value};

/// What sizes a container, in the order of the columns of the sizing table. Keys that are not named here follow, in
/// the order in which they were set.
const CONTAINER: [&str; 10] = [
    "autoscaling",
    "java",
    "replicaCount",
    "replicas",
    "resources",
    "jobresources",
    "persistence",
    "persistentVolumes",
    "volumeClaimTemplate",
    "storage",
];

/// The same for what is below `autoscaling`.
const AUTOSCALING: [&str; 5] = ["enabled", "minReplicas", "maxReplicas", "targetCPU", "targetMemory"];

/// Puts the keys of every map in `values` into this order. A leaf that an erratum adds then stands where a reader
/// looks for it, not at the end. Lists keep their items as they are.
pub fn canonical(values: &mut Map<String, Value>) {
    sort(values, &CONTAINER);
}

fn sort(map: &mut Map<String, Value>, order: &[&str]) {
    let rank = |key: &str| order.iter().position(|known| *known == key).unwrap_or(order.len());
    let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    entries.sort_by_key(|(key, _)| rank(key));
    for (key, mut value) in entries {
        if let Value::Object(inner) = &mut value {
            sort(inner, if key == "autoscaling" { &AUTOSCALING } else { &CONTAINER });
        }
        map.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_added_last_stands_in_its_place() {
        let Value::Object(mut values) = json!({"m": {"s": {
            "extra": 1, "resources": {"requests": {"memory": 1, "cpu": 1}}, "odd": 2, "storage": {}, "java": {},
            "autoscaling": {"behavior": 1, "targetMemory": 80, "maxReplicas": 3, "enabled": true}, "replicaCount": 2,
        }}, "a": {"list": [{"resources": 1, "autoscaling": 1}]}}) else {
            panic!()
        };
        canonical(&mut values);
        let expected = r#"{"m":{"s":{"autoscaling":{"enabled":true,"maxReplicas":3,"targetMemory":80,"behavior":1},"java":{},"replicaCount":2,"resources":{"requests":{"memory":1,"cpu":1}},"storage":{},"extra":1,"odd":2}},"a":{"list":[{"resources":1,"autoscaling":1}]}}"#;
        assert_eq!(Value::Object(values).to_string(), expected);
    }
}
