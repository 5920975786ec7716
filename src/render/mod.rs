//! A plan as files. Templates loop and print; what they print is read back and compared with the plan.

pub mod digest;
mod header;
pub mod lines;
mod template;
mod verify;

use serde::Serialize;
use serde_json::Value;

use crate::error::Result;
use crate::plan::Plan;
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
    let modules = lines::blocks(&plan.values, &plan.comments);
    let text = template::fill(template::OVERRIDE, Context { header: header::lines(plan), modules })?;
    verify::same(&text, &Value::Object(plan.values.clone()))?;
    Ok(digest::sign(&text))
}

/// `values` as YAML text that Helm reads back the same.
pub fn yaml(values: &serde_json::Map<String, Value>) -> Result<String> {
    let modules = vec![lines::blocks(values, &[]).into_iter().flatten().collect()];
    let text = template::fill(template::OVERRIDE, Context { header: Vec::new(), modules })?;
    verify::same(&text, &Value::Object(values.clone()))?;
    Ok(text.trim_start().to_owned())
}
