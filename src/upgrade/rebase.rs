//! An overlay over one profile as an overlay over another: what was meant stays, what was copied goes.

use serde::Serialize;
use serde_json::{Map, Value};

use super::meaning::{agree, settings};
use super::text::Text;
use crate::error::{Error, Result};
use crate::leaf;
use crate::yaml::lines::Position;
use crate::yaml::path::KeyPath;

/// What becomes of one value of the overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It says something of its own, and the profile did not change there.
    Kept,
    /// The new profile sets just that.
    Equal,
    /// It was copied from the old profile: the new one decides.
    Copied,
    /// Both it and the profile changed. It stays.
    Conflict,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Kept => "kept",
            Verdict::Equal => "equal",
            Verdict::Copied => "copied",
            Verdict::Conflict => "conflict",
        }
    }

    fn goes(self) -> bool {
        matches!(self, Verdict::Equal | Verdict::Copied)
    }
}

/// One value of the overlay, and what the two profiles set there.
#[derive(Clone, Debug)]
pub struct Line {
    pub path: KeyPath,
    pub position: Position,
    pub value: Value,
    pub base: Option<Value>,
    pub onto: Option<Value>,
    pub verdict: Verdict,
    /// Why it is still there although it should go.
    pub stuck: Option<String>,
}

/// A rebased overlay.
#[derive(Debug)]
pub struct Rebased {
    pub text: String,
    /// In the order of the file. A list is one value.
    pub lines: Vec<Line>,
}

/// What is to become of `value` at `path`.
pub fn verdict(path: &KeyPath, value: &Value, base: Option<&Value>, onto: Option<&Value>) -> Verdict {
    let is = |other: Option<&Value>| other.is_some_and(|other| agree(path, value, other));
    let unchanged = match (base, onto) {
        (Some(base), Some(onto)) => agree(path, base, onto),
        (base, onto) => base.is_none() && onto.is_none(),
    };
    match () {
        () if is(onto) => Verdict::Equal,
        () if is(base) => Verdict::Copied,
        () if unchanged => Verdict::Kept,
        () => Verdict::Conflict,
    }
}

/// Carries `text`, an overlay over the values `base`, over the values `onto`.
///
/// # Errors
/// A text that Helm refuses is the caller's to report; here, a result that does not hold what was meant.
pub fn rebase(overlay: Text, base: &Map<String, Value>, onto: &Map<String, Value>) -> Result<Rebased> {
    let mut now = overlay;
    let mut lines = Vec::new();
    for (path, value) in settings(now.values()) {
        let (base, onto) = (leaf::get(base, &path), leaf::get(onto, &path));
        lines.push(Line {
            position: now.source().position(now.place(&path).start),
            verdict: verdict(&path, value, base, onto),
            value: value.clone(),
            base: base.cloned(),
            onto: onto.cloned(),
            path,
            stuck: None,
        });
    }
    let going = lines.iter().filter(|line| line.verdict.goes());
    let going: Vec<KeyPath> = going.map(|line| line.path.clone()).collect();
    for (path, why) in now.remove_all(&going, false) {
        if let Some(line) = lines.iter_mut().find(|line| line.path == path) {
            line.stuck = Some(why);
        }
    }
    prove(onto, now.as_str(), &lines).map_err(|path| {
        Error::new(format!("the rebased file does not hold at `{path}` what it should"))
            .help("nothing was written; this is a defect of smpgen, please report it")
    })?;
    Ok(Rebased { text: now.as_str().to_owned(), lines })
}

/// Whether Helm merges over `onto` what was meant, value by value: the user's where it stays, the profile's where it
/// goes, and everything else as the profile has it.
fn prove(onto: &Map<String, Value>, text: &str, lines: &[Line]) -> std::result::Result<(), KeyPath> {
    let overlay = Text::read("", text).map_err(|_| KeyPath::root())?;
    let mut merged = onto.clone();
    leaf::merge(&mut merged, overlay.values());
    let mut expected = onto.clone();
    for line in lines {
        let stays = !line.verdict.goes() || line.stuck.is_some();
        if stays {
            leaf::put(&mut expected, &line.path, line.value.clone());
        }
        let wanted = if stays { Some(&line.value) } else { line.onto.as_ref() };
        if leaf::get(&merged, &line.path) != wanted {
            return Err(line.path.clone());
        }
    }
    leaf::prune(&mut merged);
    leaf::prune(&mut expected);
    match merged == expected {
        true => Ok(()),
        false => Err(KeyPath::root()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn three_values_decide() {
        let path: KeyPath = "a.resources.requests.memory".parse().unwrap();
        let (two, four, eight) = (json!("2Gi"), json!("4Gi"), json!("8Gi"));
        let words = json!("2048Mi");
        for (value, base, onto, wanted) in [
            (&four, Some(&two), Some(&two), Verdict::Kept),
            (&four, None, None, Verdict::Kept),
            (&four, Some(&two), Some(&four), Verdict::Equal),
            (&words, Some(&eight), Some(&two), Verdict::Equal),
            (&two, Some(&two), Some(&four), Verdict::Copied),
            (&words, Some(&two), None, Verdict::Copied),
            (&eight, Some(&two), Some(&four), Verdict::Conflict),
            (&eight, None, Some(&four), Verdict::Conflict),
            (&eight, Some(&four), None, Verdict::Conflict),
            (&Value::Null, Some(&two), Some(&two), Verdict::Kept),
            (&Value::Null, Some(&two), Some(&four), Verdict::Conflict),
        ] {
            assert_eq!(verdict(&path, value, base, onto), wanted, "{value} {base:?} {onto:?}");
        }
    }
}
