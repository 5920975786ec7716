//! The JSON Schema of `smp.yaml`, made from its types: what editors offer is what the reader takes.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::Spec;
use crate::lint::finding::Severity;
use crate::yaml::path::{KeyPath, Segment};

/// The largest whole number in a spec.
const MOST: u32 = u32::MAX;

/// The schema, with every part in its place (no `$ref`).
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<Spec>().to_value();
    tidy(&mut schema);
    if let Value::Object(map) = &mut schema {
        map.insert("title".to_owned(), Value::from("smp.yaml of smpgen"));
    }
    schema
}

/// A default of nothing says nothing, and a whole number has an end.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            let is_schema = map.contains_key("type") || map.contains_key("enum");
            if is_schema {
                map.remove("default");
            }
            // JSON Schema takes 1e23 for an integer, and no type of ours holds it.
            if map.get("type").is_some_and(|kind| kind == "integer") {
                map.entry("maximum").or_insert(MOST.into());
            }
            map.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

impl JsonSchema for Severity {
    fn schema_name() -> Cow<'static, str> {
        "Severity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": ["error", "warning", "info"] })
    }
}

/// The part of `schema` that a value at `path` must fit.
pub fn part<'s>(schema: &'s Value, path: &KeyPath) -> Option<&'s Value> {
    path.segments().iter().try_fold(schema, |schema, segment| match segment {
        Segment::Key(key) => {
            let own = schema.get("properties").and_then(|properties| properties.get(key.as_str()));
            own.or_else(|| schema.get("additionalProperties").filter(|open| open.is_object()))
        }
        Segment::Index(_) => schema.get("items").or_else(|| schema.get("additionalProperties")),
    })
}

/// The keys that a map may have, where they are fixed.
pub fn keys(schema: &Value) -> Vec<&str> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.map(|keys: &Map<String, Value>| keys.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// The texts that a value may be, where they are fixed.
pub fn choices(schema: &Value) -> Vec<&str> {
    let choices = schema.get("enum").and_then(Value::as_array);
    choices.map(|choices| choices.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_through_maps_and_lists() {
        let schema = schema();
        let at = |path: &str| part(&schema, &path.parse().expect(path)).cloned().unwrap_or_default();
        assert_eq!(
            keys(&schema),
            [
                "chartVersion",
                "profile",
                "load",
                "architecture",
                "modules",
                "release",
                "storage",
                "datastores",
                "network",
                "license",
                "registry",
                "vault",
                "backup",
                "kubernetes",
                "region",
                "kubeContext",
                "sites",
                "recovery",
                "environments",
                "errata",
                "lint"
            ]
        );
        assert_eq!(keys(&at("lint.paths.x")), ["ignore", "severity"]);
        assert_eq!(at("lint.select[3]")["type"], "string");
        assert_eq!(choices(&at("lint.paths.x.severity.y")), ["error", "warning", "info"]);
        assert_eq!(choices(&at("lint.failOn")), ["error", "warning", "info"]);
        assert!(!schema.to_string().contains("$ref"), "{schema:#}");
        assert!(!schema.to_string().contains("null"), "{schema:#}");
    }
}
