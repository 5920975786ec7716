//! Reads a rendered text back and holds it to what was planned.

use serde_json::Value;

use crate::error::{Error, Result};

/// Fails where `text` does not hold exactly `planned`.
pub fn same(text: &str, planned: &Value) -> Result<()> {
    let read: Value = serde_yaml::from_str(text).map_err(|error| defect(&error.to_string()))?;
    if read == *planned { Ok(()) } else { Err(defect("it holds other values than were planned")) }
}

fn defect(what: &str) -> Error {
    Error::new(format!("the rendered file is wrong: {what}"))
        .help("nothing was written; please report this defect of smpgen")
}
