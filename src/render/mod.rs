//! A plan as files. Templates loop and print; what they print is read back and compared with the plan.

pub mod digest;
mod header;
pub mod lines;
pub mod runbook;
pub mod template;
mod verify;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Result;
use crate::leaf;
use crate::plan::Plan;
use crate::plan::installation::{Installation, PlannedFile};
use lines::Line;

#[derive(Serialize)]
struct Context<'a> {
    header: Vec<String>,
    modules: Vec<Vec<Line<'a>>>,
}

/// Name of the override that holds `plan`: `override-medium.yaml`.
pub fn override_name(plan: &Plan) -> String {
    format!("override-{}.yaml", plan.profile.name)
}

/// The override that holds `plan`, as YAML text. Same plan, same bytes.
///
/// # Errors
/// Where the text, read back as Helm reads it, is not what was planned: a defect of smpgen.
pub fn override_text(plan: &Plan) -> Result<String> {
    let modules = lines::blocks(&plan.values, &plan.comments, &|_| None);
    let text = template::fill(template::OVERRIDE, Context { header: header::lines(plan), modules })?;
    verify::same(&text, &Value::Object(plan.values.clone()))?;
    Ok(digest::sign(&text))
}

/// A file beside the override, as YAML text.
///
/// # Errors
/// As [`override_text`].
pub fn layer_text(installation: &Installation, file: &PlannedFile) -> Result<String> {
    let modules = lines::blocks(&file.values, &file.comments, &|_| None);
    let text = template::fill(template::OVERRIDE, Context { header: header::of_layer(installation, file), modules })?;
    verify::same(&text, &Value::Object(file.values.clone()))?;
    Ok(digest::sign(&text))
}

/// Name of the file that says what must exist before helm runs.
pub const PREREQUISITES: &str = "prerequisites.md";

/// What must exist before helm runs, as Markdown; empty where nothing must.
///
/// # Errors
/// Where the template cannot be filled: a defect of smpgen.
pub fn prerequisites_text(installation: &Installation) -> Result<String> {
    match installation.prerequisites.is_empty() {
        true => Ok(String::new()),
        false => template::fill_text(template::PREREQUISITES, installation).map(|text| digest::sign(&text)),
    }
}

/// The override and the files beside it as one text: what helm merges them to.
///
/// # Errors
/// As [`override_text`].
pub fn merged_text(installation: &Installation) -> Result<String> {
    let mut plan = installation.profile.clone();
    for layer in &installation.layers {
        leaf::merge(&mut plan.values, &layer.values);
        plan.comments.extend(layer.comments.iter().cloned());
    }
    override_text(&plan)
}

/// `values` as YAML text that Helm reads back the same.
pub fn yaml(values: &Map<String, Value>) -> Result<String> {
    annotated_yaml(values, &|_| None)
}

/// The same with a comment behind each scalar, from what `behind` says of its path.
pub fn annotated_yaml(values: &Map<String, Value>, behind: lines::Behind) -> Result<String> {
    if values.is_empty() {
        return Ok("{}\n".to_owned());
    }
    let modules = vec![lines::blocks(values, &[], behind).into_iter().flatten().collect()];
    let text = template::fill(template::OVERRIDE, Context { header: Vec::new(), modules })?;
    verify::same(&text, &Value::Object(values.clone()))?;
    Ok(text.trim_start().to_owned())
}
