//! A part of a spec that is laid over another: only what differs, so nothing in it is required.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// The keys of a `T` that somebody wrote, as they were written.
#[derive(Clone, Debug)]
pub struct Partial<T> {
    pub written: Map<String, Value>,
    of: PhantomData<T>,
}

impl<T> Default for Partial<T> {
    fn default() -> Partial<T> {
        Partial { written: Map::new(), of: PhantomData }
    }
}

impl<'de, T> Deserialize<'de> for Partial<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Partial<T>, D::Error> {
        Ok(Partial { written: Map::deserialize(deserializer)?, of: PhantomData })
    }
}

impl<T> Serialize for Partial<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Partial<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Partial{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator).to_value();
        nothing_required(&mut schema);
        Schema::try_from(schema).unwrap_or_default()
    }
}

fn nothing_required(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            // A list of names is the keyword; a map would be a property that is called so.
            if map.get("required").is_some_and(Value::is_array) {
                map.remove("required");
            }
            map.values_mut().for_each(nothing_required);
        }
        Value::Array(items) => items.iter_mut().for_each(nothing_required),
        _ => {}
    }
}
