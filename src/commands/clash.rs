//! Where the user's own file and a rendered one set the same leaf differently: only the later file counts.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::output::Console;
use super::{chain, syntax};
use crate::error::Error;
use crate::helm::json::to_json;
use crate::helm::read::read;
use crate::helm::value::{self, LayerId, Node};
use crate::helm::version::HelmVersion;
use crate::mask::masked_json;
use crate::yaml::path::KeyPath;
use crate::yaml::source::Source;

/// One leaf that both set.
struct Clash {
    path: KeyPath,
    user: Value,
    line: usize,
    planned: Value,
}

/// Says which leaves the later file wins, for each of the rendered files. `user_file` is read as Helm reads it; where
/// it cannot be, that is what is said, and where: helm will refuse it too.
pub fn report(rendered: &[(PathBuf, Map<String, Value>)], user_file: &Path, user_last: bool, console: &Console) {
    let read_user = || {
        let source = chain::source(&user_file.to_string_lossy())?;
        let reading = read(&source, LayerId(0), HelmVersion::V3).map_err(|error| syntax::error(&source, &error))?;
        Ok::<_, Error>((source, reading.root))
    };
    let (source, user) = match read_user() {
        Ok(found) => found,
        Err(error) => {
            console.warning(&format!("helm will refuse {error}"));
            return;
        }
    };
    for (path, values) in rendered {
        let mut clashes = Vec::new();
        collect(&KeyPath::root(), &user, &Value::Object(values.clone()), &source, &mut clashes);
        if !clashes.is_empty() {
            say(&clashes, user_file, path, user_last, console);
        }
    }
}

fn say(clashes: &[Clash], user_file: &Path, rendered: &Path, user_last: bool, console: &Console) {
    let (winner, loser) = if user_last { (user_file, rendered) } else { (rendered, user_file) };
    let mut text = format!(
        "{} comes after {} and wins {}:",
        winner.display(),
        loser.display(),
        if clashes.len() == 1 {
            "a value that both set".to_owned()
        } else {
            format!("{} values that both set", clashes.len())
        }
    );
    for clash in clashes {
        let user =
            format!("{} ({}:{})", show(&masked_json(&clash.path, clash.user.clone())), user_file.display(), clash.line);
        let planned = format!("{} ({})", show(&clash.planned), rendered.display());
        let (kept, lost) = if user_last { (user, planned) } else { (planned, user) };
        text.push_str(&format!("\n  {}: {kept}, not {lost}", clash.path));
    }
    if user_last {
        console.note(&text);
    } else {
        text.push_str("\n  help: to keep your own values, give your file last (--user-values-last)");
        console.warning(&text);
    }
}

/// A scalar as it is; of a map or list only what it is, whatever a user may keep in there.
fn show(value: &Value) -> String {
    match value {
        Value::Object(_) => "a map".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        scalar => scalar.to_string(),
    }
}

/// Walks two maps together. Lists count as one value, because Helm replaces them whole.
fn collect(path: &KeyPath, user: &Node, planned: &Value, source: &Source, clashes: &mut Vec<Clash>) {
    if let (value::Value::Map(user), Value::Object(planned)) = (&user.value, planned) {
        for (key, user) in user {
            if let Some(planned) = planned.get(key) {
                collect(&path.key(key.as_str()), user, planned, source, clashes);
            }
        }
        return;
    }
    let value = to_json(&user.value);
    if value != *planned {
        let line = source.position(user.origin.key.unwrap_or(user.origin.value).start).line;
        clashes.push(Clash { path: path.clone(), user: value, line, planned: planned.clone() });
    }
}
