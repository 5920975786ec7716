//! Reads a rendered text back as both versions of Helm do, and holds it to what was planned.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::helm::json::to_json;
use crate::helm::read::read;
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::yaml::source::Source;

/// Fails where `text` does not hold exactly `planned`.
pub fn same(text: &str, planned: &Value) -> Result<()> {
    let source = Source::from_text("rendered file", text);
    for helm in [HelmVersion::V3, HelmVersion::V4] {
        let reading = read(&source, LayerId(0), helm).map_err(|error| defect(&error.message))?;
        if !reading.notes.is_empty() || to_json(&reading.root.value) != *planned {
            return Err(defect("it holds other values than were planned"));
        }
    }
    Ok(())
}

fn defect(what: &str) -> Error {
    Error::new(format!("the rendered file is wrong: {what}"))
        .help("nothing was written; please report this defect of smpgen")
}
