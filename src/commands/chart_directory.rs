//! A chart that lies unpacked on disk: `helm upgrade my-release ./harness`.

use std::path::Path;

use serde_json::Value;

use super::chain;
use super::syntax;
use crate::error::Result;
use crate::helm::json::to_json;
use crate::helm::read::read;
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;

/// The version of the chart in the directory `chart`, where it is `harness` itself; none for what is no such directory.
/// Helm takes an existing path before a repository's chart of that name, and then ignores `--version`.
///
/// # Errors
/// A Chart.yaml that cannot be read: helm would stop there too.
pub fn version(chart: &str) -> Result<Option<String>> {
    let file = Path::new(chart).join("Chart.yaml");
    if !file.is_file() {
        return Ok(None);
    }
    let source = chain::source(&file.to_string_lossy())?;
    let reading = read(&source, LayerId(0), HelmVersion::V3).map_err(|error| syntax::error(&source, &error))?;
    let fields = to_json(&reading.root.value);
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    Ok(text("version").filter(|_| text("name") == Some("harness")).map(str::to_owned))
}
