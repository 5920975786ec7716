//! Turns the catalog's YAML into the JSON that the binary embeds.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Value, json};
use yaml::path::{KeyPath, Segment};

/// Key paths are read here as the program reads them.
#[allow(dead_code)]
#[path = "src/yaml"]
mod yaml {
    pub mod name;
    pub mod path;
    pub mod quick;
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=profiles");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for directory in ["", "services", "defaults", "keys", "rules", "architectures", "datastores"] {
        fs::create_dir_all(out.join(directory))?;
        for entry in fs::read_dir(Path::new("profiles").join(directory))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let read = if directory == "defaults" { defaults } else { json_of };
                embed(&path, &out.join(directory), read).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// Writes `services/ci.yaml` as `services/ci.yaml.json`, read by `read`.
fn embed(path: &Path, directory: &Path, read: fn(&str) -> Result<Value, Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let name = path.file_name().ok_or("a file without a name")?.to_string_lossy();
    let value = read(&fs::read_to_string(path)?)?;
    fs::write(directory.join(format!("{name}.json")), serde_json::to_string(&value)?)?;
    Ok(())
}

fn json_of(text: &str) -> Result<Value, Box<dyn Error>> {
    Ok(serde_yaml::from_str(text)?)
}

/// A file of the chart's defaults as one [`Branch`].
fn defaults(text: &str) -> Result<Value, Box<dyn Error>> {
    let file = json_of(text)?;
    let mut root = Branch::default();
    for (path, cell) in file["defaults"].as_object().ok_or("no `defaults`")? {
        root.at(&path.parse()?)?.cell = Some(cell.clone());
    }
    Ok(root.json())
}

/// The defaults of the chart at a path and below it, as `catalog/defaults.rs` reads them: a cold process would spend
/// half of its time on taking a thousand key paths apart.
#[derive(Default)]
struct Branch {
    cell: Option<Value>,
    below: BTreeMap<String, Branch>,
}

impl Branch {
    fn at(&mut self, path: &KeyPath) -> Result<&mut Branch, String> {
        path.segments().iter().try_fold(self, |branch, segment| match segment {
            Segment::Key(key) => Ok(branch.below.entry(key.to_string()).or_default()),
            Segment::Index(_) => Err(format!("`{path}`: a list is one value")),
        })
    }

    fn json(&self) -> Value {
        let mut out = serde_json::Map::new();
        if let Some(cell) = &self.cell {
            out.insert("cell".to_owned(), form(cell));
        }
        if !self.below.is_empty() {
            let below: Vec<Value> = self.below.iter().map(|(key, branch)| json!([key, branch.json()])).collect();
            out.insert("below".to_owned(), below.into());
        }
        out.into()
    }
}

/// A cell that changes with the version, a list of `{in, is}`, apart from one that holds in all.
fn form(cell: &Value) -> Value {
    let window = |item: &Value| Some(json!([item.get("in")?, item.get("is")?]));
    let windows: Option<Vec<Value>> = cell.as_array().and_then(|items| items.iter().map(window).collect());
    match windows {
        Some(windows) if !windows.is_empty() => json!({ "byVersion": windows }),
        _ => json!({ "always": cell }),
    }
}
