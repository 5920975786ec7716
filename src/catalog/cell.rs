//! One cell of the sizing table: a value that may differ by profile and by chart version.

use serde_json::{Map, Value};

use super::version::{ChartVersion, Windows};

/// What a cell is asked for: one profile of one chart version. `profiles` are the names of all
/// profiles, which is how a map of profiles is told from a map of keys.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    pub profile: &'a str,
    pub version: &'a ChartVersion,
    pub profiles: &'a [String],
}

/// The value of `cell` in `column`, or none where the cell says nothing for it.
///
/// * a map whose keys are all profiles: the entry of the profile;
/// * a list of `{in: WINDOW, is: CELL}`: the first entry whose window holds the version;
/// * any other map or list: the same, item by item; an item that says nothing is left out;
/// * a scalar: itself.
pub fn resolve(cell: &Value, column: Column) -> Option<Value> {
    match cell {
        Value::Object(map) if is_by_profile(map, column.profiles) => {
            map.get(column.profile).and_then(|cell| resolve(cell, column))
        }
        Value::Object(map) => {
            let resolved: Map<_, _> =
                map.iter().filter_map(|(key, cell)| Some((key.clone(), resolve(cell, column)?))).collect();
            if resolved.is_empty() && !map.is_empty() { None } else { Some(Value::Object(resolved)) }
        }
        Value::Array(items) if is_by_version(items) => {
            items.iter().find(|item| in_window(item, column.version)).and_then(|item| resolve(&item["is"], column))
        }
        Value::Array(items) => Some(items.iter().filter_map(|item| resolve(item, column)).collect()),
        scalar => Some(scalar.clone()),
    }
}

fn is_by_profile(map: &Map<String, Value>, profiles: &[String]) -> bool {
    !map.is_empty() && map.keys().all(|key| profiles.contains(key))
}

pub(super) fn is_by_version(items: &[Value]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.get("in").is_some() && item.get("is").is_some())
}

/// The schema holds `in` to the form of a window, so an unreadable one cannot reach this place.
fn in_window(item: &Value, version: &ChartVersion) -> bool {
    item["in"].as_str().and_then(|text| text.parse::<Windows>().ok()).is_some_and(|windows| windows.contains(version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ask(cell: Value, profile: &str, version: &str) -> Option<Value> {
        let profiles = ["demo", "small", "medium", "large"].map(String::from);
        let version = version.parse().unwrap();
        resolve(&cell, Column { profile, version: &version, profiles: &profiles })
    }

    #[test]
    fn resolves_by_profile_by_version_and_item_by_item() {
        assert_eq!(ask(json!("1Gi"), "demo", "0.45.0"), Some(json!("1Gi")));
        assert_eq!(ask(json!({"small": 1, "large": 4}), "large", "0.45.0"), Some(json!(4)));
        assert_eq!(ask(json!({"small": 1, "large": 4}), "demo", "0.45.0"), None);
        let by_version = json!([{"in": "..0.20.2", "is": 1}, {"in": "0.21.0..", "is": {"demo": 3}}]);
        assert_eq!(ask(by_version.clone(), "small", "0.17.0"), Some(json!(1)));
        assert_eq!(ask(by_version.clone(), "demo", "0.21.0"), Some(json!(3)));
        assert_eq!(ask(by_version, "small", "0.21.0"), None);
        let disks = json!([{"id": 0, "size": {"demo": "5Gi", "large": "9Gi"}}, {"large": {"id": 1}}]);
        assert_eq!(ask(disks.clone(), "demo", "0.45.0"), Some(json!([{"id": 0, "size": "5Gi"}])));
        assert_eq!(ask(disks, "large", "0.45.0"), Some(json!([{"id": 0, "size": "9Gi"}, {"id": 1}])));
        assert_eq!(ask(json!({"auth": {"secret": [{"in": "..0.21.0", "is": "x"}]}}), "demo", "0.22.0"), None);
    }
}
