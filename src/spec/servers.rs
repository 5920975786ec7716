//! The servers of a datastore outside the cluster.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

/// Its servers, for the rule that holds them to the sizes in the documentation.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServersSpec {
    /// How many there are.
    #[serde(default)]
    #[schemars(with = "u32", range(min = 1))]
    pub nodes: Option<u32>,
    /// Processors of each, as a quantity: 4.
    #[serde(default, deserialize_with = "amount")]
    #[schemars(schema_with = "amount_schema")]
    pub cpu: Option<String>,
    /// Memory of each, as a quantity: 16Gi.
    #[serde(default, deserialize_with = "amount")]
    #[schemars(schema_with = "amount_schema")]
    pub memory: Option<String>,
    /// Memory that may be filled with data, as a quantity: 2Gi.
    #[serde(default, deserialize_with = "amount")]
    #[schemars(schema_with = "amount_schema")]
    pub data_memory: Option<String>,
}

/// A quantity as a text, or as the number that YAML makes of `4`.
pub fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Amount {
        Text(String),
        Number(serde_json::Number),
    }
    let amount = Option::<Amount>::deserialize(deserializer)?;
    Ok(amount.map(|amount| match amount {
        Amount::Text(text) => text,
        Amount::Number(number) => number.to_string(),
    }))
}

/// The schema of [`amount`].
pub fn amount_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "number"] })
}
