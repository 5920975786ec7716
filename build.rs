//! Turns the catalog's YAML into the JSON that the binary embeds.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=profiles");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for directory in ["", "services", "defaults", "keys", "rules", "architectures", "datastores"] {
        fs::create_dir_all(out.join(directory))?;
        for entry in fs::read_dir(Path::new("profiles").join(directory))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                embed(&path, &out.join(directory))?;
            }
        }
    }
    Ok(())
}

/// Writes `services/ci.yaml` as `services/ci.yaml.json`.
fn embed(path: &Path, directory: &Path) -> Result<(), Box<dyn Error>> {
    let name = path.file_name().ok_or("a file without a name")?.to_string_lossy();
    let value: serde_json::Value =
        serde_yaml::from_str(&fs::read_to_string(path)?).map_err(|error| format!("{}: {error}", path.display()))?;
    fs::write(directory.join(format!("{name}.json")), serde_json::to_string(&value)?)?;
    Ok(())
}
