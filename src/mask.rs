//! Secrets never reach output: which values are secrets, and what is shown in their place.

use std::borrow::Cow;

use crate::yaml::path::{KeyPath, Segment};

/// What is shown in place of a secret.
pub const MASK: &str = "***";

/// `text`, the value at `path`, as it may be shown: [`MASK`] under a key that holds a secret, and in place of the
/// password in a URI. An empty text is no secret.
pub fn masked<'a>(path: &KeyPath, text: &'a str) -> Cow<'a, str> {
    if !text.is_empty() && holds_secret(path) { Cow::Borrowed(MASK) } else { without_uri_password(text) }
}

/// Endings of keys that hold a secret, in lower case and without `-` and `_`.
const SECRET: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "token",
    "secret",
    "secretid",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "licensekey",
    "credentials",
];

/// Endings of keys that only name a Secret or a key in one.
const REFERENCE: [&str; 4] = ["existingsecret", "kubernetessecret", "tlssecret", "imagepullsecret"];

/// Whether the key at the end of `path` holds a secret itself. `secretName`, `passwordKey` and the like name one.
pub fn holds_secret(path: &KeyPath) -> bool {
    let mut keys = path.segments().iter().rev().filter_map(|segment| match segment {
        Segment::Key(key) => Some(key.to_lowercase().replace(['-', '_'], "")),
        Segment::Index(_) => None,
    });
    let Some(key) = keys.next() else { return false };
    let parent = keys.next().unwrap_or_default();
    let licence = parent == "license" && (key == "ng" || key == "cg");
    let reference = REFERENCE.iter().any(|ending| key.ends_with(ending));
    licence || (!reference && SECRET.iter().any(|ending| key.ends_with(ending)))
}

/// `scheme://user:***@host` for a text with a password in a URI.
fn without_uri_password(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("://").map(|at| at + 3) {
        let authority_end = rest[start..].find(['/', '?', '#', ' ', '"', '\'']).map_or(rest.len(), |at| start + at);
        // A password may itself hold an `@`: the last one ends it.
        let password = rest[start..authority_end].rfind('@').and_then(|at| {
            let colon = rest[start..start + at].find(':')?;
            Some((start + colon + 1, start + at))
        });
        match password {
            Some((from, to)) if from < to => {
                out.push_str(&rest[..from]);
                out.push_str(MASK);
                rest = &rest[to..];
            }
            _ => {
                out.push_str(&rest[..start]);
                rest = &rest[start..];
            }
        }
    }
    if out.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(out + rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, text: &str) -> String {
        masked(&path.parse().unwrap(), text).into_owned()
    }

    #[test]
    fn secrets_are_masked_and_references_are_not() {
        for path in ["a.password", "a.MONGO_PASSWORD", "global.license.ng", "x.auth.token", "x.vault.auth.secretId"] {
            assert_eq!(shown(path, "hunter2"), "***", "{path}");
            assert_eq!(shown(path, ""), "", "{path}");
        }
        for path in ["a.secretName", "a.passwordKey", "a.existingSecret", "ng.enabled", "a.tokens", "image.tag"] {
            assert_eq!(shown(path, "name"), "name", "{path}");
        }
    }

    #[test]
    fn passwords_in_uris_are_masked_wherever_they_stand() {
        assert_eq!(shown("a.hosts[0]", "mongodb://u:p@h1,h2/db"), "mongodb://u:***@h1,h2/db");
        assert_eq!(shown("a.args", "x redis://:p@ss@h:1 y://u:q@z"), "x redis://:***@h:1 y://u:***@z");
        for plain in ["https://host:443/a@b", "http://user@host", "no uri", "://"] {
            assert_eq!(shown("a", plain), plain);
        }
    }
}
