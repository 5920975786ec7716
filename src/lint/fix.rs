//! Edits that remove a finding.

use serde::Serialize;

use crate::helm::value::LayerId;
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;

/// Whether a fix keeps the meaning that the author had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Certain: applied by `--fix`.
    Safe,
    /// Needs review: applied by `--unsafe-fixes`.
    Unsafe,
}

/// Edits to one file that remove one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub safety: Safety,
    /// What it does, in the imperative: "remove the dropped block".
    pub title: String,
    pub layer: LayerId,
    pub edits: Vec<Edit>,
    /// Further paths that it may change, besides that of its finding. A value that moves away from there to a place
    /// where nothing stood needs no mention.
    pub touches: Vec<KeyPath>,
}

impl Fix {
    /// A fix that may be applied without asking.
    pub fn safe(title: impl Into<String>, layer: LayerId, edits: Vec<Edit>) -> Fix {
        Fix { safety: Safety::Safe, title: title.into(), layer, edits, touches: Vec::new() }
    }

    /// A fix that somebody should look at.
    pub fn unsafe_(title: impl Into<String>, layer: LayerId, edits: Vec<Edit>) -> Fix {
        Fix { safety: Safety::Unsafe, title: title.into(), layer, edits, touches: Vec::new() }
    }

    /// The same fix, which may change the value at `path` too.
    pub fn touching(mut self, path: &KeyPath) -> Fix {
        self.touches.push(path.clone());
        self
    }
}
