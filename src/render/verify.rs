//! Reads a rendered text back as Helm does, and holds it to what was planned.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::helm::json::to_json;
use crate::helm::read::read;
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::yaml::source::Source;

/// Fails where `text` does not hold exactly `planned`.
pub fn same(text: &str, planned: &Value) -> Result<()> {
    // Helm 3 and 4 differ in where a document ends, and only there: without a separator one reading stands for both.
    if text.lines().any(|line| line.starts_with("---")) {
        return Err(defect("it holds more than one document"));
    }
    let source = Source::from_text("rendered file", text);
    let reading = read(&source, LayerId(0), HelmVersion::V4).map_err(|error| defect(&error.message))?;
    match reading.notes.is_empty() && to_json(&reading.root.value) == *planned {
        true => Ok(()),
        false => Err(defect("it holds other values than were planned")),
    }
}

fn defect(what: &str) -> Error {
    Error::new(format!("the rendered file is wrong: {what}"))
        .help("nothing was written; please report this defect of smpgen")
}
