//! A runbook as Markdown.

use serde::Serialize;

use super::{digest, template};
use crate::error::Result;
use crate::plan::runbook::Runbook;

#[derive(Serialize)]
struct Context<'a> {
    origin: String,
    #[serde(flatten)]
    runbook: &'a Runbook,
}

/// The text of `runbook`, for `chart_version`. Same runbook, same bytes.
pub fn text(runbook: &Runbook, chart_version: &str) -> Result<String> {
    let origin = format!("Printed by smpgen {} for chart {chart_version}.", env!("CARGO_PKG_VERSION"));
    Ok(digest::sign(&template::fill_text(template::RUNBOOK, Context { origin, runbook })?))
}
