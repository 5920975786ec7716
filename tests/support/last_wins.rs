//! Reads YAML as Helm reads a file that repeats keys: the last one counts, whole.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A value in which the last of equal keys was kept. `repeated` counts the keys that were dropped.
#[derive(Debug, PartialEq)]
pub struct LastWins {
    pub value: Value,
    pub repeated: usize,
}

/// `text` as YAML in which keys may repeat.
pub fn read(text: &str) -> LastWins {
    serde_yaml::from_str(text).unwrap()
}

impl<'de> Deserialize<'de> for LastWins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<LastWins, D::Error> {
        deserializer.deserialize_any(Keeper)
    }
}

struct Keeper;

fn scalar<E>(value: impl Into<Value>) -> Result<LastWins, E> {
    Ok(LastWins { value: value.into(), repeated: 0 })
}

impl<'de> Visitor<'de> for Keeper {
    type Value = LastWins;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<LastWins, E> {
        scalar(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<LastWins, E> {
        scalar(value)
    }

    fn visit_i64<E>(self, value: i64) -> Result<LastWins, E> {
        scalar(value)
    }

    fn visit_u64<E>(self, value: u64) -> Result<LastWins, E> {
        scalar(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<LastWins, E> {
        scalar(Value::Number(Number::from_f64(value).ok_or_else(|| E::custom("not a finite number"))?))
    }

    fn visit_str<E>(self, value: &str) -> Result<LastWins, E> {
        scalar(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<LastWins, A::Error> {
        let (mut list, mut repeated) = (Vec::new(), 0);
        while let Some(item) = items.next_element::<LastWins>()? {
            repeated += item.repeated;
            list.push(item.value);
        }
        Ok(LastWins { value: Value::Array(list), repeated })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<LastWins, A::Error> {
        let (mut map, mut repeated) = (Map::new(), 0);
        while let Some((key, entry)) = entries.next_entry::<String, LastWins>()? {
            repeated += entry.repeated + usize::from(map.insert(key, entry.value).is_some());
        }
        Ok(LastWins { value: Value::Object(map), repeated })
    }
}
