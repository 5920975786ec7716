//! Least numbers of pods, and disruption budgets where they block no drain.

use serde_json::{Map, Value};

use super::Plan;
use super::draft::Draft;
use crate::catalog::architecture::Architecture;
use crate::leaf;
use crate::yaml::path::KeyPath;

/// The first chart whose values have disruption budgets (`global.pdb`).
const BUDGETS_SINCE: (u64, u64) = (0, 21);

/// The least number of pods of a service, from which on a budget of half of them lets one go.
const DRAINABLE: i64 = 2;

/// Raises the services of the override to the floors of `architecture`. What the override does not size stays on the
/// chart's own numbers, which are not public.
pub fn set(draft: &mut Draft, architecture: &Architecture, profile: &Plan) {
    let mut raised = false;
    for floor in &architecture.floors {
        for name in &floor.services {
            let path = KeyPath::of(name.split('.'));
            let Some(Value::Object(block)) = leaf::get(&profile.values, &path) else { continue };
            raised |= raise(draft, &path, block, floor.replicas);
            if profile.chart_version.minor_line() >= BUDGETS_SINCE && floor.replicas >= DRAINABLE {
                draft.put(path.key("pdb").key("create"), true);
            }
        }
    }
    if raised {
        let mut lines =
            vec![format!("Floors of `{}` above those of the profile {}.", architecture.id, profile.profile.name)];
        if profile.chart_version.minor_line() >= BUDGETS_SINCE {
            lines.push(
                "`pdb` stands only where two pods or more run: with one, a drain of its node would wait for ever."
                    .to_owned(),
            );
        }
        draft.comment("platform", lines);
    }
}

/// Raises what decides on the number of pods: the autoscaler's bounds where the service has one, else `replicaCount`.
fn raise(draft: &mut Draft, path: &KeyPath, block: &Map<String, Value>, floor: i64) -> bool {
    let number = |value: Option<&Value>| value.and_then(Value::as_i64);
    let scaling = block.get("autoscaling").and_then(Value::as_object);
    let at = |key: &str| scaling.and_then(|scaling| scaling.get(key));
    if at("enabled") != Some(&Value::Bool(true)) {
        let low = number(block.get("replicaCount")).is_none_or(|count| count < floor);
        if low {
            draft.put(path.key("replicaCount"), floor);
        }
        return low;
    }
    let own = path.key("autoscaling");
    let low = number(at("minReplicas")).is_none_or(|min| min < floor);
    if low {
        draft.put(own.key("minReplicas"), floor);
    }
    if number(at("maxReplicas")).is_some_and(|max| max < floor) {
        draft.put(own.key("maxReplicas"), floor);
    }
    low
}
