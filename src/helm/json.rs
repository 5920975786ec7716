//! Values as JSON, the way Helm prints them with `-o json` and hands them to a JSON schema.

use serde_json::{Map, Number as JsonNumber, Value as Json};

use super::number;
use super::value::{Number, Value};

/// The value as JSON, without places. Whole numbers become JSON integers where 64 bits hold the digits that Go
/// prints (9223372036854775807 is read as a float and printed as 9223372036854776000).
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(Number::Int(value)) => Json::from(*value),
        Value::Number(Number::Float(value)) => float_to_json(*value),
        Value::String(text) => Json::String(text.clone()),
        Value::List(items) => Json::Array(items.iter().map(|item| to_json(&item.value)).collect()),
        Value::Map(entries) => {
            let pairs = entries.iter().map(|(key, node)| (key.clone(), to_json(&node.value)));
            Json::Object(pairs.collect::<Map<String, Json>>())
        }
    }
}

/// A float as JSON; infinity and NaN, which no values file can hold, become null.
fn float_to_json(value: f64) -> Json {
    // Nearly every number of a values file, without its digits in between.
    const EXACT: f64 = (1_u64 << 53) as f64;
    if value.fract() == 0.0 && value.abs() < EXACT && !(value == 0.0 && value.is_sign_negative()) {
        return Json::from(value as i64);
    }
    let printed = number::json(value);
    if let Ok(small) = printed.parse::<i64>()
        && printed != "-0"
    {
        return Json::from(small);
    }
    match printed.parse::<u64>() {
        Ok(large) => Json::from(large),
        Err(_) => JsonNumber::from_f64(value).map_or(Json::Null, Json::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_integers() {
        let printed = |value: f64| to_json(&Value::Number(Number::Float(value))).to_string();
        assert_eq!(printed(2.0), "2");
        assert_eq!(printed(-3.0), "-3");
        assert_eq!(printed(0.5), "0.5");
        assert_eq!(printed(1e15), "1000000000000000");
        assert_eq!(printed(9223372036854775807.0), "9223372036854776000");
        assert_eq!(printed(1e21), "1e+21");
        assert_eq!(printed(f64::NAN), "null");
        assert_eq!(to_json(&Value::Number(Number::Int(i64::MIN))).to_string(), "-9223372036854775808");
    }
}
